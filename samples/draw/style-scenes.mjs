import { pine } from './nature.mjs';
import { createNoise, createRandom } from './random.mjs';
import { blob, document, landUnder, linear, n, radial, soften } from './svg.mjs';

export const SIDE = 640;

/** A river valley in late light: the underpainting of several style references. */
export function valley(palette, seed = 5) {
  const random = createRandom(seed);
  const noise = createNoise(seed + 1);
  const { sky, sun, cloud, hills, river, trees, trunk, field } = palette;
  const ridge = (base, tall, scale, shift) => (x) => base - tall * (noise.fbm(x / scale + shift, shift, 4) + 0.4);
  let body = `<rect width="${SIDE}" height="${SIDE}" fill="url(#sky)"/><circle cx="440" cy="150" r="120" fill="url(#sun)"/>
  <circle cx="440" cy="150" r="46" fill="${sun}"/>`;
  for (const [x, y, wide] of [
    [120, 90, 120],
    [210, 126, 90],
    [560, 74, 110],
    [330, 50, 70],
    [500, 214, 110],
    [70, 190, 90],
  ]) {
    for (let i = 0; i < 7; i++) {
      const reach = (i - 3) / 3;
      const shape = blob(
        random,
        x + reach * wide,
        y + random.bell(9),
        wide * 0.34,
        24 * (1.15 - reach * reach * 0.6),
        0.2,
      );
      body += `<path d="${shape}" fill="${cloud[i % cloud.length]}"/>`;
    }
  }
  for (const [i, colour] of hills.entries()) {
    const down = i / (hills.length - 1);
    const height = ridge(268 + down * 150, 120 - down * 70, 190 - down * 60, i * 7.3 + 2);
    body += `<path d="${landUnder(SIDE, SIDE, height)}" fill="${colour}"/>`;
    for (let k = 0; k < 12 + i * 5; k++) {
      const x = random.range(-10, 650);
      const tall = random.range(10, 18) * (1 + down * 2.2);
      const y = height(x) + random.range(4, 40);
      body += `<path d="${pine(random, x, y + tall * 0.4, tall * 1.4, 0.5)}" fill="${trees[i % trees.length]}"/>`;
    }
  }
  body += `<path d="M386 396C330 420 250 436 300 470S520 520 430 560S180 610 200 660H520C500 610 640 580 610 530S390 470 420 440S470 410 440 396Z" fill="url(#river)"/>`;
  for (const [i, colour] of field.entries()) {
    const x = [60, 590, 150, 560, 300, 40][i % 6];
    const y = [470, 450, 560, 640, 640, 620][i % 6];
    body += `<path d="${blob(random, x, y, 130, 38, 0.2)}" fill="${colour}"/>`;
  }
  for (const [x, y, size] of [
    [70, 540, 96],
    [158, 596, 62],
    [600, 600, 88],
    [530, 480, 38],
    [224, 486, 34],
  ]) {
    body += `<path d="M${x - size * 0.09} ${y}L${x - size * 0.04} ${y - size}H${x + size * 0.04}L${x + size * 0.1} ${y}Z" fill="${trunk}"/>`;
    for (let i = 0; i < 16; i++) {
      const turn = random.range(0, 6.28);
      const far = Math.sqrt(random.next()) * size * 0.62;
      const shape = blob(
        random,
        x + Math.cos(turn) * far,
        y - size * 1.25 + Math.sin(turn) * far * 0.85,
        size * 0.3,
        size * 0.24,
        0.25,
      );
      body += `<path d="${shape}" fill="${trees[i % trees.length]}"/>`;
    }
  }
  const defs =
    linear('sky', [0, 0, 0, 0.6], sky) +
    linear('river', [0, 0, 0, 1], river) +
    radial(
      'sun',
      [0.5, 0.5, 0.5],
      [
        [0, sun, 0.8],
        [1, sun, 0],
      ],
    );
  return document(SIDE, SIDE, defs, body);
}

