import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, rasterise, rgb, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, closedCurve, document, landUnder, n, openCurve } from './svg.mjs';

/** Transparent washes on rough paper: each one dries with a dark rim, blooms, and leaves pigment in the hollows. */
export async function watercolour() {
  const noise = createNoise(701);
  const paper = new Float32Array(SIDE * SIDE * 3);
  for (let at = 0; at < SIDE * SIDE; at++) {
    paper.set([252, 247, 236], at * 3);
  }
  for (const [i, wash] of washes(createRandom(702), createNoise(703)).entries()) {
    await lay(paper, noise, wash, i);
  }
  return shade(SIDE, SIDE, (x, y, out) => {
    const tooth = grain(noise, x, y) - grain(noise, x + 1.2, y + 1.2);
    const at = (y * SIDE + x) * 3;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] = paper[at + channel] * (1 + tooth * 0.3);
    }
  });
}

const grain = (noise, x, y) => noise.fbm(x / 4.2, y / 4.2, 3);

async function lay(paper, noise, { path, stroke = 0, colour, wet = 2, rim = 0.55, strength = 1, bloom = 1 }, index) {
  const paint = stroke ? `fill="none" stroke="#fff" stroke-width="${stroke}" stroke-linecap="round"` : 'fill="#fff"';
  const svg = document(SIDE, SIDE, '', `<rect width="640" height="640"/><path d="${path}" ${paint}/>`);
  const drawn = await rasterise(svg);
  const mask = await blur(drawn, wet);
  const wide = await blur(drawn, wet + 7);
  const absorb = rgb(colour).map((value) => -Math.log(Math.max(4, value) / 255));
  const shift = index * 13.7;
  const wander = stroke ? 3 : 9;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const bendX = x + noise.fbm(x / 46 + shift, y / 46, 5) * wander * 1.6;
      const bendY = y + noise.fbm(x / 46, y / 46 + shift, 5) * wander * 1.6;
      const from = (Math.round(clamp(bendY, 0, SIDE - 1)) * SIDE + Math.round(clamp(bendX, 0, SIDE - 1))) * 4;
      const body = smoothstep(0.5 - wet * 0.028, 0.5 + wet * 0.035, mask.data[from] / 255);
      if (body < 0.01) {
        continue;
      }
      const near = wide.data[from] / 255;
      const pool = noise.fbm(x / 110 + shift, y / 80 - shift, 5);
      const run = noise.fbm(x / 74 - shift, y / 74 + shift, 6);
      // A backrun: clear water pushes pigment out of its middle, into a crinkled line.
      const inside = smoothstep(0.1, 0.24, run) * 0.42 * bloom;
      const crinkle = Math.exp(-(((run - 0.1) / 0.022) ** 2)) * 0.42 * bloom;
      const edge = rim * smoothstep(0.86, 0.48, near) * smoothstep(0.2, 0.6, body);
      const settle = grain(noise, x, y) * 0.42;
      const density = body * clamp(0.66 + pool * 0.75 - inside + crinkle + edge + settle, 0.06, 1.9) * strength;
      const at = (y * SIDE + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        paper[at + channel] *= Math.exp(-density * absorb[channel]);
      }
    }
  }
}

