import { paintWithBrush } from './brush.mjs';
import { createRandom } from './random.mjs';
import { rgb } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, document, linear, n } from './svg.mjs';

/** Thick ridges of oil, laid with a loaded brush and a knife: sunflowers before a swirling evening. */
export function oilImpasto() {
  return paintWithBrush(sunflowers(), {
    seed: 831,
    ground: rgb('#7a2e1c'),
    scatter: 34,
    relief: 2.3,
    bristle: 0.5,
    brushes: [
      { size: 40, aspect: 2.4 },
      { size: 22, aspect: 3 },
      { size: 13, aspect: 3, detail: 40 },
      { size: 8, aspect: 2.6, detail: 70 },
      { size: 6, aspect: 2.4, detail: 110 },
    ],
  });
}

function sunflowers() {
  const random = createRandom(832);
  let sky = '';
  // Rings of alternating blues: the brush follows them round.
  for (const [x, y, r] of [
    [150, 140, 170],
    [450, 110, 200],
    [300, 260, 120],
    [600, 300, 130],
    [20, 320, 120],
  ]) {
    for (let ring = r; ring > 12; ring -= 15) {
      const shade = random.pick(['#1d3f8f', '#2f6bc0', '#123070', '#4f93cf', '#2a4fa8', '#7fb8d0', '#0f2558']);
      sky += `<path d="${blob(random, x, y, ring, ring * 0.86, 0.05)}" fill="${shade}"/>`;
    }
    sky += `<circle cx="${x}" cy="${y}" r="16" fill="#fff3b0"/><circle cx="${x}" cy="${y}" r="9" fill="#ffd23f"/>`;
  }
  let field = '';
  for (let i = 0; i < 60; i++) {
    const y = 400 + i * 4.2;
    field += `<path d="${blob(random, random.range(0, 640), y, 90, 12, 0.2)}" fill="${random.pick(['#d98e1f', '#f2b632', '#b5561c', '#8a9a2c', '#e8c55a', '#3f6b2c'])}"/>`;
  }
  let leaves = '';
  for (let i = 0; i < 34; i++) {
    const x = 20 + i * 19 + random.bell(14);
    const y = random.range(470, 650);
    const size = random.range(34, 66);
    leaves += `<path d="M${n(x)} ${n(y)}q${n(-size * 0.7)} ${n(-size * 0.4)} ${n(-size * 0.2)} ${n(-size * 1.3)}q${n(size * 0.9)} ${n(size * 0.5)} ${n(size * 0.2)} ${n(size * 1.3)}Z" fill="${random.pick(['#1f4d2b', '#2f7a3a', '#6b8f2e', '#12352b'])}"/>`;
  }
  const flowers = [
    [170, 380, 92],
    [404, 334, 108],
    [560, 470, 82],
    [290, 520, 88],
    [70, 530, 70],
  ].map((place) => flower(random, place));
  const stalks =
    '<path d="M170 400Q180 520 160 660M404 360Q396 500 420 660M560 480Q566 580 548 660" stroke="#2f6b2f" stroke-width="18" fill="none"/>';
  return document(
    SIDE,
    SIDE,
    linear(
      'sky',
      [0, 0, 0, 1],
      [
        [0, '#14306f'],
        [0.7, '#3f7fc4'],
        [1, '#e8b25a'],
      ],
    ),
    `<rect width="640" height="640" fill="url(#sky)"/>${sky}<path d="M-10 420Q160 370 330 410T650 392V660H-10Z" fill="#c9791c"/>${field}${stalks}${leaves}${flowers.join('')}`,
  );
}

function flower(random, [x, y, r]) {
  let text = '';
  for (const [count, reach, tones] of [
    [19, 1, ['#d9780f', '#f09a1a', '#b8500f']],
    [17, 0.84, ['#ffc21f', '#ffd84a', '#f2a516']],
  ]) {
    for (let i = 0; i < count; i++) {
      const a = (i / count) * Math.PI * 2 + random.bell(0.12);
      const far = r * reach * random.range(0.88, 1.1);
      const [tx, ty] = [x + Math.cos(a) * far, y + Math.sin(a) * far * 0.94];
      const side = r * 0.22;
      const at = (turn, length) => `${n(x + Math.cos(a + turn) * length)} ${n(y + Math.sin(a + turn) * length * 0.94)}`;
      text += `<path d="M${at(0, r * 0.3)}Q${at(side / r + 0.06, far * 0.72)} ${n(tx)} ${n(ty)}Q${at(-side / r - 0.06, far * 0.72)} ${at(0, r * 0.3)}Z" fill="${random.pick(tones)}"/>`;
    }
  }
  for (const [size, tone] of [
    [0.45, '#4a1f0e'],
    [0.36, '#8a3d14'],
    [0.26, '#2b120a'],
    [0.14, '#b5651d'],
  ]) {
    text += `<path d="${blob(random, x, y, r * size, r * size * 0.92, 0.06)}" fill="${tone}"/>`;
  }
  return text;
}
