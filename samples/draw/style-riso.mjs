import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, glaze, rasterise, rgb, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, document, n } from './svg.mjs';

const PAPER = rgb('#f7f2e6');
const PINK = rgb('#ff4f9a');
const BLUE = rgb('#1f4fd1');

/** Two bright inks of a stencil duplicator, a little out of register, with the grain of its drum. */
export async function risoDuotone() {
  const noise = createNoise(811);
  const random = createRandom(812);
  const grain = Float32Array.from({ length: SIDE * SIDE }, () => random.next());
  const plates = await blur(await rasterise(platesDrawing()), 0.6);
  const inks = [
    { ink: PINK, channel: 0, shift: [3, -2], seed: 0 },
    { ink: BLUE, channel: 1, shift: [-2, 1], seed: 50 },
  ];
  return shade(SIDE, SIDE, (x, y, out) => {
    glaze(out, PAPER, 1);
    const tooth = noise.fbm(x / 2.2, y / 2.2, 2) * 7;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] += tooth;
    }
    for (const { ink, channel, shift, seed } of inks) {
      const [px, py] = [clamp(x + shift[0], 0, SIDE - 1), clamp(y + shift[1], 0, SIDE - 1)];
      const tone = plates.data[(py * SIDE + px) * 4 + channel] / 255;
      // A stencil has holes or none: tones are grains of chance.
      const at = (y * SIDE + x + seed * 977) % grain.length;
      const dot = tone > 0.97 ? 1 : smoothstep(0.12, -0.12, grain[at] * 0.62 + 0.19 + tooth * 0.03 - tone);
      const roller = 0.93 + noise.fbm(x / 160 + seed, y / 14, 2) * 0.12;
      const pick = 1 - smoothstep(0.34, 0.5, noise.fbm(x / 3 + seed, y / 3, 3)) * 0.7;
      const cover = clamp(dot * roller * pick);
      for (let k = 0; k < 3; k++) {
        out[k] *= 1 - cover * (1 - ink[k] / 255);
      }
    }
  });
}

/** Amounts of pink in red and of blue in green: a night garden with a cat under the moon. */
function platesDrawing() {
  const random = createRandom(813);
  const tone = (pink, blue) => `rgb(${pink},${blue},0)`;
  let stars = '';
  for (let i = 0; i < 60; i++) {
    const [x, y, r] = [random.range(0, 640), random.range(0, 330), random.range(1.4, 4)];
    stars += `<path d="M${n(x - r * 2)} ${n(y)}L${n(x)} ${n(y - r * 0.5)}L${n(x + r * 2)} ${n(y)}L${n(x)} ${n(y + r * 0.5)}ZM${n(x)} ${n(y - r * 2)}L${n(x + r * 0.5)} ${n(y)}L${n(x)} ${n(y + r * 2)}L${n(x - r * 0.5)} ${n(y)}Z" fill="${tone(0, 0)}"/>`;
  }
  let hills = '';
  for (const [i, fill] of [tone(120, 90), tone(190, 0), tone(255, 0)].entries()) {
    const y = 350 + i * 46;
    hills += `<path d="M-10 ${y}Q120 ${y - 90 + i * 40} 260 ${y}T520 ${y - 8}T660 ${y - 40}V650H-10Z" fill="${fill}"/>`;
  }
  let garden = '';
  for (let i = 0; i < 26; i++) {
    const x = i * 26 - 10 + random.bell(12);
    const tall = random.range(70, 200) * (0.55 + Math.abs(i - 12.5) / 18);
    const lean = random.bell(34);
    garden += stem(random, x, 650, tall, lean, tone);
  }
  const cat = `<g fill="${tone(30, 255)}"><path d="M262 470C250 400 270 366 300 352C292 326 290 300 294 278L318 300Q334 294 350 300L374 276C380 304 376 330 366 352C404 380 412 430 402 474Z"/>
    <path d="M396 462C450 470 470 430 458 396C452 378 470 364 480 384C498 436 470 500 392 486Z"/></g>
    <path d="M312 322q8 -9 16 0q-8 8 -16 0M342 322q8 -9 16 0q-8 8 -16 0" fill="${tone(255, 0)}"/><path d="M330 338l5 5l5 -5Z" fill="${tone(255, 0)}"/>
    <path d="M326 344L286 338M326 347L288 350M344 344L384 338M344 347L382 350" stroke="${tone(0, 0)}" stroke-width="1.6"/>`;
  return document(
    SIDE,
    SIDE,
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${tone(20, 250)}"/><stop offset=".42" stop-color="${tone(150, 110)}"/><stop offset=".62" stop-color="${tone(200, 0)}"/></linearGradient>
    <radialGradient id="moon"><stop offset=".1" stop-color="${tone(0, 0)}"/><stop offset="1" stop-color="${tone(120, 0)}"/></radialGradient>`,
    `<rect width="640" height="640" fill="url(#sky)"/>${stars}<circle cx="330" cy="206" r="150" fill="${tone(70, 0)}"/><circle cx="330" cy="206" r="128" fill="url(#moon)"/>
    <circle cx="286" cy="170" r="22" fill="${tone(80, 12)}"/><circle cx="372" cy="220" r="30" fill="${tone(90, 16)}"/><circle cx="336" cy="140" r="12" fill="${tone(80, 12)}"/>
    ${hills}${cat}${garden}`,
  );
}

function stem(random, x, y, tall, lean, tone) {
  const tip = [x + lean, y - tall];
  const ink = random.pick([tone(0, 255), tone(0, 255), tone(0, 150)]);
  let text = `<path d="M${n(x)} ${y}Q${n(x)} ${n(y - tall * 0.6)} ${n(tip[0])} ${n(tip[1])}" stroke="${ink}" stroke-width="5" fill="none"/>`;
  for (let k = 1; k < 6; k++) {
    const t = k / 6;
    const [lx, ly] = [x + lean * t * t, y - tall * t];
    const size = 34 * (1.15 - t) + 10;
    for (const side of [-1, 1]) {
      text += `<path d="M${n(lx)} ${n(ly)}q${n(side * size * 0.5)} ${n(-size * 0.75)} ${n(side * size)} ${n(-size * 0.5)}q${n(-side * size * 0.35)} ${n(size * 0.55)} ${n(-side * size)} ${n(size * 0.5)}Z" fill="${ink}"/>`;
    }
  }
  const [petal, heart] = random.pick([
    [tone(0, 0), tone(255, 0)],
    [tone(0, 0), tone(0, 255)],
    [tone(90, 0), tone(0, 0)],
  ]);
  for (let k = 0; k < 6; k++) {
    const a = (k / 6) * Math.PI * 2;
    text += `<path d="${blob(random, tip[0] + Math.cos(a) * 11, tip[1] + Math.sin(a) * 11, 9, 9, 0.1, 8)}" fill="${petal}"/>`;
  }
  return `${text}<circle cx="${n(tip[0])}" cy="${n(tip[1])}" r="6" fill="${heart}"/>`;
}
