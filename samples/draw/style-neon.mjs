import { createNoise, createRandom } from './random.mjs';
import { blur, finish, glaze, layer, rasterise, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, document, linear, n, openCurve } from './svg.mjs';

const FLOOR = 430;
const tubes = ['#ff2e88', '#21e6ff', '#a44bff', '#ffd23c', '#37ffb0', '#ff6a3c'];

/** A wet street of signs: glowing tubes are drawn thrice, wide and blurred to thin and white. */
export async function neonNight() {
  const noise = createNoise(1001);
  const random = createRandom(1002);
  const walls = await rasterise(drawWalls(random));
  const lines = await rasterise(drawTubes(random));
  const screened = (over) => ({ over, blend: 'screen' });
  const lit = await layer(
    walls,
    screened(await blur(lines, 34)),
    screened(await blur(lines, 12)),
    screened(await blur(lines, 4)),
    screened(lines),
  );
  const bright = await layer(lit, screened(await blur(lit, 9)));
  return finish(mirror(bright, noise), noise, { grain: 9, vignette: 0.3 });
}

/** The street repeats the houses, drawn down into streaks and broken by ripples; rain crosses everything. */
function mirror({ data }, noise) {
  return shade(SIDE, SIDE, (x, y, out) => {
    let [sourceX, sourceY, dim] = [x, y, 1];
    if (y > FLOOR) {
      const depth = y - FLOOR;
      const ripple = noise.fbm(x / 44, depth / 7, 4);
      // Calm at the kerb, rougher toward us: else the far edge would look torn.
      const swell = Math.min(1, depth / 110);
      sourceX = x + ripple * (1 + depth * 0.12) + noise.noise(x / 7, depth / 60) * 3 * swell;
      sourceY = FLOOR - depth * 1.55 + (noise.noise(x / 14, depth / 26) * 24 + ripple * 20) * swell;
      dim = 0.84 + ripple * 0.75;
    }
    const column = Math.min(SIDE - 1, Math.max(0, Math.round(sourceX)));
    const at = (Math.min(SIDE - 1, Math.max(0, Math.round(sourceY))) * SIDE + column) * 4;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] = data[at + channel] * dim;
    }
    const rain = noise.noise(x / 1.5 + y * 0.12, y / 46);
    glaze(out, [150, 190, 255], smoothstep(0.46, 0.85, rain) * 0.42);
    const haze = noise.fbm(x / 130, y / 60 + 8, 4) * 0.5 + 0.5;
    glaze(out, [92, 40, 140], haze * 0.2 * Math.exp(-Math.abs(y - FLOOR) / 110));
  });
}

function drawWalls(random) {
  const defs = linear(
    'sky',
    [0, 0, 0, 1],
    [
      [0, '#0a0624'],
      [0.6, '#2c0f55'],
      [1, '#6a1a6e'],
    ],
  );
  let body = '<rect width="640" height="640" fill="url(#sky)"/>';
  for (const [depth, tone] of ['#2a1450', '#1c1042', '#100a2c'].entries()) {
    let x = -20;
    while (x < SIDE) {
      const wide = random.range(44, 78) + depth * 22;
      const middle = Math.abs(x + wide / 2 - SIDE / 2) / SIDE;
      const top = random.range(40, 130) + (0.5 - middle) * 150 + depth * 44;
      body += `<rect x="${n(x)}" y="${n(top)}" width="${n(wide)}" height="${n(660 - top)}" fill="${tone}"/>`;
      const pane = 5 + depth * 2;
      for (let wy = top + 10; wy < FLOOR - 14; wy += pane * 2.1) {
        for (let wx = x + 6; wx < x + wide - pane; wx += pane * 1.8) {
          if (random.next() < 0.42) {
            const glow = random.pick(['#ffb347', '#ff5fa8', '#3fd2ff', '#5b3fae', '#3a2a80', '#ffe08a']);
            body += `<rect x="${n(wx)}" y="${n(wy)}" width="${pane}" height="${n(pane * 1.3)}" fill="${glow}" opacity="${n(random.range(0.3, 0.95))}"/>`;
          }
        }
      }
      x += wide + random.range(-6, 14);
    }
  }
  const wires = [0, 1, 2, 3, 4].map((i) =>
    openCurve([
      [-10, 70 + i * 34],
      [200 + i * 40, 140 + i * 30],
      [430, 150 + i * 16],
      [650, 60 + i * 44],
    ]),
  );
  return document(
    SIDE,
    SIDE,
    defs,
    `${body}<path d="${wires.join('')}" stroke="#05030f" stroke-width="2.6" fill="none"/>`,
  );
}

