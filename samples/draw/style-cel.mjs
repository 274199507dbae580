import { blades } from './nature.mjs';
import { createRandom } from './random.mjs';
import { rasterise } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, closedCurve, document, n, polygon } from './svg.mjs';

const INK = '#1b1730';

/** Flat colour in two tones, with bold dark outlines: a village on a hill, drawn as for an animated film. */
export function flatCel() {
  const random = createRandom(601);
  return rasterise(
    document(SIDE, SIDE, '', `${sky(random)}${hills(random)}${village(random)}${road(random)}${foreground(random)}`),
  );
}

const inked = (path, fill, width = 3.4) =>
  `<path d="${path}" fill="${fill}" stroke="${INK}" stroke-width="${width}" stroke-linejoin="round"/>`;
const flat = (path, fill) => `<path d="${path}" fill="${fill}"/>`;

/** A bunch of round puffs under one outline: the ink goes down first, wider, then the colour over it. */
function bunch(random, puffs, [dark, middle, light], width = 4) {
  const shapes = puffs.map(([x, y, r]) => ({ x, y, r, path: blob(random, x, y, r, r * 0.92, 0.07, 9) }));
  const ink = shapes.map(({ path }) => `<path d="${path}" fill="${INK}" stroke="${INK}" stroke-width="${width * 2}"/>`);
  const body = shapes.map(({ path }) => flat(path, dark));
  const lit = shapes.map(({ x, y, r }) =>
    flat(blob(random, x - r * 0.16, y - r * 0.2, r * 0.76, r * 0.66, 0.09, 9), middle),
  );
  const top = shapes.map(({ x, y, r }) =>
    flat(blob(random, x - r * 0.32, y - r * 0.4, r * 0.36, r * 0.26, 0.12, 8), light),
  );
  const curls = shapes.map(
    ({ x, y, r }) =>
      `M${n(x + r * 0.1)} ${n(y + r * 0.62)}Q${n(x + r * 0.6)} ${n(y + r * 0.5)} ${n(x + r * 0.62)} ${n(y)}`,
  );
  return `${ink.join('')}${body.join('')}${lit.join('')}${top.join('')}<path d="${curls.join('')}" stroke="${INK}"
    stroke-width="${n(width * 0.55)}" fill="none" stroke-linecap="round"/>`;
}

function sky(random) {
  let body = `<rect width="640" height="640" fill="#3fa7d6"/>`;
  for (const [i, colour] of ['#5bb9df', '#86cfe6', '#b5e2e4', '#f7e6b0'].entries()) {
    const y = 56 + i * 62;
    const wave = Array.from({ length: 11 }, (_, k) => `${k * 64} ${n(y + 12 * Math.sin(k * 1.3 + i * 2))}`);
    body += flat(`M0 640V${y}L${wave.join('L')}L640 640Z`, colour);
  }
  body += `${inked('M470 190m-58 0a58 58 0 1 0 116 0a58 58 0 1 0 -116 0Z', '#ffd23f', 4)}${flat('M455 176m-34 0a34 34 0 1 0 68 0a34 34 0 1 0 -68 0Z', '#ffe98a')}`;
  for (const [x, y, size] of [
    [110, 96, 40],
    [330, 54, 26],
    [560, 92, 44],
    [250, 176, 24],
    [606, 236, 26],
  ]) {
    const puffs = [-2, -1, 0, 1, 2].map((k) => [
      x + k * size * 0.75,
      y - (2 - Math.abs(k)) * size * 0.3,
      size * (0.95 - Math.abs(k) * 0.2),
    ]);
    body += bunch(random, puffs, ['#e79fae', '#fff0e2', '#ffffff'], 3);
  }
  const birds = [
    [190, 40],
    [214, 54],
    [400, 120],
    [60, 190],
  ].map(([x, y]) => `M${x - 10} ${y - 4}Q${x - 3} ${y - 8} ${x} ${y}Q${x + 3} ${y - 8} ${x + 10} ${y - 4}`);
  return `${body}<path d="${birds.join('')}" stroke="${INK}" stroke-width="3" fill="none" stroke-linecap="round"/>`;
}

