import { blades, pine } from './nature.mjs';
import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, finish, glaze, layer, lerp, ramp, rgb, shade, smoothstep } from './raster.mjs';
import { blob, document, linear, n, openCurve, radial, soften } from './svg.mjs';

const WIDTH = 1280;
const HEIGHT = 720;
const SHORE = 446;
const SUN = [812, 352];

/** A mountain lake at dusk, built back to front: sky, ranges, far shore, mirror, near bank. */
export async function lakeBackground() {
  const noise = createNoise(41);
  const random = createRandom(42);
  const far = shade(WIDTH, HEIGHT, (x, y, out) => {
    paintSky(noise, x, y, out);
    paintRanges(noise, x, y, out);
  });
  const above = await layer(far, farShore(random, noise));
  const mirror = paintWater(above, await blur(above, 3), noise);
  const whole = await layer(mirror, nearBank(random, noise));
  return finish(whole, noise, { grain: 4, vignette: 0.34 });
}

const skyRamp = ramp([
  [0, '#1b2450'],
  [0.28, '#44407c'],
  [0.5, '#8a5690'],
  [0.68, '#d9777f'],
  [0.84, '#f6a871'],
  [1, '#ffdf9c'],
]);
const cloudShade = rgb('#5a477f');
const cloudLit = rgb('#ffb27e');
const cloudRim = rgb('#fff0c4');

function paintSky(noise, x, y, out) {
  const toSun = Math.hypot((x - SUN[0]) / 1.5, y - SUN[1]);
  const glow = Math.exp(-toSun / 190);
  glaze(out, skyRamp(clamp(y / 400 + glow * 0.16)), 1);
  if (y < 150) {
    const star = noise.noise(x * 0.31, y * 0.31 + 77) * noise.noise(x * 0.37 + 50, y * 0.37);
    glaze(out, [235, 235, 255], smoothstep(0.34, 0.5, star) * (1 - y / 150) * 0.9);
  }
  // Clouds lie flatter toward the horizon, as seen in perspective.
  const flat = 40 + 60 * (1 - y / 420);
  const warp = noise.fbm(x / 300, y / 90, 3) * 0.8;
  const density = (sx, sy) => noise.fbm(sx / (flat * 4.6) + warp, sy / flat + warp * 0.6, 6) * 0.5 + 0.5;
  const here = density(x, y);
  const cover = smoothstep(0.5, 0.7, here) * smoothstep(-40, 130, y) * 0.92;
  const lit = clamp((here - density(x + (SUN[0] - x) * 0.03, y + 9)) * 5 + 0.35);
  const warm = clamp(glow * 1.25 + 0.22);
  glaze(out, cloudShade, cover * 0.75);
  glaze(out, cloudLit, cover * lit * warm * 1.3);
  glaze(out, cloudRim, cover * smoothstep(0.55, 1, lit) * glow * 1.2);
  const disc = smoothstep(34, 31, Math.hypot(x - SUN[0], y - SUN[1]));
  glaze(out, [255, 236, 180], Math.exp(-toSun / 58) * 0.75);
  glaze(out, [255, 250, 226], disc);
}

const ranges = [
  { base: 372, height: 250, scale: 330, seed: 3.1, rock: '#7a5f92', lit: '#f2a98e', haze: '#eba58a', snow: 0.9 },
  { base: 402, height: 165, scale: 230, seed: 9.4, rock: '#5a4a7e', lit: '#d2828a', haze: '#d68f8c', snow: 0.25 },
  { base: 436, height: 110, scale: 180, seed: 17.7, rock: '#3b3a66', lit: '#8e5f86', haze: '#9a6a8c', snow: 0 },
].map((range) => ({ ...range, rock: rgb(range.rock), lit: rgb(range.lit), haze: rgb(range.haze) }));

