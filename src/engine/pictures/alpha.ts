import type { Treatment } from '../../shared/treatment';
import { bleed } from './bleed';
import { type Picture, whiteOf } from './picture';

/** A picture as it was read, made ready to be painted. */
export function prepared(picture: Picture, { alpha }: Pick<Treatment, 'alpha'>): Picture {
  return alpha === 'premultiplied' ? straightened(picture) : picture;
}

/**
 * Lays the colours of what is visible under what lies beside it and is fully transparent, in place: a game engine that filters
 * textures mixes those in.
 */
export function bleedUnder(picture: Picture): void {
  const { width, height, frames, channels, pixels } = picture;
  if (channels === 3) return;
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * width * height * 4;
    if (!hasHidden(pixels, start, start + width * height * 4)) continue;
    const { colour, near, visible } = bleed(picture, frame);
    if (!visible) continue;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = start + (y * width + x) * 4;
        if (pixels[at + 3] === 0 && near(x, y)) for (let c = 0; c < 3; c++) pixels[at + c] = colour(x, y, c) + 0.5;
      }
  }
}

/** A copy with hard edges: opaque from that share of alpha on (0…1), and clear below. */
export function thresholded(picture: Picture, threshold: number): Picture {
  if (picture.channels === 3) return picture;
  const white = whiteOf(picture);
  const out = copyOf(picture);
  const { pixels } = out;
  for (let at = 3; at < pixels.length; at += 4)
    pixels[at] = pixels[at]! >= threshold * white && pixels[at]! > 0 ? white : 0;
  bleedUnder(out);
  return out;
}

/** A copy whose colours are no longer multiplied by alpha. Light that they add beyond it is lost. */
export function straightened(picture: Picture): Picture {
  return changed(picture, (colour, alpha, white) => (alpha === 0 ? 0 : Math.min(white, (colour * white) / alpha)));
}

/** A copy whose colours are multiplied by alpha. */
export function premultiplied(picture: Picture): Picture {
  return changed(picture, (colour, alpha, white) => (colour * alpha) / white);
}

function changed(picture: Picture, change: (colour: number, alpha: number, white: number) => number): Picture {
  if (picture.channels === 3) return picture;
  const white = whiteOf(picture);
  const out = copyOf(picture);
  const { pixels } = out;
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]!;
    if (alpha !== white) for (let c = 0; c < 3; c++) pixels[at + c] = change(pixels[at + c]!, alpha, white) + 0.5;
  }
  return out;
}

/** Not by slice(): a Buffer's shares its memory. */
function copyOf(picture: Picture): Picture {
  const { pixels } = picture;
  return { ...picture, pixels: pixels instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels) };
}

function hasHidden(pixels: Picture['pixels'], from: number, to: number): boolean {
  for (let at = from + 3; at < to; at += 4) if (pixels[at] === 0) return true;
  return false;
}
