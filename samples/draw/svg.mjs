/** A whole SVG document; `defs` holds gradients, filters and clips. */
export function document(width, height, defs, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" \
height="${height}" viewBox="0 0 ${width} ${height}"><defs>${defs}</defs>${body}</svg>`;
}

/** Numbers are cut to one decimal: thousands of strokes stay a small text. */
export const n = (value) => Math.round(value * 10) / 10;

export function linear(id, [x1, y1, x2, y2], stops, units = 'objectBoundingBox') {
  return `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" gradientUnits="${units}">\
${stopList(stops)}</linearGradient>`;
}

export function radial(id, [cx, cy, r], stops, units = 'objectBoundingBox') {
  return `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}" gradientUnits="${units}">\
${stopList(stops)}</radialGradient>`;
}

const stopList = (stops) =>
  stops
    .map(([at, colour, opacity = 1]) => `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`)
    .join('');

export const soften = (id, deviation) =>
  `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${deviation}"/></filter>`;

/** A closed smooth outline through points (Catmull-Rom, as cubic Béziers). */
export function closedCurve(points) {
  const count = points.length;
  const at = (i) => points[(i + count) % count];
  let text = `M${n(points[0][0])} ${n(points[0][1])}`;
  for (let i = 0; i < count; i++) {
    text += bezier(at(i - 1), at(i), at(i + 1), at(i + 2));
  }
  return `${text}Z`;
}

/** An open smooth line through points. */
export function openCurve(points) {
  const at = (i) => points[Math.min(points.length - 1, Math.max(0, i))];
  let text = `M${n(points[0][0])} ${n(points[0][1])}`;
  for (let i = 0; i < points.length - 1; i++) {
    text += bezier(at(i - 1), at(i), at(i + 1), at(i + 2));
  }
  return text;
}

const bezier = (a, b, c, d) =>
  `C${n(b[0] + (c[0] - a[0]) / 6)} ${n(b[1] + (c[1] - a[1]) / 6)} \
${n(c[0] - (d[0] - b[0]) / 6)} ${n(c[1] - (d[1] - b[1]) / 6)} ${n(c[0])} ${n(c[1])}`;

export const polygon = (points) => `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`;

/** Land under a horizon line `height(x)`, closed along the bottom. */
export function landUnder(width, bottom, height, step = 8) {
  let text = `M-10 ${bottom}`;
  for (let x = -10; x <= width + 10; x += step) {
    text += `L${x} ${n(height(x))}`;
  }
  return `${text}L${width + 10} ${bottom}Z`;
}

/** A round blob whose radius wanders by `rough` (0…1). */
export function blob(random, x, y, radiusX, radiusY, rough = 0.15, points = 11) {
  const turn = random.range(0, 6.28);
  return closedCurve(
    Array.from({ length: points }, (_, i) => {
      const angle = turn + (i / points) * Math.PI * 2;
      const reach = 1 + random.range(-rough, rough);
      return [x + Math.cos(angle) * radiusX * reach, y + Math.sin(angle) * radiusY * reach];
    }),
  );
}
