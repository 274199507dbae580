import type { BrandWeight } from '../../shared/brandColours';
import { type Picture, whiteOf } from './picture';

/** A frame's samples, and how much each pixel is in a brand's colour: 255 wholly, 0 not at all. */
export interface BrandFrame {
  width: number;
  height: number;
  channels: 3 | 4;
  pixels: Picture['pixels'];
  white: number;
  weights: Uint8Array;
  /** 1 for blocks of BLOCK × BLOCK pixels that have one wholly in a brand's colour, or lie beside one that has. */
  near: Uint8Array;
}

/** Rows and columns of pixels; what is told of a pixel depends on no more than two of these around its own. */
export const BLOCK = 8;

/** Weighs a frame; undefined where no pixel is in a brand's colour. Takes a byte a pixel. */
export function weighFrame(picture: Picture, frame: number, weigh: BrandWeight): BrandFrame | undefined {
  const { width, height, channels } = picture;
  const length = width * height * channels;
  const pixels = picture.pixels.subarray(frame * length, (frame + 1) * length);
  const white = whiteOf(picture);
  const byte = (value: number) => Math.round((value * 255) / white);
  const weights = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < weights.length; i++, at += channels)
    if (channels === 3 || pixels[at + 3] !== 0)
      weights[i] = weigh(byte(pixels[at]!), byte(pixels[at + 1]!), byte(pixels[at + 2]!));
  if (weights.every((weight) => weight === 0)) return undefined;
  return { width, height, channels, pixels, white, weights, near: blocksNear(weights, width, height) };
}

function blocksNear(weights: Uint8Array, width: number, height: number): Uint8Array {
  const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  const near = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (weights[y * width + x] !== 255) continue;
      const [column, row] = [Math.floor(x / BLOCK), Math.floor(y / BLOCK)];
      for (let v = Math.max(0, row - 1); v <= Math.min(rows - 1, row + 1); v++)
        near.fill(1, v * columns + Math.max(0, column - 1), v * columns + Math.min(columns, column + 2));
      x = (column + 1) * BLOCK - 1; // the rest of the block's row says nothing new
    }
  return near;
}

/** A pixel at the edge of a logo. */
export interface Edge {
  /** A pixel near by that is wholly in the brand's colour. */
  core: number;
  /** How much of its colour is the logo's, 0…1; undefined where it is no mixture of the logo and a ground. */
  share: number | undefined;
}

/** What a pixel that is not wholly in a brand's colour has of one beside it; undefined far from any. */
export function edgeAt(frame: BrandFrame, x: number, y: number): Edge | undefined {
  if (frame.near[Math.floor(y / BLOCK) * Math.ceil(frame.width / BLOCK) + Math.floor(x / BLOCK)] === 0)
    return undefined;
  const core = nearestCore(frame, x, y);
  return core === undefined ? undefined : { core, share: shareOf(frame, x, y, core) };
}

/** Pixels over which edges are looked at: what antialiasing and JPEG blur. */
const REACH = 3;

/** The nearest pixel that is wholly in a brand's colour, rather one among others: at the rim it may be a mixture itself. */
function nearestCore({ width, height, weights }: BrandFrame, x: number, y: number): number | undefined {
  const isCore = (u: number, v: number) =>
    u < 0 || v < 0 || u >= width || v >= height || weights[v * width + u] === 255;
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (let v = Math.max(0, y - REACH); v <= Math.min(height - 1, y + REACH); v++)
    for (let u = Math.max(0, x - REACH); u <= Math.min(width - 1, x + REACH); u++) {
      if (weights[v * width + u] !== 255) continue;
      const isInside = isCore(u - 1, v) && isCore(u + 1, v) && isCore(u, v - 1) && isCore(u, v + 1);
      const distance = (u - x) ** 2 + (v - y) ** 2 + (isInside ? 0 : 2 * REACH * REACH);
      if (distance < least) [best, least] = [v * width + u, distance];
    }
  return best < 0 ? undefined : best;
}

/**
 * The logo's share of a mixture, by the ground near by that explains its colour best (as the sampling of Wang and Cohen 2007 does for
 * mattes). Undefined where none does, as in soft shades, or where the logo meets a third colour.
 */
function shareOf(
  { width, height, channels, pixels, white, weights }: BrandFrame,
  x: number,
  y: number,
  core: number,
): number | undefined {
  const at = (y * width + x) * channels;
  const logo = core * channels;
  let found: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let v = Math.max(0, y - REACH); v <= Math.min(height - 1, y + REACH); v++)
    for (let u = Math.max(0, x - REACH); u <= Math.min(width - 1, x + REACH); u++) {
      const place = v * width + u;
      const ground = place * channels;
      if (weights[place] !== 0 || (channels === 4 && pixels[ground + 3] === 0)) continue;
      let [along, length, own] = [0, 0, 0];
      for (let c = 0; c < 3; c++) {
        const of = pixels[at + c]! - pixels[ground + c]!;
        const to = pixels[logo + c]! - pixels[ground + c]!;
        along += of * to;
        length += to * to;
        own += of * of;
      }
      const share = along / length;
      if (share < 0 || share > 1) continue;
      const rest = own - share * along; // squared: how far the pixel is from any mixture of the two
      if (rest > 0.0225 * length + (0.04 * white) ** 2) continue;
      // of equally good ones the one that differs most from the logo: it is no mixture itself
      const cost = rest / length + 0.01 * (white ** 2 / length);
      if (cost < least) [found, least] = [share, cost];
    }
  return found;
}
