import { lettering } from './letters.mjs';
import { blades } from './nature.mjs';
import { createNoise, createRandom } from './random.mjs';
import { clamp, finish, glaze, layer, lerp, ramp, shade, smoothstep } from './raster.mjs';
import { closedCurve, document, linear, n, openCurve, radial, soften } from './svg.mjs';

const WIDTH = 800;
const HEIGHT = 1200;
const SEA = 560;
const MOON = { x: 400, y: 330, r: 258 };
const LAMP = { x: 486, y: 298 };

/** The film poster: a lighthouse that does not know it stands on the back of a whale. */
export async function whalePoster() {
  const noise = createNoise(91);
  const random = createRandom(92);
  const scene = shade(WIDTH, HEIGHT, (x, y, out) => {
    const surface = SEA + noise.fbm(x / 90, 2.5, 3) * 9 + 5 * Math.sin(x / 61);
    if (y < surface) {
      paintNight(noise, x, y, out);
    } else {
      paintDepths(noise, x, y, y - surface, out);
    }
  });
  const lit = await layer(scene, whale(random), island(random), title());
  return finish(lit, noise, { grain: 9, vignette: 0.42 });
}

const night = ramp([
  [0, '#071426'],
  [0.5, '#123349'],
  [0.85, '#2c6470'],
  [1, '#6d9a8c'],
]);
const moonTone = ramp([
  [0, '#b98a55'],
  [0.4, '#e6bd7c'],
  [0.75, '#f8deA5'],
  [1, '#fff4d4'],
]);

function paintNight(noise, x, y, out) {
  glaze(out, night(y / SEA), 1);
  const star = noise.noise(x * 0.27, y * 0.27) * noise.noise(x * 0.31 + 80, y * 0.31 + 9);
  glaze(out, [226, 240, 236], smoothstep(0.3, 0.46, star) * (1 - y / 620));
  const far = Math.hypot(x - MOON.x, y - MOON.y);
  glaze(out, [222, 196, 138], Math.exp(-Math.max(0, far - MOON.r) / 90) * 0.46);
  if (far < MOON.r + 1.5) {
    const u = (x - MOON.x) / MOON.r;
    const v = (y - MOON.y) / MOON.r;
    const bulge = Math.sqrt(Math.max(0.02, 1 - u * u - v * v));
    const seas = noise.fbm(u * 2.2 + 11, v * 2.2 + 4, 6);
    const rough = noise.ridged(u * 7 + 3, v * 7, 5) - noise.ridged(u * 7 + 3.05, v * 7 + 0.05, 5);
    const tone = moonTone(clamp(0.5 + bulge * 0.46 - smoothstep(-0.05, 0.35, seas) * 0.42 + rough * 0.75));
    glaze(out, tone, clamp(MOON.r + 1 - far));
  }
  const drift = noise.fbm(x / 300 + 4, y / 46, 6) * 0.5 + 0.5;
  const bank = smoothstep(0.46, 0.74, drift + smoothstep(330, 560, y) * 0.16) * smoothstep(120, 460, y);
  const near = Math.exp(-far / 300);
  glaze(out, [lerp(34, 214, near), lerp(74, 170, near), lerp(92, 124, near)], bank * 0.72);
  glaze(out, [245, 214, 158], smoothstep(500, SEA, y) * near * 0.75);
}

const water = ramp([
  [0, '#5fae9e'],
  [0.12, '#2b8388'],
  [0.35, '#125468'],
  [0.7, '#0a2c45'],
  [1, '#06152a'],
]);

function paintDepths(noise, x, y, depth, out) {
  glaze(out, water(depth / (HEIGHT - SEA)), 1);
  // Shafts fan out from a point above the moon, so that they lean outward at the edges.
  const fan = (x - MOON.x) / (y + 260);
  const shaft = smoothstep(0.02, 0.5, noise.fbm(fan * 16, 4.2, 3)) * (1 - depth / 620);
  glaze(out, [196, 240, 214], clamp(shaft) * 0.36 * Math.exp(-Math.abs(fan) * 1.4));
  const net = noise.ridged(x / 70, depth / 22 + 3, 3);
  glaze(out, [220, 252, 226], smoothstep(0.86, 0.98, net) * Math.exp(-depth / 46) * 0.7);
  glaze(out, [242, 238, 196], Math.exp(-depth / 2.6) * 0.95);
  const mote = noise.noise(x * 0.21, y * 0.21) * noise.noise(x * 0.17 + 31, y * 0.19);
  glaze(out, [170, 224, 214], smoothstep(0.36, 0.52, mote) * 0.5);
}