function hills(random) {
  let body = inked('M-10 330L70 238L120 282L196 200L290 318L352 262L430 340L520 270L660 350V660H-10Z', '#6a7fc1', 4);
  body += flat(
    'M70 238L88 300L60 330L-10 330ZM196 200L214 262L190 320L130 330L120 282ZM352 262L366 310L340 340L290 318ZM520 270L530 320L480 340L430 340Z',
    '#8ea5dd',
  );
  body += flat(
    'M196 200L176 222L190 232L204 222L218 230ZM70 238L56 254L70 262L86 252ZM352 262L340 273L354 280L366 274Z',
    '#ffffff',
  );
  body += inked('M-10 362C120 300 260 340 360 330S560 300 660 346V660H-10Z', '#4fae6b', 4);
  body += flat('M-10 372C110 316 240 352 330 346C240 374 90 380 -10 430Z', '#7fce78');
  for (let i = 0; i < 15; i++) {
    const x = 12 + i * 45 + random.bell(12);
    const y = 350 + Math.sin(i * 1.9) * 10;
    body += bunch(
      random,
      [
        [x, y, 15],
        [x + 13, y + 6, 11],
        [x - 12, y + 6, 10],
      ],
      ['#1f6b57', '#2f9163', '#62bd68'],
      2.6,
    );
  }
  return `${body}${inked('M-10 440C90 380 250 390 380 400S580 380 660 420V660H-10Z', '#7cc04e', 4)}${flat('M-10 452C90 396 230 404 350 412C210 432 80 452 -10 520Z', '#aee066')}`;
}

function house(random, x, y, wide, tall, [wall, wallShade, roof, roofLight]) {
  const peak = y - tall - wide * 0.5;
  const eave = y - tall;
  const depth = wide * 0.55;
  let tiles = '';
  for (let row = 0; row < 5; row++) {
    for (let k = 0; k < 7; k++) {
      const t = row / 5;
      const tx = x + wide * 0.5 + t * wide * 0.55 + (k / 7) * depth;
      const ty = peak + t * (eave + 6 - peak);
      if (random.next() < 0.8) {
        tiles += `M${n(tx)} ${n(ty + 9)}q${n(depth / 14)} 6 ${n(depth / 7)} 0`;
      }
    }
  }
  let bricks = '';
  for (let i = 0; i < 9; i++) {
    bricks += `M${n(x + random.range(4, wide - 16))} ${n(y - random.range(6, tall - 6))}h${n(random.range(6, 11))}`;
  }
  const right = x + wide;
  const pane = (px, py, w, h) =>
    `${inked(`M${n(px)} ${n(py)}h${w}v${h}h${-w}Z`, '#ffe27a', 2.6)}${flat(`M${n(px)} ${n(py)}h${w}L${n(px)} ${n(py + h)}Z`, '#fff6c9')}<path d="M${n(px + w / 2)} ${n(py)}v${h}M${n(px)} ${n(py + h / 2)}h${w}" stroke="${INK}" stroke-width="1.8"/>`;
  return `${inked(`M${right} ${eave}L${right + depth} ${eave}V${y}H${right}Z`, wallShade)}
  ${inked(
    polygon([
      [x, y],
      [x, eave],
      [x + wide / 2, peak],
      [right, eave],
      [right, y],
    ]),
    wall,
  )}
  ${flat(
    polygon([
      [x + wide * 0.72, y],
      [x + wide * 0.72, eave - wide * 0.26],
      [right, eave],
      [right, y],
    ]),
    wallShade,
  )}
  ${inked(`M${n(x + wide * 0.62)} ${n(peak - 18)}h15v34h-15Z`, '#b4573f')}
  ${inked(
    polygon([
      [x + wide / 2 - 3, peak - 7],
      [x + wide / 2 + depth, peak - 7],
      [right + depth + 9, eave + 7],
      [right + 8, eave + 7],
    ]),
    roof,
    4,
  )}
  ${flat(
    polygon([
      [x + wide / 2 + 3, peak - 3],
      [x + wide / 2 + depth * 0.5, peak - 3],
      [right + depth * 0.34, eave],
      [right + 4, eave],
    ]),
    roofLight,
  )}
  ${inked(
    polygon([
      [x - 9, eave + 7],
      [x + wide / 2, peak - 8],
      [right + 9, eave + 7],
      [right + 2, eave + 11],
      [x + wide / 2, peak + 5],
      [x - 2, eave + 11],
    ]),
    roof,
  )}
  <path d="${tiles}" stroke="${INK}" stroke-width="1.8" fill="none"/><path d="${bricks}" stroke="${INK}" stroke-width="1.8" opacity=".7"/>
  ${pane(x + wide * 0.14, y - tall * 0.72, 14, 17)}${pane(right + depth * 0.34, y - tall * 0.7, 14, 17)}
  ${inked(`M${n(x + wide * 0.54)} ${y}v${n(-tall * 0.52)}q9 -9 18 0v${n(tall * 0.52)}Z`, '#7a4630', 2.8)}`;
}

