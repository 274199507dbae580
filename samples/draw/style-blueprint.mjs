import { createNoise } from './random.mjs';
import { clamp, glaze, rasterise, rgb, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { document, n } from './svg.mjs';

const BLUE = rgb('#14449c');
const FADED = rgb('#2f6fc4');
const LINE = rgb('#eef6ff');

/** White lines on a cyanotype, folded and a little faded: the plan of an airship, with its grid and measures. */
export async function blueprint() {
  const noise = createNoise(841);
  const drawing = await rasterise(document(SIDE, SIDE, '', plan()));
  return shade(SIDE, SIDE, (x, y, out) => {
    const wash = noise.fbm(x / 130, y / 130, 4) * 0.5 + noise.fbm(x / 9, y / 9, 3) * 0.12 + 0.3;
    glaze(out, BLUE, 1);
    glaze(out, FADED, clamp(wash));
    const fold = Math.min(Math.abs(x - 214), Math.abs(x - 427), Math.abs(y - 320));
    glaze(out, LINE, smoothstep(2.4, 0, fold + noise.noise(x / 6, y / 6) * 1.6) * 0.28);
    const tooth = noise.fbm(x / 2.3, y / 2.3, 2);
    const ink = drawing.data[(y * SIDE + x) * 4 + 3] / 255;
    // White is paper that the light did not reach: the fibres show in it.
    glaze(out, LINE, ink * clamp(0.9 + tooth * 0.5));
    for (let channel = 0; channel < 3; channel++) {
      out[channel] += tooth * 9;
    }
  });
}

const line = (path, width = 1.8, extra = '') =>
  `<path d="${path}" fill="none" stroke="#fff" stroke-width="${width}" ${extra}/>`;
const DASHED = 'stroke-dasharray="12 5 3 5"';

function plan() {
  let grid = '';
  for (let i = 1; i < 32; i++) {
    grid += `<path d="M${i * 20} 20V620M20 ${i * 20}H620" stroke="#fff" stroke-width="${i % 4 ? 0.6 : 1.1}" opacity="${i % 4 ? 0.26 : 0.42}"/>`;
  }
  const frame = line('M20 20H620V620H20Z', 3.2) + line('M28 28H612V612H28Z', 1);
  return `${grid}${frame}${side()}${front(160, 486, 84)}${gear(330, 500, 62, 18)}${gear(410, 444, 34, 11)}${title()}`;
}

/** The ship from the side: hull and ribs, gondola, fins and its measures. */
function side() {
  const half = (x) => 88 * Math.sqrt(Math.max(0, 1 - ((x - 310) / 250) ** 2)) * (1 - (x - 310) / 1700);
  const hull = [];
  for (let x = 60; x <= 560; x += 5) {
    hull.push([x, half(x)]);
  }
  const edge = (sign) => hull.map(([x, h]) => `${n(x)} ${n(190 + sign * h)}`);
  let text = line(`M${edge(-1).join('L')}L${edge(1).reverse().join('L')}Z`, 4);
  for (let x = 96; x < 540; x += 32) {
    const h = half(x);
    text += line(`M${x} ${n(190 - h)}Q${x + 14} 190 ${x} ${n(190 + h)}`, 1.6);
  }
  for (const share of [-0.66, -0.3, 0.3, 0.66]) {
    text += line(`M${hull.map(([x, h]) => `${n(x)} ${n(190 + h * share)}`).join('L')}`, 1.4);
  }
  text += line('M40 190H600', 1.3, DASHED) + line('M310 76V330', 1.3, DASHED);
  text += line('M500 128L566 84L590 92L556 170ZM500 252L566 296L590 288L556 210ZM520 186H592L598 190L592 194H520Z', 3);
  text += line('M222 276L236 312H372L400 272M250 312V292M276 312V284M302 312V282M328 312V284M354 312V288', 3);
  for (let i = 0; i < 6; i++) {
    text += line(`M${246 + i * 21} 294h12v10h-12Z`, 1.6);
  }
  for (let i = 0; i < 34; i++) {
    text += line(`M${224 + i * 5} ${n(276 + (i % 2) * 3)}l8 -10`, 0.9);
  }
  text += line('M60 196V356M560 196V356M60 348H560', 1.2) + line('M60 348l13 -4v8ZM560 348l-13 -4v8Z', 2.4);
  return text + line('M300 342h6l4 -7l4 14l4 -7h6', 1.6);
}

/** The hull cut across: rings and spokes. */
function front(x, y, r) {
  let text = [1, 0.92, 0.6, 0.22]
    .map(
      (k, i) =>
        `<circle cx="${x}" cy="${y}" r="${n(r * k)}" fill="none" stroke="#fff" stroke-width="${[4, 1.4, 1.8, 3][i]}"/>`,
    )
    .join('');
  for (let k = 0; k < 16; k++) {
    const [c, s] = [Math.cos(k * 0.3927), Math.sin(k * 0.3927)];
    text += line(`M${n(x + c * r * 0.22)} ${n(y + s * r * 0.22)}L${n(x + c * r * 0.92)} ${n(y + s * r * 0.92)}`, 1.3);
  }
  for (let k = -7; k < 8; k++) {
    const h = Math.sqrt(Math.max(0, 0.36 - (k * 0.08) ** 2)) * r;
    text += line(`M${n(x + k * 0.08 * r)} ${n(y - h)}V${n(y)}`, 1);
  }
  return text + line(`M${x - r - 16} ${y}H${x + r + 16}M${x} ${y - r - 16}V${y + r + 16}`, 1.2, DASHED);
}

function gear(x, y, r, teeth) {
  const rim = Array.from({ length: teeth * 4 }, (_, i) => {
    const [a, reach] = [(i / (teeth * 4)) * Math.PI * 2, i % 4 < 2 ? r : r * 0.84];
    return `${n(x + Math.cos(a) * reach)} ${n(y + Math.sin(a) * reach)}`;
  });
  const ring = (k, width) =>
    `<circle cx="${x}" cy="${y}" r="${n(r * k)}" fill="none" stroke="#fff" stroke-width="${width}"/>`;
  return `${line(`M${rim.join('L')}Z`, 3)}${ring(0.66, 1.6)}${ring(0.24, 2.6)}${line(`M${x - r - 12} ${y}H${x + r + 12}M${x} ${y - r - 12}V${y + r + 12}`, 1.1, DASHED)}`;
}

/** The box in the corner; its words are strokes of a quick hand, not letters. */
function title() {
  let text = line('M440 500H612V612M440 500V612M440 534H612M440 572H612M530 534V612', 2.2);
  for (const [x, y, wide] of [
    [452, 522, 140],
    [450, 556, 64],
    [540, 556, 60],
    [450, 594, 60],
    [540, 594, 62],
    [476, 400, 110],
    [476, 416, 84],
    [60, 380, 90],
  ]) {
    text += line(`M${x} ${y}${'q3 -13 6 -2t5 -6t4 6'.repeat(Math.floor(wide / 15))}`, 1.8);
  }
  return text;
}