function drawTubes(random) {
  let body = '';
  const tube = (path, colour, width = 5) => {
    body += `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>
    <path d="${path}" fill="none" stroke="#fff" stroke-opacity=".85" stroke-width="${n(width * 0.34)}" stroke-linecap="round" stroke-linejoin="round"/>`;
  };
  tube('M320 196m-76 0a76 76 0 1 0 152 0a76 76 0 1 0 -152 0', tubes[0], 7);
  for (let i = 0; i < 5; i++) {
    tube(`M${258 + i * 4} ${206 + i * 14}H${382 - i * 4}`, tubes[5], 4);
  }
  // A leaping fish over the ring is the street's one big sign.
  tube(
    'M250 240Q270 150 350 150Q400 152 424 190Q392 224 346 220Q300 218 280 262L250 240L222 262Q232 226 250 240',
    tubes[1],
    6,
  );
  tube('M340 150Q346 186 338 220M366 164Q378 184 366 208M300 172Q318 190 306 212', tubes[1], 3.4);
  tube('M396 182a3 3 0 1 0 .1 0', tubes[3], 5);
  const sign = (x, y, wide, tall, colour, other) => {
    tube(`M${x} ${y}h${wide}v${tall}h${-wide}Z`, colour, 4.4);
    const rows = Math.floor(tall / 26);
    for (let i = 0; i < rows; i++) {
      const cy = y + 15 + i * 26;
      const cx = x + wide / 2;
      const mark = random.pick([
        `M${cx - 9} ${cy - 7}h18M${cx} ${cy - 7}v15M${cx - 9} ${cy + 8}h18`,
        `M${cx - 9} ${cy + 8}L${cx} ${cy - 8}L${cx + 9} ${cy + 8}M${cx - 5} ${cy + 2}h10`,
        `M${cx - 8} ${cy - 7}v14M${cx + 8} ${cy - 7}v14M${cx - 8} ${cy}h16`,
        `M${cx - 9} ${cy - 6}q9 -6 18 0t-18 13h18`,
      ]);
      tube(mark, other, 3);
    }
  };
  sign(40, 130, 44, 190, tubes[1], tubes[0]);
  sign(128, 232, 38, 140, tubes[3], tubes[5]);
  sign(556, 110, 46, 216, tubes[0], tubes[4]);
  sign(478, 240, 40, 138, tubes[4], tubes[2]);
  tube('M196 330h92v50h-92Z', tubes[2], 4.4);
  tube('M212 366l10 -22l10 22M240 344v22h14M266 344h-6v22h10', tubes[1], 3);
  tube('M356 322h92v60h-92Z', tubes[0], 4.4);
  tube(
    'M372 340h38v14q0 14 -19 14t-19 -14ZM410 342q14 0 12 10t-14 8M380 334q-4 -6 0 -10M394 334q-4 -6 0 -10',
    tubes[3],
    3.2,
  );
  for (let i = 0; i < 16; i++) {
    const x = 14 + i * 41;
    tube(`M${x} ${n(404 + Math.sin(i * 2.1) * 7)}h26`, tubes[i % tubes.length], 3.4);
    body += `<path d="${blob(random, x + 13, 392, 4.4, 5.4, 0.05, 8)}" fill="${tubes[(i + 2) % tubes.length]}"/>`;
  }
  return document(SIDE, SIDE, '', `<rect width="640" height="640"/>${body}`);
}