function village(random) {
  const paints = [
    ['#fff1d0', '#e3bd94', '#e4572e', '#ff8a5b'],
    ['#f9d8c0', '#d39d93', '#2e6f95', '#5aa2c4'],
    ['#fff8e8', '#c9c3c9', '#8e3b5f', '#c0638a'],
    ['#ffe6a8', '#dba45e', '#3f7d58', '#6bb07c'],
  ];
  const mill = `${inked('M512 372L524 270H564L578 372Z', '#fff1d0', 4)}${flat('M548 270H564L578 372H552Z', '#dcb48c')}${inked('M516 272Q544 226 572 272Z', '#e4572e', 4)}
  ${[22, 112, 202, 292].map((turn) => `<g transform="translate(544 268) rotate(${turn})">${inked('M-4 0V-78H22V-18H4Z', '#fff8e8', 3)}<path d="M-4 -34H22M-4 -50H22M-4 -64H22M9 -18V-78" stroke="${INK}" stroke-width="1.8"/></g>`).join('')}${inked('M544 268m-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z', '#ffd23f', 3)}`;
  return `${mill}${house(random, 60, 420, 62, 54, paints[1])}${house(random, 184, 412, 54, 48, paints[2])}${house(random, 420, 424, 60, 50, paints[3])}${house(random, 270, 452, 78, 66, paints[0])}`;
}

function road(random) {
  let body = inked(
    'M300 452C330 480 250 500 262 530S430 590 380 650H180C190 600 150 560 176 524S290 480 286 452Z',
    '#e9c98f',
    4,
  );
  for (let i = 0; i < 70; i++) {
    const y = random.range(470, 640);
    const along = (y - 452) / 190;
    const x = 270 - Math.sin(along * 3.4) * 46 + along * 60 + random.bell(30 + along * 60);
    body += inked(
      blob(random, x, y, 5 + along * 8, 3 + along * 5, 0.15, 7),
      random.pick(['#d3a56c', '#f5dfb2', '#bd8a5c']),
      1.8,
    );
  }
  return body;
}

function foreground(random) {
  let body = '';
  const tree = (x, y, size, tones) => {
    const puffs = [
      [0, -1.9, 0.62],
      [-0.62, -1.5, 0.55],
      [0.62, -1.5, 0.55],
      [-0.9, -1.02, 0.5],
      [0.9, -1.05, 0.5],
      [0.3, -0.95, 0.55],
      [-0.3, -1, 0.55],
      [0.05, -1.4, 0.6],
    ];
    const trunk = closedCurve([
      [x - size * 0.16, y],
      [x - size * 0.1, y - size * 0.6],
      [x - size * 0.3, y - size],
      [x + size * 0.3, y - size],
      [x + size * 0.1, y - size * 0.6],
      [x + size * 0.2, y],
    ]);
    return `${inked(trunk, '#7a4630', 4)}${bunch(
      random,
      puffs.map(([dx, dy, r]) => [x + dx * size, y + dy * size, r * size]),
      tones,
      4.4,
    )}`;
  };
  body += tree(560, 560, 62, ['#1f6b57', '#37a05f', '#8bd66a']) + tree(64, 566, 54, ['#b5432f', '#f07f3c', '#ffc25e']);
  for (let i = 0; i < 17; i++) {
    const x = (i % 2 ? 450 : 0) + random.range(-20, 190);
    const y = 590 + random.range(0, 52);
    body += bunch(
      random,
      [
        [x, y, 22],
        [x + 20, y + 8, 17],
        [x - 20, y + 8, 16],
      ],
      random.pick([
        ['#1f6b57', '#2f9163', '#7ccf68'],
        ['#2b7a3e', '#5bb04b', '#b4e36a'],
        ['#155a5c', '#23807a', '#58b99a'],
      ]),
      3.4,
    );
  }
  body += inked(blades(random, 90, { x: [0, 640], y: [560, 650], height: [16, 40], width: 4 }), '#9bd84f', 1.6);
  for (let i = 0; i < 46; i++) {
    const [x, y] = [random.range(0, 640), random.range(480, 636)];
    const r = random.range(3, 6);
    const petals = Array.from({ length: 10 }, (_, k) => [
      x + Math.cos(k * 0.628) * r * (k % 2 ? 0.5 : 1.2),
      y + Math.sin(k * 0.628) * r * (k % 2 ? 0.5 : 1.2),
    ]);
    body += inked(closedCurve(petals), random.pick(['#ff5d8f', '#ffffff', '#ffd23f', '#8f6be0']), 1.8);
  }
  return body;
}