function paintRanges(noise, x, y, out) {
  for (const { base, height, scale, seed, rock, lit, haze, snow } of ranges) {
    // The valley stays open under the sun, so the light has a way down to the lake.
    const valley = 1 - 0.62 * Math.exp(-(((x - SUN[0]) / 190) ** 2));
    const crest = noise.ridged(x / scale + seed, seed, 6) - 0.35;
    const ridge = base - height * valley * crest * 1.45;
    const below = y - ridge;
    if (below < -1) {
      continue;
    }
    const cover = clamp(below + 1);
    const wear = (sx) => noise.ridged(sx / (scale * 0.3) + seed + below / 130, below / 95 + seed, 5);
    const slope = (wear(x) - wear(x + (x < SUN[0] ? 3.5 : -3.5))) * 9;
    const face = clamp(0.4 + slope);
    const colour = [0, 1, 2].map((channel) => lerp(rock[channel] * 0.78, lit[channel], face ** 1.4));
    const snowLine = smoothstep(70, 10, below + noise.fbm(x / 26, y / 26, 3) * 44) * smoothstep(0.36, 0.72, crest);
    const white = face > 0.45 ? [255, 222, 206] : [156, 132, 182];
    glaze(colour, white, snowLine * snow);
    glaze(colour, haze, smoothstep(0, base - ridge + 14, below) ** 1.3 * 0.85);
    glaze(colour, [255, 214, 150], Math.exp(-Math.hypot((x - SUN[0]) / 1.3, y - SUN[1]) / 110) * 0.55);
    glaze(out, colour, cover);
  }
}

function farShore(random, noise) {
  const rows = [
    { y: 436, tall: [18, 40], step: 5, colour: '#4f4272', edge: '#b5707f' },
    { y: 443, tall: [34, 72], step: 7, colour: '#332f5a', edge: '#7d5076' },
    { y: 448, tall: [50, 118], step: 11, colour: '#1f2144', edge: '#4c3a66' },
  ];
  let body = '';
  for (const [depth, row] of rows.entries()) {
    let trees = '';
    for (let x = -20; x < WIDTH + 20; x += row.step * random.range(0.5, 1.4)) {
      const clearing = Math.exp(-(((x - SUN[0] + 20) / (130 + depth * 70)) ** 2));
      const grove = 0.55 + 0.6 * noise.fbm(x / 120 + depth * 9, depth, 3);
      const tall = random.range(...row.tall) * clamp(grove, 0.3, 1.1) * (1 - 0.72 * clearing);
      const shape = pine(random, x, row.y, Math.max(8, tall), 0.36);
      // The side that looks at the sun keeps a thin warm edge.
      trees += `<path d="${shape}" fill="${row.edge}" transform="translate(${x < SUN[0] ? 1.1 : -1.1} -.5)"/>`;
      trees += `<path d="${shape}" fill="${row.colour}"/>`;
    }
    body += `${trees}<rect y="${row.y - 3}" width="${WIDTH}" height="16" fill="${row.colour}"/>`;
    body += `<ellipse cx="${360 + depth * 330}" cy="${row.y - 2}" rx="420" ry="11" fill="url(#mist)" filter="url(#soft)"/>`;
  }
  body += cabin(300, 447);
  const defs =
    radial(
      'mist',
      [0.5, 0.5, 0.5],
      [
        [0, '#ffcfa6', 0.5],
        [1, '#ffcfa6', 0],
      ],
    ) +
    soften('soft', 5) +
    soften('glow', 7);
  return document(WIDTH, HEIGHT, defs, body);
}

function cabin(x, y) {
  const smoke = [
    [x + 33, y - 52],
    [x + 40, y - 74],
    [x + 32, y - 98],
    [x + 46, y - 124],
    [x + 42, y - 150],
  ];
  return `<path d="${openCurve(smoke)}" stroke="#d9b4c4" stroke-opacity=".42" stroke-width="7" stroke-linecap="round"
    fill="none" filter="url(#soft)"/>
  <g transform="translate(${x} ${y})"><path d="M-4 0V-24L22-44L48-24V0Z" fill="#2a1f3a"/>
  <path d="M48-24L22-44L24-46L70-46L90-24V0H48Z" fill="#3c2a45"/>
  <path d="M-10-22L22-48L54-22L49-20L22-42L-6-19Z" fill="#4d3450"/><path d="M22-48L72-48L96-22H54Z" fill="#5b3b52"/>
  <path d="M22-48L72-48" stroke="#f0a27f" stroke-width="1.6"/><rect x="28" y="-58" width="9" height="14" fill="#33243d"/>
  <g fill="#ffcf6e" filter="url(#glow)"><rect x="8" y="-22" width="14" height="14"/><rect x="58" y="-18" width="24" height="11"/></g>
  <g fill="#ffe3a0"><rect x="9" y="-21" width="5" height="6"/><rect x="15" y="-21" width="5" height="6"/>
  <rect x="9" y="-14" width="5" height="6"/><rect x="15" y="-14" width="5" height="6"/>
  <rect x="60" y="-17" width="8" height="9"/><rect x="70" y="-17" width="8" height="9"/></g>
  <path d="M28 0V-17H38V0Z" fill="#1a1428"/></g>`;
}

