import { brandWeight } from '../../shared/brandColours';
import type { BrandColour } from '../../shared/treatment';
import { bleed } from './bleed';
import { BLOCK, type BrandFrame, edgeAt, weighFrame } from './brandShares';
import type { Picture } from './picture';

/**
 * Puts the ground around a logo in the logo's place, in place, so that it is painted as if there were none: no style then draws a rim
 * around it. @returns what puts the logo back
 */
export function hideBrandColours(picture: Picture, brands: readonly BrandColour[]): () => void {
  if (brands.length === 0) return () => {};
  const weigh = brandWeight(brands);
  const shows = Array.from({ length: picture.frames }, (_, frame) => {
    const weighed = weighFrame(picture, frame, weigh);
    return weighed && hideIn(weighed, picture);
  });
  return () => {
    for (const show of shows) show?.();
  };
}

/**
 * Lays what is in a brand's colour over what was painted of the rest, in place. Up to twice the tolerance colours fade over into what
 * was painted; at the edge of a logo, where its colour and the ground's mix, the logo's share stays.
 */
export function keepBrandColours(painted: Picture, source: Picture, brands: readonly BrandColour[]): void {
  if (brands.length === 0) return;
  const weigh = brandWeight(brands);
  const { width, height, channels, frames } = source;
  const row = width * channels;
  for (let frame = 0; frame < frames; frame++)
    // in bands: a poster's weights would take as much memory as a third of it
    for (let top = 0; top < height; top += BAND) {
      const bottom = Math.min(height, top + BAND);
      const [first, last] = [Math.max(0, top - MARGIN), Math.min(height, bottom + MARGIN)];
      const seen = [(frame * height + first) * row, (frame * height + last) * row] as const;
      const pixels = source.pixels.subarray(...seen);
      const weighed = weighFrame({ ...source, height: last - first, frames: 1, pixels }, 0, weigh);
      if (weighed) keepIn(weighed, painted.pixels.subarray(...seen), top - first, bottom - first);
    }
}

/** Rows at once, and those seen above and below, without which edges would not be known: multiples of a block's. */
const [BAND, MARGIN] = [64 * BLOCK, 2 * BLOCK];

/** Of the rows from `top` to before `bottom`. */
function keepIn(frame: BrandFrame, out: Picture['pixels'], top: number, bottom: number): void {
  const { width, channels, pixels, weights } = frame;
  for (let y = top, i = top * width; y < bottom; y++)
    for (let x = 0; x < width; x++, i++) {
      const at = i * channels;
      const weight = weights[i]!;
      const edge = weight === 255 ? undefined : edgeAt(frame, x, y);
      const isClear = channels === 4 && pixels[at + 3] === 0;
      // of what is clear nothing is seen, but filters of game engines mix it in
      const share = edge && isClear ? 1 : (edge?.share ?? weight / 255);
      if (share === 0) continue;
      const from = edge && (isClear || edge.share !== undefined) ? edge.core * channels : at;
      for (let c = 0; c < 3; c++)
        out[at + c] = share === 1 ? pixels[from + c]! : share * pixels[from + c]! + (1 - share) * out[at + c]! + 0.5;
    }
}

/** @returns what undoes it; undefined where there is no ground */
function hideIn(frame: BrandFrame, picture: Picture): (() => void) | undefined {
  const { channels, pixels, width } = frame;
  const open = opennessOf(frame);
  const step = Math.ceil(Math.sqrt(open.length / LARGEST));
  const { visible, colour } = bleed(groundOf(frame, open, step, picture), 0);
  if (!visible) return undefined;
  const count = open.reduce((sum, value) => sum + (value < 255 ? 1 : 0), 0);
  const kept = pixels instanceof Uint16Array ? new Uint16Array(3 * count) : new Uint8Array(3 * count);
  const hidden = new Uint8Array(Math.ceil(open.length / 8)); // a bit each: it lasts as long as the painting
  for (let i = 0, n = 0; i < open.length; i++) {
    if (open[i] === 255) continue;
    hidden[i >> 3]! |= 1 << (i & 7);
    const [x, y] = [Math.floor((i % width) / step), Math.floor(i / width / step)];
    const share = open[i]! / 255;
    for (let c = 0; c < 3; c++, n++) {
      const value = pixels[i * channels + c]!;
      kept[n] = value;
      pixels[i * channels + c] = share * value + (1 - share) * colour(x, y, c) + 0.5;
    }
  }
  return showing(pixels, channels, hidden, kept);
}

/** Apart, so that it holds on to nothing else. */
function showing(pixels: Picture['pixels'], channels: number, hidden: Uint8Array, kept: Picture['pixels']): () => void {
  return () => {
    for (let i = 0, n = 0; n < kept.length; i++)
      if (hidden[i >> 3]! & (1 << (i & 7))) for (let c = 0; c < 3; c++, n++) pixels[i * channels + c] = kept[n]!;
  };
}

/** Pixels of the copy in which grounds are continued. */
const LARGEST = 4_000_000;

/** How much of each pixel is ground, 255 for all. What is clear is left to others. */
function opennessOf(frame: BrandFrame): Uint8Array {
  const { width, channels, pixels, weights } = frame;
  return weights.map((weight, i) => {
    if (weight === 255) return 0;
    if (channels === 4 && pixels[i * channels + 3] === 0) return 255;
    const edge = edgeAt(frame, i % width, Math.floor(i / width));
    // a mixture's own colour says nothing of the ground
    return edge?.share === undefined ? 255 - weight : edge.share > MIXED ? 0 : 255;
  });
}

const MIXED = 0.03;

/** The ground alone, with its share as alpha: blocks of `step` × `step` pixels in one. */
function groundOf(
  { width, height, channels, pixels, white }: BrandFrame,
  open: Uint8Array,
  step: number,
  picture: Picture,
) {
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const out = white === 255 ? new Uint8Array(4 * columns * rows) : new Uint16Array(4 * columns * rows);
  for (let row = 0, to = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, to += 4) {
      let [r, g, b, sum, count] = [0, 0, 0, 0, 0];
      for (let y = row * step; y < Math.min(height, (row + 1) * step); y++)
        for (let x = column * step; x < Math.min(width, (column + 1) * step); x++, count++) {
          const at = (y * width + x) * channels;
          const weight = (open[y * width + x]! / 255) * (channels === 4 ? pixels[at + 3]! / white : 1);
          r += weight * pixels[at]!;
          g += weight * pixels[at + 1]!;
          b += weight * pixels[at + 2]!;
          sum += weight;
        }
      if (sum > 0) out.set([r / sum, g / sum, b / sum, (white * sum) / count], to);
    }
  return { ...picture, width: columns, height: rows, frames: 1, channels: 4 as const, pixels: out };
}