const back = [
  [96, 742],
  [150, 676],
  [250, 628],
  [380, 598],
  [520, 604],
  [604, 642],
  [668, 690],
];
const belly = [
  [640, 742],
  [560, 800],
  [450, 842],
  [320, 858],
  [196, 846],
  [118, 806],
];

function whale(random) {
  const body = closedCurve([...back, [712, 704], ...belly]);
  const flukes = closedCurve([
    [660, 684],
    [706, 690],
    [742, 650],
    [786, 640],
    [770, 690],
    [742, 718],
    [766, 760],
    [764, 800],
    [722, 778],
    [690, 732],
    [650, 728],
  ]);
  let grooves = '';
  for (let i = 0; i < 11; i++) {
    const down = i / 10;
    grooves += openCurve([
      [112 + down * 20, 782 + down * 62],
      [190 + down * 24, 800 + down * 50],
      [290 + down * 20, 806 + down * 46],
      [380 + down * 10 - i * 4, 796 + down * 48],
    ]);
  }
  let barnacles = '';
  for (let i = 0; i < 150; i++) {
    const along = random.next();
    const x = lerp(104, 640, along);
    const y = lerp(720, 650, Math.sin(along * 3.1)) + random.range(-10, 95);
    const size = random.range(0.8, 3.4);
    barnacles += `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size)}" fill="${random.pick(['#9fc9bd', '#5f98a0', '#cfe3cd'])}"
      opacity="${n(random.range(0.2, 0.7))}"/>`;
  }
  const fin = closedCurve([
    [286, 806],
    [340, 812],
    [378, 880],
    [376, 960],
    [352, 990],
    [318, 940],
    [288, 866],
  ]);
  const farFin = closedCurve([
    [200, 836],
    [236, 842],
    [222, 900],
    [180, 950],
    [164, 930],
    [178, 880],
  ]);
  let fish = '';
  for (let i = 0; i < 64; i++) {
    const turn = random.range(0, 6.28);
    const reach = random.next() ** 0.6;
    const [x, y] = [556 + Math.cos(turn) * 150 * reach, 946 + Math.sin(turn) * 56 * reach - Math.cos(turn) * 20];
    const size = random.range(4, 9);
    fish += `M${n(x)} ${n(y)}q${n(size * 0.5)} ${n(-size * 0.34)} ${n(size)} 0l${n(size * 0.4)} ${n(-size * 0.25)}v${n(size * 0.5)}\
l${n(-size * 0.4)} ${n(-size * 0.25)}q${n(-size * 0.5)} ${n(size * 0.34)} ${n(-size)} 0Z`;
  }
  const defs = [
    linear(
      'hide',
      [0, 0, 0, 1],
      [
        [0, '#4f9299'],
        [0.22, '#22596e'],
        [0.6, '#123a55'],
        [0.8, '#2c6072'],
        [1, '#0d2c46'],
      ],
    ),
    linear(
      'finFill',
      [0, 0, 0, 1],
      [
        [0, '#2b6a7e'],
        [1, '#0d2f49'],
      ],
    ),
    soften('veil', 16),
    soften('haze', 3),
    `<clipPath id="skin"><path d="${body}"/></clipPath>`,
  ].join('');
  return document(
    WIDTH,
    HEIGHT,
    defs,
    `<ellipse cx="390" cy="830" rx="330" ry="120" fill="#041226" opacity=".5" filter="url(#veil)"/>
    <path d="${farFin}" fill="#0b2a43"/><path d="${flukes}" fill="url(#finFill)"/>
    <path d="${body}" fill="url(#hide)"/>
    <g clip-path="url(#skin)"><path d="${openCurve(back)}" stroke="#c9f2dc" stroke-opacity=".75" stroke-width="26" fill="none"
      filter="url(#veil)"/><path d="${openCurve(back)}" stroke="#e8ffe9" stroke-opacity=".8" stroke-width="4" fill="none"
      filter="url(#haze)"/>
    <path d="M96 770C180 800 320 790 420 760C400 850 300 890 150 860Z" fill="#7fb3ad" opacity=".35" filter="url(#haze)"/>
    <path d="${grooves}" stroke="#0a2a41" stroke-width="2.6" fill="none" opacity=".8"/>${barnacles}
    <path d="M98 764C150 790 214 790 262 764" stroke="#071f36" stroke-width="4" fill="none" stroke-linecap="round"/></g>
    <path d="${fin}" fill="url(#finFill)"/><path d="M290 812C322 850 352 920 354 984" stroke="#63a3a5" stroke-opacity=".55"
      stroke-width="3" fill="none"/>
    <ellipse cx="266" cy="744" rx="12" ry="8" fill="#06182c"/><ellipse cx="266" cy="743" rx="7" ry="5.4" fill="#d9a657"/>
    <circle cx="266" cy="743" r="3.1" fill="#06121f"/><circle cx="264" cy="741" r="1.5" fill="#fff6da"/>
    <path d="M246 736C258 727 276 728 286 738" stroke="#78b1ae" stroke-width="2" fill="none" opacity=".7"/>
    <path d="${fish}" fill="#8fd0c4" opacity=".62"/>`,
  );
}