const deep = rgb('#182048');

/** The lower part is the upper one upside down, shaken by ripples which widen toward us. */
function paintWater(above, softened, noise) {
  const fetch = (picture, x, y, channel) => {
    const column = Math.round(clamp(x, 0, WIDTH - 1));
    return picture.data[(Math.round(clamp(y, 0, HEIGHT - 1)) * WIDTH + column) * 4 + channel];
  };
  return shade(WIDTH, HEIGHT, (x, y, out) => {
    const depth = (y - SHORE) / (HEIGHT - SHORE);
    if (depth < 0) {
      for (let channel = 0; channel < 3; channel++) {
        out[channel] = fetch(above, x, y, channel);
      }
      return;
    }
    const wide = 18 + depth * 170;
    const tall = 1.7 + depth * 11;
    const ripple = noise.fbm(x / wide, (y - SHORE) / tall, 4);
    const swell = noise.noise(x / (wide * 3.1) + 5, (y - SHORE) / (tall * 2.6));
    const lift = (ripple * 13 + swell * 15) * (0.12 + depth * 1.5);
    const sourceX = x + ripple * (2 + depth * 14);
    const sourceY = SHORE - 4 - (y - SHORE) * 1.45 + lift;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] = lerp(fetch(above, sourceX, sourceY, channel), fetch(softened, sourceX, sourceY, channel), depth);
    }
    glaze(out, deep, 0.1 + depth * 0.42 + clamp(-ripple) * 0.3);
    const path = Math.exp(-(((x - SUN[0] - swell * 30) / (26 + depth * 105)) ** 2));
    glaze(out, [255, 206, 138], path * (0.2 + smoothstep(0, 0.42, ripple) * 0.95) * (1 - depth * 0.35));
    glaze(out, [255, 246, 214], path * smoothstep(0.2, 0.42, ripple + swell * 0.1) * 0.9);
    glaze(out, [190, 150, 190], smoothstep(0.22, 0.5, ripple) * 0.22);
    glaze(out, [255, 200, 150], Math.exp(-(y - SHORE) / 5) * 0.4);
  });
}