/** A table under a window: jug, fruit, bowl and cloth, in hard side light. */
export function stillLife() {
  const random = createRandom(23);
  const ball = (x, y, r, hue) =>
    `<ellipse cx="${x + r * 0.9}" cy="${y + r * 0.86}" rx="${r * 1.5}" ry="${r * 0.28}" fill="#20150f" opacity=".7" filter="url(#soft)"/>
    <path d="${blob(random, x, y, r, r * 0.95, 0.04)}" fill="url(#${hue})"/>
    <path d="M${x} ${y - r * 0.8}q3 -14 12 -18" stroke="#2a1a10" stroke-width="4" fill="none"/>`;
  let folds = '';
  for (let i = 0; i < 11; i++) {
    const x = -20 + i * 66;
    folds += `<path d="M${x} 470C${x + 30} 530 ${n(x - 24 + random.bell(20))} 580 ${n(x + 12 + random.bell(26))} 660H${n(x + 48)}\
C${n(x + 30)} 590 ${x + 62} 530 ${x + 44} 470Z" fill="#3d3128" opacity="${n(random.range(0.3, 0.8))}" filter="url(#soft)"/>`;
  }
  const fruit = (id, light, mid, dark) =>
    radial(
      id,
      [0.3, 0.28, 0.85],
      [
        [0, light],
        [0.45, mid],
        [0.85, dark],
        [1, '#1c120d'],
      ],
    );
  const defs = [
    linear(
      'wall',
      [0, 0, 1, 0.5],
      [
        [0, '#cdb48e'],
        [0.45, '#8f7a60'],
        [1, '#3d322a'],
      ],
    ),
    linear(
      'view',
      [0, 0, 0, 1],
      [
        [0, '#a39a88'],
        [0.6, '#fffdf4'],
      ],
    ),
    linear(
      'jug',
      [0, 0, 1, 0],
      [
        [0, '#d9e2dc'],
        [0.25, '#ffffff'],
        [0.6, '#7d8f8e'],
        [1, '#17201f'],
      ],
    ),
    linear(
      'cloth',
      [0, 0, 1, 0.2],
      [
        [0, '#fff8ea'],
        [0.6, '#c9b699'],
        [1, '#8a775f'],
      ],
    ),
    fruit('pear', '#fff3c0', '#c9b24a', '#5c5420'),
    fruit('apple', '#ffd8b8', '#c4512f', '#541a14'),
    fruit('plum', '#d8d2ee', '#5f4e86', '#1f1734'),
    soften('soft', 7),
  ].join('');
  return document(
    SIDE,
    SIDE,
    defs,
    `<rect width="640" height="640" fill="url(#wall)"/>
    <path d="M22 40H172V300H22Z" fill="url(#view)"/>
    <path d="M22 230Q60 196 100 220T172 206V300H22Z" fill="#8d8468"/><path d="M22 262Q90 236 172 258V300H22Z" fill="#5f5a44"/><path d="M22 40H172V300H22ZM97 40V300M22 166H172" fill="none" stroke="#4a3a2c" stroke-width="11"/>
    <path d="M300 0C320 150 286 300 330 430H420C380 290 420 120 392 0Z" fill="#84705a" filter="url(#soft)"/>
    <path d="M430 0C460 160 420 300 470 430H640V0Z" fill="#5e4d3e" filter="url(#soft)"/>
    <path d="M-10 418L650 396V660H-10Z" fill="url(#cloth)"/>${folds}
    <ellipse cx="380" cy="446" rx="170" ry="26" fill="#1d1410" opacity=".7" filter="url(#soft)"/>
    <path d="M232 190Q224 170 252 166H322Q336 168 332 190Q326 230 350 260Q388 310 376 376Q368 436 288 438Q206 436 198 376Q190 310 220 262Q240 232 232 190Z" fill="url(#jug)"/>
    <path d="M336 206Q420 200 412 280Q402 332 366 338" fill="none" stroke="#35423f" stroke-width="17"/>
    <ellipse cx="287" cy="172" rx="40" ry="8" fill="#2a3331"/><path d="M206 318Q288 346 372 312M202 346Q288 374 376 340" stroke="#2e4d6a" stroke-width="9" fill="none"/>
    ${ball(120, 416, 54, 'apple')}${ball(440, 404, 58, 'pear')}${ball(520, 446, 46, 'apple')}${ball(200, 470, 40, 'plum')}${ball(372, 476, 36, 'plum')}${ball(584, 420, 42, 'pear')}
    <path d="M470 520L610 500L620 520L480 548Z" fill="#6a4a30"/><path d="M300 540L470 522L474 530L304 556Z" fill="#f4f4f0"/>`,
  );
}
