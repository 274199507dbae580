import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, glaze, rasterise, rgb, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, document, landUnder, n, openCurve } from './svg.mjs';

const PAPER = rgb('#f5e9cf');
const RED = rgb('#e4472f');
const TEAL = rgb('#12767c');
const NAVY = rgb('#182440');

/** Three inks on cream paper. The plates are drawn as greys (red, teal, navy in r, g, b), then screened into dots. */
export async function halftonePoster() {
  const noise = createNoise(501);
  const plates = await blur(await rasterise(platesDrawing()), 0.8);
  const amount = (x, y, channel) => {
    const at = (Math.round(clamp(y, 0, SIDE - 1)) * SIDE + Math.round(clamp(x, 0, SIDE - 1))) * 4;
    return plates.data[at + channel] / 255;
  };
  // Each plate has its own angle, pitch and a small error of register, as on a hand-pulled print.
  const screens = [
    { ink: RED, channel: 0, angle: 0.26, pitch: 9.5, shift: [2.2, -1.2] },
    { ink: TEAL, channel: 1, angle: 1.31, pitch: 8, shift: [-1.6, 1.4] },
    { ink: NAVY, channel: 2, angle: 0.78, pitch: 6.5, shift: [0.4, 0.6] },
  ];
  return shade(SIDE, SIDE, (x, y, out) => {
    const tooth = noise.fbm(x / 2.4, y / 2.4, 3);
    glaze(out, PAPER, 1);
    for (let channel = 0; channel < 3; channel++) {
      out[channel] += tooth * 9 + noise.fbm(x / 90, y / 90, 3) * 8;
    }
    for (const { ink, channel, angle, pitch, shift } of screens) {
      const [sx, sy] = [x + shift[0], y + shift[1]];
      const u = (sx * Math.cos(angle) + sy * Math.sin(angle)) / pitch;
      const v = (sy * Math.cos(angle) - sx * Math.sin(angle)) / pitch;
      const [cu, cv] = [Math.floor(u) + 0.5, Math.floor(v) + 0.5];
      // The tone is read at the pixel, half-way to the dot's centre: crisp shapes, whole dots.
      const [mx, my] = [
        (cu * Math.cos(angle) - cv * Math.sin(angle)) * pitch,
        (cu * Math.sin(angle) + cv * Math.cos(angle)) * pitch,
      ];
      const tone = amount((sx + mx) / 2, (sy + my) / 2, channel);
      const far = Math.hypot(u - cu, v - cv);
      const radius = Math.sqrt(tone / Math.PI) * 1.28;
      const dot = tone > 0.94 ? 1 : smoothstep(0.09, -0.09, far - radius - tooth * 0.05);
      const worn = 1 - smoothstep(0.26, 0.5, noise.fbm(x / 5 + channel * 40, y / 5, 4)) * 0.75;
      const cover = dot * worn * 0.96;
      // Inks are transparent: they multiply with what lies under them.
      for (let k = 0; k < 3; k++) {
        out[k] *= 1 - cover * (1 - ink[k] / 255) * 1.02;
      }
    }
  });
}

function platesDrawing() {
  const random = createRandom(503);
  const noise = createNoise(504);
  const ray = Array.from({ length: 40 }, (_, i) => {
    const a = (i / 40) * Math.PI * 2;
    const b = a + 0.075;
    return `M320 250L${n(320 + Math.cos(a) * 700)} ${n(250 + Math.sin(a) * 700)}L${n(320 + Math.cos(b) * 700)} ${n(250 + Math.sin(b) * 700)}Z`;
  }).join('');
  const range = (base, tall, scale, seed) =>
    landUnder(SIDE, SIDE, (x) => base - tall * (noise.ridged(x / scale + seed, seed, 4) - 0.4), 5);
  let clouds = '';
  for (const [x, y, size] of [
    [90, 110, 46],
    [560, 150, 52],
    [500, 60, 30],
    [180, 52, 26],
    [40, 236, 36],
    [616, 268, 34],
  ]) {
    for (let i = -3; i <= 3; i++) {
      clouds += `<path d="${blob(random, x + i * size * 0.55, y + Math.abs(i) * size * 0.12, size * 0.5, size * (0.5 - Math.abs(i) * 0.1), 0.1)}"
        fill="rgb(${i % 2 ? 70 : 20},${i % 2 ? 50 : 90},0)"/>`;
    }
    clouds += `<path d="M${x - size * 2} ${y + size * 0.5}H${x + size * 2}" stroke="rgb(0,200,90)" stroke-width="4"/>`;
  }
  let waves = '';
  for (let row = 0; row < 11; row++) {
    const y = 432 + row * 11 + row * row * 1.1;
    const size = 15 + row * 4.2;
    for (let x = -size + (row % 2) * size; x < SIDE + size; x += size * 2) {
      for (let ring = 0; ring < 4; ring++) {
        const r = size * (1 - ring * 0.25);
        const fill = ['rgb(0,240,150)', 'rgb(0,0,0)', 'rgb(0,180,25)', 'rgb(160,10,0)'][ring];
        waves += `<path d="M${n(x - r)} ${n(y + 4)}A${n(r)} ${n(r)} 0 0 1 ${n(x + r)} ${n(y + 4)}Z" fill="${fill}"/>`;
      }
    }
  }
  const crane = `<path d="M150 330Q230 250 330 262Q420 180 560 150Q470 214 430 262Q500 250 560 262Q480 300 410 306Q380 330 330 330L260 356L236 350L300 322Q220 326 150 330Z" fill="rgb(0,0,0)"/>
  <path d="M150 330Q170 322 190 322L150 340L110 342Z" fill="rgb(255,0,30)"/>
  <path d="M560 150Q500 176 452 222L480 220Q520 190 560 150ZM560 262Q500 262 440 280L470 284Q520 276 560 262Z" fill="rgb(0,40,255)"/>
  <path d="${openCurve([
    [332, 264],
    [380, 258],
    [430, 240],
    [500, 188],
  ])}${openCurve([
    [340, 276],
    [400, 270],
    [470, 264],
  ])}${openCurve([
    [336, 288],
    [390, 288],
    [450, 282],
  ])}" stroke="rgb(0,140,255)" stroke-width="3.4" fill="none"/>
  <circle cx="196" cy="323" r="3.6" fill="rgb(0,0,255)"/>`;
  return document(
    SIDE,
    SIDE,
    '<radialGradient id="sun" cx=".5" cy=".3" r=".7"><stop offset="0" stop-color="rgb(150,0,0)"/><stop offset="1" stop-color="rgb(255,0,10)"/></radialGradient>\
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="rgb(0,190,50)"/><stop offset=".6" stop-color="rgb(40,20,0)"/></linearGradient>\
<linearGradient id="far" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="rgb(120,200,110)"/><stop offset=".5" stop-color="rgb(130,60,0)"/></linearGradient>\
<linearGradient id="near" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="rgb(60,240,255)"/><stop offset=".6" stop-color="rgb(190,120,60)"/></linearGradient>',
    `<rect width="640" height="640" fill="url(#sky)"/><path d="${ray}" fill="rgb(110,0,0)" opacity=".75"/>
    <circle cx="320" cy="250" r="188" fill="rgb(0,30,60)"/><circle cx="320" cy="250" r="178" fill="url(#sun)"/>${clouds}
    <path d="${range(400, 130, 130, 2.2)}" fill="url(#far)"/><path d="${range(452, 120, 90, 8.6)}" fill="url(#near)"/>${waves}${crane}`,
  );
}