function nearBank(random, noise) {
  const bank = (x) =>
    660 - 120 * smoothstep(520, -120, x) - 78 * smoothstep(980, 1330, x) + noise.fbm(x / 70, 3, 4) * 22;
  let land = `M-10 ${HEIGHT + 10}`;
  for (let x = -10; x <= WIDTH + 10; x += 6) {
    land += `L${x} ${n(bank(x) + smoothstep(420, 640, x) * smoothstep(1120, 940, x) * 90)}`;
  }
  land += `L${WIDTH + 10} ${HEIGHT + 10}Z`;

  let trees = '';
  for (const [x, tall] of [
    [-18, 470],
    [118, 610],
    [206, 330],
    [52, 380],
    [1248, 560],
    [1168, 350],
    [1294, 420],
  ]) {
    const shape = pine(random, x, bank(x) + 26, tall, 0.36);
    const side = x < SUN[0] ? 2.4 : -2.4;
    trees += `<path d="${shape}" fill="#8a4d62" transform="translate(${side} -1)"/>`;
    trees += `<path d="${shape}" fill="url(#bark)"/>`;
  }
  const rocks = [
    [430, 668, 60, 26],
    [520, 690, 38, 17],
    [1010, 672, 54, 25],
    [930, 698, 34, 13],
    [360, 688, 42, 20],
  ]
    .map(([x, y, rx, ry]) => {
      const shape = blob(random, x, y, rx, ry, 0.17, 9);
      const tilt = x < SUN[0] ? 5 : -5;
      return `<path d="${shape}" fill="url(#rock)"/><ellipse cx="${x + tilt}" cy="${y - ry * 0.62}" rx="${rx * 0.5}"
        ry="${ry * 0.2}" fill="#f7a27c" opacity=".45" filter="url(#fuzz)"/>`;
    })
    .join('');
  const grass =
    `<path d="${blades(random, 420, { x: [-10, 560], y: [600, 722], height: [18, 64], width: 2 })}" fill="#141631"/>` +
    `<path d="${blades(random, 260, { x: [960, 1290], y: [620, 722], height: [18, 70], width: 2 })}" fill="#141631"/>` +
    `<path d="${blades(random, 70, { x: [180, 520], y: [640, 700], height: [26, 74], width: 1.4 })}" fill="#6d3f58"/>` +
    `<path d="${blades(random, 60, { x: [1000, 1200], y: [650, 700], height: [26, 74], width: 1.4 })}" fill="#6d3f58"/>`;
  let fireflies = '';
  for (let i = 0; i < 34; i++) {
    const x = i % 2 ? random.range(60, 540) : random.range(960, 1240);
    const y = random.range(520, 690);
    const size = random.range(1, 2.2);
    fireflies += `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size * 5)}" fill="url(#spark)"/>`;
    fireflies += `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size)}" fill="#fff3bd"/>`;
  }
  const defs = [
    linear(
      'bark',
      [0, 0, 0, 1],
      [
        [0, '#262048'],
        [1, '#0d1029'],
      ],
    ),
    linear(
      'rock',
      [0, 0, 0, 1],
      [
        [0, '#5d4666'],
        [0.45, '#2f2a4c'],
        [1, '#12132c'],
      ],
    ),
    linear(
      'soil',
      [0, 0, 0, 1],
      [
        [0, '#241f40'],
        [1, '#0b0d22'],
      ],
    ),
    radial(
      'spark',
      [0.5, 0.5, 0.5],
      [
        [0, '#ffe28a', 0.75],
        [1, '#ffe28a', 0],
      ],
    ),
    soften('fuzz', 3),
  ].join('');
  return document(
    WIDTH,
    HEIGHT,
    defs,
    `${trees}<path d="${land}" fill="url(#soil)"/>${rocks}${jetty(random)}${grass}${fireflies}`,
  );
}

/** A small jetty with a lantern: the picture's second, warmer light. */
function jetty(random) {
  let planks = '';
  for (let i = 0; i < 14; i++) {
    const along = i / 13;
    const y = lerp(706, 588, along ** 0.8);
    const half = lerp(92, 34, along ** 0.8);
    const x = lerp(1040, 905, along ** 0.8) + random.bell(2);
    const thick = lerp(14, 8, along);
    planks += `<path d="M${n(x - half)} ${n(y)}L${n(x + half)} ${n(y - 3)}L${n(x + half)} ${n(y + thick - 3)}L${n(x - half)} \
${n(y + thick)}Z" fill="${i % 2 ? '#3d2b48' : '#493250'}"/><path d="M${n(x - half)} ${n(y)}L${n(x + half)} ${n(y - 3)}" \
stroke="#c9777a" stroke-opacity="${n(0.2 + along * 0.6)}" stroke-width="1.4"/>`;
  }
  return `<g><path d="M872 588V640M940 586V646M908 600V652" stroke="#191836" stroke-width="6"/>${planks}
  <path d="M872 592V536M940 590V560" stroke="#2a2140" stroke-width="5" stroke-linecap="round"/>
  <path d="M872 540H890" stroke="#2a2140" stroke-width="3.4"/>
  <circle cx="889" cy="556" r="62" fill="url(#spark)"/><circle cx="889" cy="556" r="24" fill="url(#spark)"/>
  <path d="M889 540V546M882 547H896L898 566H880Z" stroke="#20193a" stroke-width="2.4" fill="#ffd77a"/>
  <ellipse cx="889" cy="557" rx="4" ry="6.5" fill="#fffbe2"/></g>`;
}
