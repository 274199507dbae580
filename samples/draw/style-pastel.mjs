import { flowAlongForms } from './brush.mjs';
import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, glaze, rasterise, rgb, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, document, landUnder, linear, n } from './svg.mjs';

const PAPER = rgb('#cbb3c4');

/** Soft pastel sticks dragged over toothed lilac paper: balloons above a misty morning. */
export async function softPastel() {
  const noise = createNoise(851);
  const random = createRandom(852);
  const model = await rasterise(balloons());
  const guide = await blur(model, 1);
  const flow = flowAlongForms(await blur(model, 7), noise, 0.5);
  const chalk = new Float32Array(SIDE * SIDE * 4);
  for (let i = 0; i < 26000; i++) {
    drag(chalk, random, guide, flow);
  }
  return shade(SIDE, SIDE, (x, y, out) => {
    const at = (y * SIDE + x) * 4;
    const tooth = noise.fbm(x / 2.4, y / 2.4, 2) * 0.7 + noise.noise(x / 1.4 + 40, y / 5) * 0.3;
    glaze(out, PAPER, 1);
    const rubbed = guide.data.subarray(at, at + 3);
    glaze(out, rubbed, 0.62);
    if (chalk[at + 3] > 0) {
      glaze(out, chalk.subarray(at, at + 3), smoothstep(-0.18, 0.22, chalk[at + 3] - 0.42 - tooth * 0.9));
    }
    for (let channel = 0; channel < 3; channel++) {
      out[channel] += tooth * 13;
    }
  });
}

/** One stick, dragged along the forms: its colour, and in the fourth channel how hard it pressed. */
function drag(chalk, random, guide, flow) {
  let [x, y] = [random.range(0, SIDE), random.range(0, SIDE)];
  const from = (Math.floor(y) * SIDE + Math.floor(x)) * 4;
  const [light, warm] = [random.bell(34), random.bell(22)];
  const colour = [guide.data[from] + light + warm, guide.data[from + 1] + light, guide.data[from + 2] + light - warm];
  const [half, press, turn] = [random.range(1, 2.8), random.range(0.45, 0.95), random.bell(0.4)];
  const steps = random.integer(6, 20);
  for (let step = 0; step < steps; step++) {
    const angle = flow(Math.round(x), Math.round(y)) + turn;
    x += Math.cos(angle) * 1.7;
    y += Math.sin(angle) * 1.7;
    if (strays(guide, x, y, from)) {
      return;
    }
    for (let py = Math.max(0, Math.floor(y - half)); py <= Math.min(SIDE - 1, y + half); py++) {
      for (let px = Math.max(0, Math.floor(x - half)); px <= Math.min(SIDE - 1, x + half); px++) {
        const near = clamp(half - Math.hypot(px - x, py - y));
        if (near <= 0) {
          continue;
        }
        const at = (py * SIDE + px) * 4;
        for (let channel = 0; channel < 3; channel++) {
          const cover = chalk[at + 3] === 0 ? 1 : near * 0.8;
          chalk[at + channel] += (colour[channel] - chalk[at + channel]) * cover;
        }
        chalk[at + 3] += (press - chalk[at + 3]) * near * 0.8;
      }
    }
  }
}

/** Whether a stroke has left the form that it began on. */
function strays({ data }, x, y, from) {
  const at = (Math.round(clamp(y, 0, SIDE - 1)) * SIDE + Math.round(clamp(x, 0, SIDE - 1))) * 4;
  return (
    Math.abs(data[at] - data[from]) +
      Math.abs(data[at + 1] - data[from + 1]) +
      Math.abs(data[at + 2] - data[from + 2]) >
    60
  );
}

function balloons() {
  const noise = createNoise(853);
  const random = createRandom(854);
  let clouds = '';
  for (const [x, y, wide] of [
    [110, 130, 130],
    [560, 200, 120],
    [330, 70, 90],
    [40, 300, 100],
    [430, 330, 130],
  ]) {
    for (let i = 0; i < 9; i++) {
      const share = (i - 4) / 4;
      clouds += `<path d="${blob(random, x + share * wide, y + random.bell(10), wide * 0.3, 20, 0.2)}" fill="${random.pick(['#fff3ea', '#ffd9d2', '#f6c6dc', '#fffaf2'])}"/>`;
    }
  }
  const hills = ['#c3b2e0', '#a9b8e2', '#9fcfc4', '#b9dba0', '#f2c9a0'].map((fill, i) => {
    const base = 420 + i * 48;
    const path = landUnder(SIDE, SIDE, (x) => base - 60 * (noise.fbm(x / (170 - i * 14) + i * 5, i * 3, 3) + 0.3));
    return `<path d="${path}" fill="${fill}"/>`;
  });
  let meadow = '';
  for (let i = 0; i < 130; i++) {
    const y = random.range(570, 640);
    meadow += `<circle cx="${n(random.range(0, 640))}" cy="${n(y)}" r="${n(random.range(3, 8))}" fill="${random.pick(['#f58fa8', '#fff2b8', '#a884d8', '#ffffff', '#f7a072'])}"/>`;
  }
  const ships = [
    [210, 220, 92, ['#f2788f', '#ffd0a8', '#f7a072', '#fff0d8']],
    [450, 170, 66, ['#7fb4e8', '#d8ecff', '#8fd0c8', '#fff6d8']],
    [360, 350, 44, ['#a884d8', '#f6d0ea', '#d090c8', '#fff0f6']],
    [566, 330, 32, ['#f7c052', '#fff0b8', '#f09a62', '#fff6dc']],
  ].map(balloon);
  const sky = linear(
    'sky',
    [0, 0, 0, 1],
    [
      [0, '#9fb8ec'],
      [0.35, '#d8c4ee'],
      [0.6, '#ffd0c4'],
      [1, '#fff0cc'],
    ],
  );
  return document(
    SIDE,
    SIDE,
    sky,
    `<rect width="640" height="640" fill="url(#sky)"/>${clouds}${hills.join('')}${meadow}${ships.join('')}`,
  );
}

function balloon([x, y, r, tones]) {
  let text = '';
  for (const [i, share] of [1, 0.76, 0.48, 0.18].entries()) {
    const w = r * share;
    text += `<path d="M${n(x - w)} ${y}C${n(x - w)} ${n(y - r * 1.35)} ${n(x + w)} ${n(y - r * 1.35)} ${n(x + w)} ${y}C${n(x + w)} ${n(y + r * 0.62)} ${n(x + w * 0.3)} ${n(y + r * 0.86)} ${n(x + w * 0.22)} ${n(y + r * 1.12)}H${n(x - w * 0.22)}C${n(x - w * 0.3)} ${n(y + r * 0.86)} ${n(x - w)} ${n(y + r * 0.62)} ${n(x - w)} ${y}Z" fill="${tones[i]}"/>`;
  }
  const [top, side] = [y + r * 1.12, r * 0.2];
  return `${text}<path d="M${n(x - side)} ${n(top)}L${n(x - side * 0.8)} ${n(top + r * 0.3)}M${n(x + side)} ${n(top)}L${n(x + side * 0.8)} ${n(top + r * 0.3)}" stroke="#8a6a62" stroke-width="2"/>
  <rect x="${n(x - side * 0.9)}" y="${n(top + r * 0.28)}" width="${n(side * 1.8)}" height="${n(r * 0.24)}" rx="3" fill="#a8714e"/>`;
}