function washes(random, noise) {
  const land = (base, tall, scale, seed, from = 0) =>
    landUnder(
      SIDE,
      base + 30,
      (x) => base - tall * clamp(noise.fbm(x / scale + seed, seed, 5) + 0.35) * smoothstep(from - 60, from + 160, x),
      6,
    );
  const cloudGap = closedCurve([
    [-20, -20],
    [660, -20],
    [660, 120],
    [560, 170],
    [470, 110],
    [380, 190],
    [280, 150],
    [190, 230],
    [90, 170],
    [-20, 240],
  ]);
  const hull = (x, y, size) =>
    `M${x - size} ${y - size * 0.16}Q${x - size * 0.7} ${y + size * 0.24} ${x - size * 0.4} ${y + size * 0.26}H${x + size * 0.6}Q${x + size} ${y + size * 0.1} ${x + size * 1.15} ${y - size * 0.22}Z`;
  const sail = (x, y, size) =>
    `M${x} ${y - size * 2.3}Q${x + size * 1.1} ${y - size} ${x + size * 0.9} ${y - size * 0.34}L${x + size * 0.06} ${y - size * 0.3}ZM${x - size * 0.1} ${y - size * 2}Q${x - size * 0.9} ${y - size * 0.9} ${x - size * 0.86} ${y - size * 0.36}L${x - size * 0.1} ${y - size * 0.3}Z`;
  const reflection = (x, y, size) =>
    openCurve([
      [x, y + size * 0.4],
      [x + size * 0.3, y + size * 0.7],
      [x - size * 0.2, y + size],
      [x + size * 0.3, y + size * 1.4],
      [x, y + size * 1.9],
    ]);
  const ripples = (count, low, high) => {
    let text = '';
    for (let i = 0; i < count; i++) {
      const y = low + (high - low) * random.next() ** 0.8;
      const reach = 12 + ((y - low) / (high - low)) * 74 * random.next();
      const x = random.range(-20, 650);
      text += openCurve([
        [x - reach, y],
        [x, y + random.bell(4)],
        [x + reach, y + random.bell(3)],
      ]);
    }
    return text;
  };
  const splash = (count, size) =>
    Array.from({ length: count }, () => {
      const r = size * random.next() ** 2 + 0.8;
      return blob(random, random.range(0, 640), random.range(0, 640), r, r, 0.2, 7);
    }).join('');
  const houses = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
    const x = 396 + i * 31;
    const tall = 30 + ((i * 37) % 46);
    return `M${x} 352V${352 - tall}L${x + 14} ${338 - tall}L${x + 28} ${352 - tall}V352Z`;
  });
  const windows = houses
    .map((_, i) => `M${404 + i * 31} ${330 - ((i * 17) % 20)}h5v8h-5ZM${414 + i * 31} ${338 - ((i * 11) % 16)}h5v8h-5Z`)
    .join('');
  const bank = closedCurve([
    [-30, 660],
    [-30, 540],
    [60, 528],
    [140, 556],
    [230, 590],
    [330, 610],
    [400, 660],
  ]);
  const reeds = Array.from({ length: 34 }, () => {
    const x = random.range(0, 240);
    const foot = 560 + x * 0.16 + random.range(0, 40);
    const tall = random.range(50, 130);
    return openCurve([
      [x, foot],
      [x + random.bell(6), foot - tall * 0.5],
      [x + random.bell(26), foot - tall],
    ]);
  }).join('');
  return [
    { path: 'M-20 -20H660V660H-20Z', colour: '#fbe3c0', wet: 6, rim: 0.2, strength: 0.8 },
    { path: cloudGap, colour: '#5f9fc9', wet: 9, rim: 0.35, strength: 0.85, bloom: 1.4 },
    { path: blob(random, 470, 262, 190, 70, 0.2), colour: '#f7a48c', wet: 12, rim: 0.15, strength: 0.8 },
    { path: blob(random, 130, 286, 190, 50, 0.2), colour: '#f3c46a', wet: 12, rim: 0.15, strength: 0.75 },
    { path: blob(random, 560, 70, 130, 52, 0.25), colour: '#7a86bd', wet: 9, rim: 0.4, strength: 0.55 },
    { path: land(346, 150, 120, 3.3), colour: '#8ca3cf', wet: 3, strength: 0.72 },
    { path: land(352, 110, 90, 8.1), colour: '#6f86a8', wet: 2, strength: 0.72 },
    { path: land(358, 90, 60, 12.4, 330), colour: '#6d9a74', wet: 2, strength: 0.85 },
    {
      path: 'M-20 356C150 350 400 362 660 352V660H-20Z',
      colour: '#5db0b8',
      wet: 4,
      rim: 0.4,
      strength: 0.72,
      bloom: 1.3,
    },
    {
      path: 'M-20 470C200 440 420 500 660 452V660H-20Z',
      colour: '#2f7fa0',
      wet: 11,
      rim: 0.2,
      strength: 0.62,
      bloom: 1.3,
    },
    { path: houses.filter((_, i) => i % 2 === 0).join(''), colour: '#e2876a', wet: 1.4, strength: 0.8 },
    { path: houses.filter((_, i) => i % 2 === 1).join(''), colour: '#e9b85f', wet: 1.4, strength: 0.8 },
    { path: windows, colour: '#54507c', wet: 0.8, strength: 0.9, bloom: 0 },
    { path: ripples(40, 366, 470), stroke: 3, colour: '#3b7f9c', wet: 1, strength: 0.6 },
    { path: ripples(46, 450, 640), stroke: 6.5, colour: '#1f5f86', wet: 1.6, strength: 0.62 },
    { path: reflection(268, 440, 62), stroke: 32, colour: '#c9604f', wet: 5, strength: 0.6 },
    { path: sail(268, 430, 78), colour: '#d9533f', wet: 1.6, strength: 0.95, rim: 0.8 },
    { path: hull(268, 430, 78), colour: '#4b3a4e', wet: 1.4, strength: 1 },
    { path: reflection(500, 500, 40), stroke: 22, colour: '#c99b4a', wet: 5, strength: 0.6 },
    { path: sail(500, 486, 52), colour: '#eab04a', wet: 1.6, strength: 0.95, rim: 0.8 },
    { path: hull(500, 486, 52), colour: '#37506e', wet: 1.4, strength: 1 },
    { path: sail(110, 400, 30) + hull(110, 400, 30), colour: '#7d6a9c', wet: 1.2, strength: 0.85 },
    { path: bank, colour: '#8f9a4c', wet: 4, strength: 0.95, bloom: 1.4 },
    { path: blob(random, 80, 610, 120, 46, 0.25), colour: '#7a5a3c', wet: 9, strength: 0.7 },
    { path: reeds, stroke: 3.6, colour: '#3f6a4a', wet: 0.9, strength: 0.95 },
    { path: splash(40, 6), colour: '#4f8fb0', wet: 0.9, strength: 0.55 },
    { path: splash(26, 7), colour: '#c9604f', wet: 0.9, strength: 0.45 },
    { path: `M${n(268)} 246V420M500 362V476`, stroke: 2.6, colour: '#4a3a40', wet: 0.7, strength: 1 },
  ];
}
