import { leaf } from './nature.mjs';
import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, glaze, rasterise, shade, smoothstep } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, document, landUnder, n } from './svg.mjs';

/** A cartoon of flat regions is broken into panes, leaded, and lit from behind. */
export async function stainedGlass() {
  const noise = createNoise(801);
  const cartoon = await rasterise(drawCartoon(createRandom(802), createNoise(803)));
  const region = (x, y) => {
    const at = (y * SIDE + x) * 4;
    return (cartoon.data[at] << 16) | (cartoon.data[at + 1] << 8) | cartoon.data[at + 2];
  };
  const panes = cutPanes(region, createRandom(804));
  const lead = await leadLines(panes);
  const thick = await blur(lead, 1.5);
  const near = await blur(lead, 6);
  return shade(SIDE, SIDE, (x, y, out) => {
    const at = y * SIDE + x;
    const pane = panes[at];
    const streak = noise.fbm(x / 34 + pane.shift, y / 12 + pane.shift, 5);
    const ripple = noise.noise(x / 7 + pane.shift, y / 7) * 0.07;
    const glow = 1.12 + pane.light + streak * 0.42 + ripple - (near.data[at * 4] / 255) * 0.75;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] = (pane.colour[channel] + 14) * glow;
    }
    glaze(out, [255, 255, 245], smoothstep(0.26, 0.5, streak) * 0.35);
    const bubble = noise.noise(x / 3.1, y / 3.1) > 0.66 ? 0.25 : 0;
    glaze(out, [255, 255, 255], bubble);
    const cover = smoothstep(0.2, 0.36, thick.data[at * 4] / 255);
    const up = thick.data[Math.max(0, at - SIDE - 1) * 4];
    const down = thick.data[Math.min(SIDE * SIDE - 1, at + SIDE + 1) * 4];
    const shine = clamp((down - up) / 160, -0.4, 1);
    glaze(out, [26 + shine * 96, 25 + shine * 98, 32 + shine * 104], cover);
  });
}

/** Each pixel belongs to the nearest seed of its own region, so no pane crosses a drawn line. */
function cutPanes(region, random) {
  const pitch = 30;
  const across = Math.ceil(SIDE / pitch) + 2;
  const seeds = Array.from({ length: across * across * 2 }, (_, i) => {
    const cell = Math.floor(i / 2);
    const x = ((cell % across) - 1 + random.range(0.05, 0.95)) * pitch;
    const y = (Math.floor(cell / across) - 1 + random.range(0.05, 0.95)) * pitch;
    const home = region(Math.round(clamp(x, 0, SIDE - 1)), Math.round(clamp(y, 0, SIDE - 1)));
    return {
      x,
      y,
      home,
      light: random.bell(0.24),
      shift: random.range(0, 50),
      tint: [random.bell(26), random.bell(20), random.bell(26)],
    };
  });
  const whole = new Map();
  const paneOf = new Map();
  const fill = (home, seed) => {
    const key = seed ?? home;
    if (!paneOf.has(key)) {
      const colour = [(home >> 16) & 255, (home >> 8) & 255, home & 255];
      const tint = seed?.tint ?? [0, 0, 0];
      paneOf.set(key, { colour: colour.map((v, k) => v + tint[k]), light: seed?.light ?? 0, shift: seed?.shift ?? 7 });
    }
    return paneOf.get(key);
  };
  const panes = new Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const home = region(x, y);
      let best = null;
      let least = Number.POSITIVE_INFINITY;
      const [cx, cy] = [Math.floor(x / pitch) + 1, Math.floor(y / pitch) + 1];
      for (let j = Math.max(0, cy - 2); j <= Math.min(across - 1, cy + 2); j++) {
        for (let i = Math.max(0, cx - 2); i <= Math.min(across - 1, cx + 2); i++) {
          for (let k = 0; k < 2; k++) {
            const seed = seeds[(j * across + i) * 2 + k];
            if (seed.home === home) {
              const far = (seed.x - x) ** 2 + ((seed.y - y) * 1.15) ** 2;
              if (far < least) {
                least = far;
                best = seed;
              }
            }
          }
        }
      }
      panes[y * SIDE + x] = fill(home, best ?? whole.get(home));
    }
  }
  return panes;
}