function island(random) {
  const rock = closedCurve([
    [352, 606],
    [372, 566],
    [392, 552],
    [412, 530],
    [440, 514],
    [470, 500],
    [508, 502],
    [536, 522],
    [556, 530],
    [580, 560],
    [606, 600],
    [600, 650],
    [560, 628],
    [500, 618],
    [430, 616],
    [384, 622],
  ]);
  let facets = '';
  for (let i = 0; i < 64; i++) {
    const x = random.range(372, 590);
    const y = random.range(512, 612);
    const size = random.range(6, 20);
    facets += `<path d="M${n(x)} ${n(y)}l${n(size)} ${n(random.range(2, 9))}l${n(-size * 0.4)} ${n(size * 0.6)}Z"
      fill="${random.pick(['#1c3a4a', '#0b1b2a', '#3f5a5c', '#8a7a5a'])}" opacity="${n(random.range(0.3, 0.75))}"/>`;
  }
  const beam = (side, spread, reach) =>
    `M${LAMP.x} ${LAMP.y}L${LAMP.x + side * reach} ${LAMP.y - spread - 26}L${LAMP.x + side * reach} ${LAMP.y + spread - 26}Z`;
  let gulls = '';
  for (const [x, y, size] of [
    [196, 214, 15],
    [246, 178, 11],
    [292, 232, 9],
    [174, 268, 8],
    [602, 196, 10],
    [640, 232, 7],
  ]) {
    gulls += `M${x - size} ${y - size * 0.3}Q${x - size * 0.4} ${y - size * 0.6} ${x} ${y}\
Q${x + size * 0.4} ${y - size * 0.6} ${x + size} ${y - size * 0.3}`;
  }
  const defs = [
    linear(
      'stone',
      [0, 0, 0, 1],
      [
        [0, '#31424a'],
        [0.5, '#12232f'],
        [1, '#123a48'],
      ],
    ),
    linear(
      'tower',
      [0, 0, 1, 0],
      [
        [0, '#fbe9c4'],
        [0.3, '#e8cda0'],
        [0.7, '#7f7468'],
        [1, '#3b4a52'],
      ],
    ),
    linear(
      'band',
      [0, 0, 1, 0],
      [
        [0, '#e2664a'],
        [0.35, '#b8402f'],
        [1, '#471f27'],
      ],
    ),
    linear(
      'left',
      [LAMP.x, 0, -60, 0],
      [
        [0, '#fff3c2', 0.95],
        [0.3, '#fff0c0', 0.45],
        [1, '#fff0c0', 0],
      ],
      'userSpaceOnUse',
    ),
    linear(
      'right',
      [LAMP.x, 0, 880, 0],
      [
        [0, '#fff3c2', 0.9],
        [0.3, '#fff0c0', 0.36],
        [1, '#fff0c0', 0],
      ],
      'userSpaceOnUse',
    ),
    radial(
      'halo',
      [0.5, 0.5, 0.5],
      [
        [0, '#fffbe0', 1],
        [0.2, '#ffedb0', 0.75],
        [1, '#ffdf90', 0],
      ],
    ),
    soften('ray', 5),
    `<clipPath id="island"><path d="${rock}"/></clipPath>`,
    '<clipPath id="mast"><path d="M462 508L471 322H501L510 508Z"/></clipPath>',
  ].join('');
  return document(
    WIDTH,
    HEIGHT,
    defs,
    `<path d="${gulls}" stroke="#2c3036" stroke-width="2.6" fill="none" stroke-linecap="round"/>
    <path d="${beam(-1, 62, 620)}" fill="url(#left)" filter="url(#ray)"/>
    <path d="${beam(1, 44, 420)}" fill="url(#right)" filter="url(#ray)"/>
    <path d="${rock}" fill="url(#stone)"/><g clip-path="url(#island)">${facets}
    <rect x="340" y="560" width="290" height="100" fill="#2f8b8c" opacity=".62"/></g>
    <path d="${blades(random, 90, { x: [410, 560], y: [508, 536], height: [5, 14], width: 1.2 })}" fill="#2f4a3c"/>
    <g><path d="M528 518V486L546 474L566 486V520Z" fill="#514b48"/><path d="M522 489L546 470L572 489Z" fill="#8f3a30"/>
    <rect x="541" y="493" width="9" height="11" fill="#ffd98a"/></g>
    <path d="M462 508L471 322H501L510 508Z" fill="url(#tower)"/>
    <g clip-path="url(#mast)" fill="url(#band)"><path d="M440 352L530 362V398L440 388Z"/><path d="M440 424L530 434V470L440 460Z"/></g>
    <rect x="481" y="404" width="6" height="11" rx="3" fill="#37302e"/><rect x="480" y="340" width="6" height="10" rx="3" fill="#37302e"/>
    <path d="M479 508V490Q486 482 493 490V508Z" fill="#2a2424"/>
    <path d="M462 322H510V315H462Z" fill="#2b2f34"/><path d="M464 315V305M474 315V305M498 315V305M508 315V305M462 305H510"
      stroke="#2b2f34" stroke-width="2"/>
    <rect x="474" y="284" width="24" height="31" fill="#ffefb4"/><path d="M474 284V315M486 284V315M498 284V315" stroke="#3a332c"
      stroke-width="1.6"/><path d="M470 285Q486 258 502 285Z" fill="#7d2c26"/><path d="M486 268V252" stroke="#3a332c" stroke-width="2.4"/>
    <circle cx="${LAMP.x}" cy="${LAMP.y}" r="74" fill="url(#halo)"/>
    <path d="M366 566Q392 560 420 565T476 564T530 565T598 562" stroke="#f3f6da" stroke-width="3" fill="none" opacity=".75"
      stroke-linecap="round"/>`,
  );
}

function title() {
  const main = lettering('TIDEKEEPER', { x: 400, y: 1118, height: 74, spacing: 3.1 });
  const over = lettering('EVERY LIGHT STANDS ON SOMETHING', { x: 400, y: 1012, height: 13, spacing: 4.6 });
  const foot = lettering('THIS WINTER   ON THE LARGEST SCREEN', { x: 400, y: 1164, height: 10, spacing: 5 });
  const defs = linear(
    'gold',
    [0, 1040, 0, 1120],
    [
      [0, '#fff6d8'],
      [0.55, '#f1cf8b'],
      [1, '#c98a4a'],
    ],
    'userSpaceOnUse',
  );
  const stroke = (path, width, colour) =>
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="miter"/>`;
  return document(
    WIDTH,
    HEIGHT,
    defs + soften('drop', 6),
    `<g filter="url(#drop)" opacity=".8">${stroke(main.path, 12, '#03101f')}</g>${stroke(main.path, 8.5, 'url(#gold)')}
    ${stroke(over.path, 1.7, '#cfe6d6')}${stroke(foot.path, 1.4, '#9cc4c0')}
    <path d="M70 1158H150M650 1158H730" stroke="#9cc4c0" stroke-width="1.2"/>`,
  );
}
