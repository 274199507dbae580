import { flowAlongForms } from './brush.mjs';
import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, layer, rasterise, shade } from './raster.mjs';
import { SIDE, stillLife } from './style-scenes.mjs';
import { document, n } from './svg.mjs';

/** Pen and black ink on warm paper: each darker tone adds one more layer of hatching, at a new angle. */
export async function inkHatching() {
  const noise = createNoise(401);
  const random = createRandom(402);
  const model = await rasterise(stillLife());
  const soft = await blur(model, 1.6);
  const tone = (x, y) => {
    const at = (Math.round(clamp(y, 0, SIDE - 1)) * SIDE + Math.round(clamp(x, 0, SIDE - 1))) * 4;
    // Ink has no greys of its own: the shadows are lifted so that hatching stays open in them.
    return ((soft.data[at] * 0.3 + soft.data[at + 1] * 0.59 + soft.data[at + 2] * 0.11) / 255) ** 0.56;
  };
  const flow = flowAlongForms(await blur(model, 7), noise, 0.35);
  const layers = [
    { below: 0.93, turn: 0, gap: 6.4, reach: 34, width: 1.15 },
    { below: 0.74, turn: 0.72, gap: 5.6, reach: 30, width: 1.2 },
    { below: 0.54, turn: -0.66, gap: 5, reach: 26, width: 1.3 },
    { below: 0.36, turn: 1.5, gap: 4.2, reach: 22, width: 1.5 },
    { below: 0.2, turn: 0.3, gap: 3.4, reach: 18, width: 1.8 },
  ];
  const ink = layers.map((entry) => hatch(random, noise, tone, flow, entry)).join('');
  const paper = shade(SIDE, SIDE, (x, y, out) => {
    const tooth = noise.fbm(x / 3, y / 3, 3) * 7 + noise.fbm(x / 120, y / 120, 4) * 15;
    const fibre = noise.ridged(x / 40, y / 9, 3) > 0.93 ? -8 : 0;
    out[0] = 241 + tooth + fibre;
    out[1] = 226 + tooth + fibre;
    out[2] = 196 + tooth * 1.2 + fibre;
  });
  return layer(
    paper,
    document(SIDE, SIDE, '', `<path d="${ink}" fill="#15110f"/><path d="${outlines(noise, tone)}" fill="#15110f"/>`),
  );
}

function hatch(random, noise, tone, flow, { below, turn, gap, reach, width }) {
  let text = '';
  for (let y = -4; y < SIDE + 4; y += gap) {
    for (let x = -4; x < SIDE + 4; x += gap * 2.6) {
      const start = [x + random.bell(gap * 1.4), y + random.bell(gap * 0.7)];
      const depth = below - tone(...start);
      if (depth > 0) {
        const points = follow(noise, tone, flow, start, { below, turn, steps: (reach / 3) * random.range(0.6, 1.3) });
        text += taper(points, width * clamp(0.5 + depth * 1.5, 0.5, 1.25) * random.range(0.75, 1.2));
      }
    }
  }
  return text;
}

/** Walks both ways along the flow, and stops where the light begins. */
function follow(noise, tone, flow, [x0, y0], { below, turn, steps }) {
  const walk = (sign) => {
    let [x, y] = [x0, y0];
    const points = [];
    for (let i = 0; i < steps / 2; i++) {
      const angle = flow(Math.round(x), Math.round(y)) + turn + noise.noise(x / 30, y / 30) * 0.22;
      x += Math.cos(angle) * 3 * sign;
      y += Math.sin(angle) * 3 * sign;
      if (tone(x, y) > below + 0.03) {
        break;
      }
      points.push([x, y]);
    }
    return points;
  };
  return [...walk(-1).reverse(), [x0, y0], ...walk(1)];
}

/** A pen line: full in the middle, thin where the nib lands and leaves. */
function taper(points, width) {
  if (points.length < 3) {
    return '';
  }
  const sides = [[], []];
  for (const [i, [x, y]] of points.entries()) {
    const [ax, ay] = points[Math.max(0, i - 1)];
    const [bx, by] = points[Math.min(points.length - 1, i + 1)];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const half = 0.16 + (width / 2) * Math.sin((i / (points.length - 1)) * Math.PI) ** 0.6;
    const across = [(-(by - ay) / length) * half, ((bx - ax) / length) * half];
    sides[0].push(`${fine(x + across[0])} ${fine(y + across[1])}`);
    sides[1].unshift(`${fine(x - across[0])} ${fine(y - across[1])}`);
  }
  return `M${sides[0].join('L')}L${sides[1].join('L')}Z`;
}

const fine = (value) => Math.round(value * 100) / 100;

/** Contours are dotted down wherever lightness jumps: a broken, living line. */
function outlines(noise, tone) {
  let text = '';
  for (let y = 1; y < SIDE; y += 1.5) {
    for (let x = 1; x < SIDE; x += 1.5) {
      const jump = Math.hypot(tone(x + 1.5, y) - tone(x - 1.5, y), tone(x, y + 1.5) - tone(x, y - 1.5));
      const press = jump * 6 - 0.5 + noise.noise(x / 22, y / 22) * 0.25;
      if (press > 0) {
        const r = Math.min(1.5, 0.5 + press * 1.2);
        text += `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(r * 2)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-r * 2)} 0`;
      }
    }
  }
  return text;
}
