import type { Size } from '../shared/rect';
import type { Picture } from './pictures/picture';

/**
 * Paints a small picture, such as a sprite of 16 × 16 pixels, enlarged by a whole factor: the network's features are cells of
 * 8 pixels, of which it has too few to tell one part of it from another. Each pixel of the result is the mean of what was painted
 * in its place, so that pixel art stays pixel art.
 */
export async function paintEnlarged(
  picture: Picture,
  paint: (enlarged: Picture) => Promise<Picture>,
): Promise<Picture> {
  const factor = factorOf(picture);
  return factor === 1 ? paint(picture) : shrunk(await paint(enlarged(picture)), factor, picture);
}

/** Every pixel as a block of pixels. */
export function enlarged(picture: Picture): Picture {
  const factor = factorOf(picture);
  if (factor === 1) return picture;
  const { width, height, frames, channels, pixels } = picture;
  const row = width * factor * channels;
  const length = frames * height * factor * row;
  const out = pixels instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let y = 0; y < frames * height; y++) {
    const to = y * factor * row;
    for (let x = 0; x < width * factor; x++)
      for (let c = 0; c < channels; c++)
        out[to + x * channels + c] = pixels[(y * width + Math.floor(x / factor)) * channels + c]!;
    for (let copy = 1; copy < factor; copy++) out.copyWithin(to + copy * row, to, to + row);
  }
  return { ...picture, width: width * factor, height: height * factor, pixels: out };
}

/** Whether a picture is so small. */
export function isEnlarged(picture: Size): boolean {
  return factorOf(picture) > 1;
}

/** Alpha is that of the picture. */
function shrunk({ pixels }: Picture, factor: number, picture: Picture): Picture {
  const { width, height, frames, channels } = picture;
  const out = picture.pixels instanceof Uint16Array ? new Uint16Array(picture.pixels) : new Uint8Array(picture.pixels);
  const row = width * factor * channels;
  for (let y = 0; y < frames * height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let v = 0; v < factor; v++)
          for (let u = 0; u < factor; u++) sum += pixels[(y * factor + v) * row + (x * factor + u) * channels + c]!;
        out[(y * width + x) * channels + c] = Math.round(sum / (factor * factor));
      }
  return { ...picture, pixels: out };
}

/** So often that a picture is 128 pixels long, but at most 4 times; very small ones 64, but at most 8 times. */
function factorOf({ width, height }: Size): number {
  const side = Math.max(width, height);
  return Math.max(Math.min(4, Math.ceil(128 / side)), Math.min(8, Math.floor(64 / side)));
}
