import { flowAlongForms } from './brush.mjs';
import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, lerp, rasterise, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { document, landUnder, n } from './svg.mjs';

/** Vine charcoal on rough grey paper: broad smudged tones, dark strokes over the paper's tooth, and white chalk. */
export async function charcoalSketch() {
  const noise = createNoise(821);
  const model = await rasterise(storm());
  const soft = await blur(model, 5);
  const flow = flowAlongForms(await blur(model, 6), noise, 0.4);
  const tone = ({ data }, x, y) =>
    data[(Math.round(clamp(y, 0, SIDE - 1)) * SIDE + Math.round(clamp(x, 0, SIDE - 1))) * 4] / 255;
  const strokes = layStrokes(model, flow, tone);
  return shade(SIDE, SIDE, (x, y, out) => {
    const tooth = noise.fbm(x / 2.1, y / 2.1, 3) * 0.6 + noise.fbm(x / 5 + 90, y / 5, 2) * 0.4;
    const smudge = noise.fbm(x / 60 + y / 90, y / 26 - x / 90, 4) * 0.16;
    const light = tone(soft, x, y) + smudge;
    // Rubbed dust fills the hollows softly; the stick itself only touches the paper's hills.
    const dust = clamp(1 - light) ** 1.25 * 0.62;
    const touch = strokes[y * SIDE + x];
    const stick = smoothstep(-0.1, 0.16, touch - 0.42 - tooth * 0.75) * Math.min(1, touch * 1.2);
    const chalk = smoothstep(0.78, 1.04, tone(model, x, y) + tooth * 0.3 - 0.05);
    const paper = 196 + tooth * 22 + noise.fbm(x / 140, y / 140, 3) * 14;
    let value = lerp(paper, 42, clamp(dust + tooth * 0.12 * dust));
    value = lerp(value, 20, clamp(stick * 0.94));
    value = lerp(value, 250, chalk * 0.9 * (1 - stick));
    out[0] = value + 4;
    out[1] = value * 0.985 + 3;
    out[2] = value * 0.955 + 2;
  });
}

/** How hard the stick pressed at each pixel, 0…1: strokes follow the forms, and gather where it is dark. */
function layStrokes(model, flow, tone) {
  const random = createRandom(822);
  const pressed = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < 9000; i++) {
    let [x, y] = [random.range(0, SIDE), random.range(0, SIDE)];
    const dark = 1 - tone(model, x, y);
    if (dark < 0.2 || random.next() > dark * 1.3) {
      continue;
    }
    const [half, press] = [random.range(0.8, 3.4), dark * random.range(0.55, 1.1)];
    const turn = random.bell(0.5) + (random.next() < 0.3 ? 0.9 : 0);
    const steps = random.integer(10, 34);
    for (let step = 0; step < steps; step++) {
      const angle = flow(Math.round(x), Math.round(y)) + turn;
      x += Math.cos(angle) * 1.4;
      y += Math.sin(angle) * 1.4;
      if (1 - tone(model, x, y) < dark * 0.55) {
        break;
      }
      dab(pressed, x, y, half, press * Math.sin((Math.PI * (step + 0.5)) / steps) ** 0.4);
    }
  }
  return pressed;
}

function dab(pressed, x, y, half, press) {
  for (let py = Math.max(0, Math.floor(y - half)); py <= Math.min(SIDE - 1, y + half); py++) {
    for (let px = Math.max(0, Math.floor(x - half)); px <= Math.min(SIDE - 1, x + half); px++) {
      if (Math.hypot(px - x, py - y) <= half) {
        const at = py * SIDE + px;
        pressed[at] = Math.min(1, Math.max(pressed[at], press) + press * 0.05);
      }
    }
  }
}

/** A lighthouse in a storm, in greys. */
function storm() {
  const noise = createNoise(823);
  const random = createRandom(824);
  const cloud = (y, tall, shift, fill) =>
    `<path d="M-10 -10H650V${y}${Array.from({ length: 84 }, (_, i) => `L${650 - i * 8} ${n(y + tall * noise.fbm(i / 11 + shift, shift, 4) + tall * 0.3)}`).join('')}Z" fill="${fill}"/>`;
  const sea = (y, tall, shift, fill) =>
    `<path d="${landUnder(SIDE, SIDE, (x) => y - tall * noise.ridged(x / 90 + shift, shift, 3), 5)}" fill="${fill}"/>`;
  let foam = '';
  for (let i = 0; i < 90; i++) {
    const y = random.range(470, 636);
    const wide = random.range(14, 60) * ((y - 420) / 160);
    const x = random.range(-20, 640);
    foam += `<path d="M${n(x)} ${n(y)}q${n(wide / 2)} ${n(-wide * 0.24)} ${n(wide)} ${n(wide * 0.05)}" stroke="#fff" stroke-width="${n(random.range(1.5, 5))}" fill="none"/>`;
  }
  let spray = '';
  for (let i = 0; i < 160; i++) {
    const [far, turn] = [random.range(10, 110), random.range(-2.7, -0.5)];
    spray += `<circle cx="${n(300 + Math.cos(turn) * far)}" cy="${n(512 + Math.sin(turn) * far)}" r="${n(random.range(0.8, 3))}" fill="#fff"/>`;
  }
  return document(
    SIDE,
    SIDE,
    '<linearGradient id="tower" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#fff"/><stop offset=".4" stop-color="#d8d8d8"/><stop offset=".8" stop-color="#3c3c3c"/><stop offset="1" stop-color="#161616"/></linearGradient>',
    `<rect width="640" height="640" fill="#b4b4b4"/>${cloud(370, 120, 27, '#c8c8c8')}${cloud(310, 110, 3, '#9a9a9a')}${cloud(230, 120, 8, '#7a7a7a')}${cloud(110, 100, 15, '#545454')}
    <path d="M414 84L-20 -20V150Z" fill="#fff" opacity=".75"/><path d="M434 84L660 30V150Z" fill="#fff" opacity=".65"/>
    ${sea(440, 30, 2, '#6e6e6e')}<g transform="translate(424 440) scale(1.36) translate(-424 -440)"><path d="M330 500L352 440L380 424L396 412H456L480 430L520 452L560 520L600 560H300Z" fill="#1c1c1c"/>
    <path d="M352 440L396 412L400 470L370 520L330 500Z" fill="#5a5a5a"/>
    <path d="M398 420L408 206H440L454 420Z" fill="url(#tower)"/><path d="M405 270H444L446 312H403ZM401 356H449L451 398H399Z" fill="#1a1a1a"/>
    <path d="M400 206H448V196H400Z" fill="#0c0c0c"/><path d="M408 196V160H440V196Z" fill="#fff"/><path d="M416 196V160M432 196V160" stroke="#111" stroke-width="3"/><path d="M402 160L424 134L446 160Z" fill="#0c0c0c"/><path d="M424 134V116" stroke="#0c0c0c" stroke-width="4"/></g>
    ${sea(508, 56, 5, '#626262')}${sea(566, 66, 9, '#444')}${sea(630, 60, 13, '#2a2a2a')}${foam}${spray}
    <path d="M96 176q14 -16 26 0q14 -14 26 0M200 130q10 -12 19 0q10 -10 19 0" stroke="#0c0c0c" stroke-width="5" fill="none"/>`,
  );
}
