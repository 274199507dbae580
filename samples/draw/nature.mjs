import { n, openCurve, polygon } from './svg.mjs';

/** A pine as a ragged outline: boughs in tiers, each drooping outward. Returns path data. */
export function pine(random, x, base, height, spread = 0.34) {
  const tiers = Math.max(6, Math.round(5 + height / 16));
  const left = [];
  const right = [];
  for (let i = 0; i < tiers; i++) {
    const along = (i + 0.6) / tiers;
    const y = base - height + height * along * 0.97;
    const reach = height * spread * 0.5 * along ** 0.85;
    const droop = (height / tiers) * 0.85;
    for (const [side, list] of [
      [-1, left],
      [1, right],
    ]) {
      const tip = reach * random.range(0.62, 1.12);
      list.push([x + side * tip, y + droop], [x + side * tip * random.range(0.42, 0.58), y + droop * 0.5]);
    }
  }
  const trunk = height * 0.018;
  return polygon([
    [x, base - height],
    ...right,
    [x + trunk, base - height * 0.02],
    [x + trunk, base],
    [x - trunk, base],
    [x - trunk, base - height * 0.02],
    ...left.reverse(),
  ]);
}

/** Grass or reeds: thin bent blades rising from a line. Returns path data of filled blades. */
export function blades(random, count, { x, y, height, lean = 0.3, width = 2.5 }) {
  let text = '';
  for (let i = 0; i < count; i++) {
    const footX = random.range(x[0], x[1]);
    const footY = random.range(y[0], y[1]);
    const tall = random.range(height[0], height[1]);
    const bend = random.bell(lean) * tall;
    const half = width * random.range(0.5, 1);
    const midY = footY - tall * 0.6;
    text += `M${n(footX - half)} ${n(footY)}Q${n(footX - half + bend * 0.2)} ${n(midY)} ${n(footX + bend)} \
${n(footY - tall)}Q${n(footX + half + bend * 0.25)} ${n(midY)} ${n(footX + half)} ${n(footY)}Z`;
  }
  return text;
}

/** One leaf between two points; `belly` is its half width over its length. */
export function leaf([x1, y1], [x2, y2], belly = 0.22) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const at = (along, across) => `${n(x1 + dx * along - dy * across)} ${n(y1 + dy * along + dx * across)}`;
  return `M${at(0, 0)}C${at(0.25, belly)} ${at(0.7, belly * 0.95)} ${at(1, 0)}\
C${at(0.7, -belly * 0.95)} ${at(0.25, -belly)} ${at(0, 0)}Z`;
}

/** A bending stem with leaves set along it: `{ stem, leaves: [{ path, from, to }] }`. */
export function sprig(random, [x, y], angle, length, { pairs = 8, size = 0.3, bend = 0.5, belly = 0.22 } = {}) {
  const points = [];
  for (let i = 0; i <= pairs + 1; i++) {
    const along = i / (pairs + 1);
    const turn = angle + bend * along;
    points.push([x + Math.cos(turn) * length * along, y + Math.sin(turn) * length * along]);
  }
  const leaves = [];
  for (let i = 1; i <= pairs; i++) {
    const along = i / (pairs + 1);
    const direction = angle + bend * along * 2;
    const reach = length * size * (1.15 - along * 0.65) * random.range(0.85, 1.1);
    for (const side of [-1, 1]) {
      const turn = direction + side * random.range(0.6, 0.95);
      const to = [points[i][0] + Math.cos(turn) * reach, points[i][1] + Math.sin(turn) * reach];
      leaves.push({ path: leaf(points[i], to, belly), from: points[i], to });
    }
  }
  const tip = points.at(-1);
  const to = [
    tip[0] + Math.cos(angle + bend * 2) * length * size * 0.5,
    tip[1] + Math.sin(angle + bend * 2) * length * size * 0.5,
  ];
  leaves.push({ path: leaf(tip, to, belly), from: tip, to });
  return { stem: openCurve(points), leaves };
}
