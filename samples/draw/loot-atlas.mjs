import { toSharp } from './raster.mjs';
import { sprites } from './sprites.mjs';

const NAMES = ['mushroom', 'treasure-chest', 'potion', 'crystal', 'lantern'];
/** Frames that lie a quarter turned to the right, as packers lay them to save room. */
const ROTATED = new Set(['lantern']);
const SIDE = 72;
const EXTRUDE = 1;
const GAP = 2;

/** Small loot, trimmed and packed in a row as TexturePacker does it, its edges repeated by a pixel. */
export async function lootSheet() {
  const { frames, width, height } = await packed();
  const data = Buffer.alloc(width * height * 4);
  for (const { x, y, w, h, pixels } of frames) {
    for (let v = -EXTRUDE; v < h + EXTRUDE; v++) {
      for (let u = -EXTRUDE; u < w + EXTRUDE; u++) {
        const from = (clamp(v, h - 1) * w + clamp(u, w - 1)) * 4;
        pixels.copy(data, ((y + v) * width + x + u) * 4, from, from + 4);
      }
    }
  }
  return { width, height, data };
}

/** What TexturePacker says of it, as a hash. */
export async function lootAtlas() {
  const { frames, width, height } = await packed();
  const entries = frames.map(({ name, x, y, w, h, rotated, trim }) => [
    `${name}.png`,
    {
      // told as it was before it was turned
      frame: { x, y, w: rotated ? h : w, h: rotated ? w : h },
      rotated,
      trimmed: true,
      spriteSourceSize: trim,
      sourceSize: { w: SIDE, h: SIDE },
    },
  ]);
  const meta = { image: 'loot.png', format: 'RGBA8888', size: { w: width, h: height }, scale: '1' };
  return { frames: Object.fromEntries(entries), meta };
}

async function packed() {
  const frames = [];
  let x = EXTRUDE;
  for (const name of NAMES) {
    const small = await toSharp(await sprites[name]())
      .resize(SIDE, SIDE)
      .raw()
      .toBuffer();
    const trim = bounds(small);
    const rotated = ROTATED.has(name);
    const { data, info } = await toSharp({ width: SIDE, height: SIDE, data: small })
      .extract({ left: trim.x, top: trim.y, width: trim.w, height: trim.h })
      .rotate(rotated ? 90 : 0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    frames.push({ name, x, y: EXTRUDE, w: info.width, h: info.height, rotated, trim, pixels: data });
    x += info.width + 2 * EXTRUDE + GAP;
  }
  return { frames, width: x - EXTRUDE - GAP, height: Math.max(...frames.map(({ h }) => h)) + 2 * EXTRUDE };
}

/** Where anything is to be seen. */
function bounds(data) {
  const seen = Array.from({ length: SIDE * SIDE }, (_, i) => i).filter((i) => data[4 * i + 3] > 0);
  const [xs, ys] = [seen.map((i) => i % SIDE), seen.map((i) => Math.floor(i / SIDE))];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, w: Math.max(...xs) - x + 1, h: Math.max(...ys) - y + 1 };
}

const clamp = (value, most) => Math.max(0, Math.min(value, most));