function leadLines(panes) {
  return shade(SIDE, SIDE, (x, y, out) => {
    const here = panes[y * SIDE + x];
    const right = panes[y * SIDE + Math.min(SIDE - 1, x + 1)];
    const below = panes[Math.min(SIDE - 1, y + 1) * SIDE + x];
    const frame = Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) < 3;
    if (here !== right || here !== below || frame) {
      out[0] = out[1] = out[2] = 255;
    }
  });
}

function drawCartoon(random, noise) {
  const land = (base, tall, scale, seed) =>
    landUnder(SIDE, SIDE, (x) => base - tall * noise.fbm(x / scale + seed, seed, 2), 6);
  const ring = (r, colour) => `<circle cx="330" cy="210" r="${r}" fill="${colour}"/>`;
  let rays = '';
  for (let i = 0; i < 18; i++) {
    const a = (i / 18) * Math.PI * 2;
    const b = a + Math.PI / 18;
    rays += `M330 210L${n(330 + Math.cos(a) * 720)} ${n(210 + Math.sin(a) * 720)}L${n(330 + Math.cos(b) * 720)} ${n(210 + Math.sin(b) * 720)}Z`;
  }
  const flower = (x, y, size, outer, inner) => {
    let text = `<path d="M${x} ${y}C${x - 10} ${y + size} ${x + 14} ${y + size * 1.6} ${x} 660" stroke="#2c8a3e" stroke-width="11" fill="none"/>`;
    for (let i = 0; i < 9; i++) {
      const turn = (i / 9) * 6.283 - 1.57;
      text += `<path d="${leaf([x, y], [x + Math.cos(turn) * size, y + Math.sin(turn) * size * 0.86], 0.26)}" fill="${i % 2 ? outer : inner}"/>`;
    }
    return `${text}<circle cx="${x}" cy="${y}" r="${size * 0.24}" fill="#ffc933"/>`;
  };
  const greens = ['#1f7f4a', '#3aa655', '#15616d', '#7cbf3f'];
  const foliage = Array.from({ length: 22 }, (_, i) => {
    const x = 12 + i * 29;
    const y = 648 - random.range(0, 40);
    return `<path d="${leaf([x, y], [x + random.bell(50), y - random.range(60, 120)], 0.25)}" fill="${greens[i % 4]}"/>`;
  }).join('');
  return document(
    SIDE,
    SIDE,
    '',
    `<g shape-rendering="crispEdges"><rect width="640" height="640" fill="#1f5fb0"/><path d="${rays}" fill="#4f9ad8"/>
    ${ring(168, '#7a4fb0')}${ring(138, '#e0567a')}${ring(106, '#f58a3c')}${ring(72, '#ffcf45')}
    <path d="${blob(random, 120, 110, 96, 28, 0.2)}" fill="#f4e9ef"/><path d="${blob(random, 548, 100, 84, 26, 0.2)}" fill="#efe6f4"/>
    <path d="${land(330, 120, 120, 2.1)}" fill="#5a3f9c"/><path d="${land(380, 90, 110, 6.2)}" fill="#2a4f9f"/><path d="${land(420, 60, 100, 9.4)}" fill="#147a78"/>
    <path d="M-10 440H660V520H-10Z" fill="#1a86b8"/><path d="M-10 462Q160 446 330 466T660 458V484Q480 490 330 482T-10 486Z" fill="#6fd0dc"/>
    <path d="M-10 506Q200 490 400 512T660 500V660H-10Z" fill="#2f8f4f"/>
    <path d="M200 300Q270 270 310 300Q360 236 450 226Q420 290 356 326Q320 356 270 344L210 372L220 336Q214 320 200 300Z" fill="#f7f3e6"/>
    <path d="M200 300Q222 292 240 306L226 322Q214 312 200 300Z" fill="#f08a2c"/><path d="M200 302L150 300L206 314Z" fill="#d9a520"/>
    ${foliage}${flower(110, 470, 74, '#d8264f', '#f26a86')}${flower(528, 490, 84, '#7c36b8', '#b678e0')}${flower(320, 560, 60, '#f2762e', '#ffb24a')}</g>`,
  );
}
