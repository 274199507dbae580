import { ciede2000, cielabOf, parseHex, type Rgb } from '../../shared/colour';
import { colourMemo } from '../../shared/colourMemo';
import type { BrandColour } from '../../shared/treatment';
import { type Picture, whiteOf } from './picture';

/** How far a colour may be from a brand's to count as it, in ΔE2000, where nothing is said. */
export const BRAND_TOLERANCE = 8;

/**
 * Gives pixels in a brand's colour their source colour back, in place. Up to twice the tolerance they fade over into what was
 * painted; at the edge of a logo, where its colour and the ground's mix, the logo's share stays and the ground's is painted, so
 * that no rim of either is left. Takes a byte a pixel and some rows.
 */
export function keepBrandColours(painted: Picture, source: Picture, brands: readonly BrandColour[]): void {
  const weigh = brandWeight(brands);
  const { width, height, channels, frames } = painted;
  const length = width * height * channels;
  for (let frame = 0; frame < frames; frame++) {
    const part = (picture: Picture) => picture.pixels.subarray(frame * length, (frame + 1) * length);
    keepInFrame({ width, height, channels, out: part(painted), from: part(source), white: whiteOf(source) }, weigh);
  }
}

/**
 * How much a colour is one of a brand's: 255 within the tolerance, 0 from twice of it on.
 * @throws RangeError for what is no colour
 */
export function brandWeight(brands: readonly BrandColour[]): (r: number, g: number, b: number) => number {
  const known = brands.map((brand) => {
    const { color, tolerance = BRAND_TOLERANCE } = typeof brand === 'string' ? { color: brand } : brand;
    const colour: Rgb | undefined = parseHex(color);
    if (!colour) throw new RangeError(`${color} is no colour`);
    return { lab: cielabOf(colour), tolerance };
  });
  return colourMemo((r, g, b) => {
    const lab = cielabOf([r, g, b]);
    return Math.max(
      ...known.map((brand) => {
        const distance = ciede2000(brand.lab, lab);
        if (distance <= brand.tolerance) return 255;
        const left = 2 - distance / brand.tolerance;
        return left > 0 ? Math.round(254 * left * left * (3 - 2 * left)) : 0;
      }),
    );
  });
}

interface Frame {
  width: number;
  height: number;
  channels: 3 | 4;
  /** What was painted, and is changed. */
  out: Picture['pixels'];
  /** The source. */
  from: Picture['pixels'];
  white: number;
}

/** Pixels over which edges are looked at: what antialiasing and JPEG blur. */
const REACH = 3;

function keepInFrame(frame: Frame, weigh: (r: number, g: number, b: number) => number): void {
  const { width, height, channels, out } = frame;
  const weights = weightsOf(frame, weigh);
  if (!weights) return;
  const row = width * channels;
  // rows above have changed by the time that their neighbours below need what was painted there
  const kept = Array.from({ length: REACH + 1 }, () => out.slice(0, row).fill(0));
  for (let y = 0; y < height; y++) {
    kept[y % kept.length]!.set(out.subarray(y * row, (y + 1) * row));
    const paintedAt = (x: number, v: number, c: number) =>
      v > y ? out[v * row + x * channels + c]! : kept[v % kept.length]![x * channels + c]!;
    for (let x = 0; x < width; x++) keepPixel(frame, weights, x, y, paintedAt);
  }
}

/** Of each pixel; undefined where none is in a brand's colour. */
function weightsOf(
  { width, height, channels, from, white }: Frame,
  weigh: (r: number, g: number, b: number) => number,
) {
  const scale = 255 / white;
  const weights = new Uint8Array(width * height);
  let any = false;
  for (let i = 0, at = 0; i < weights.length; i++, at += channels) {
    if (channels === 4 && from[at + 3] === 0) continue;
    const weight = weigh(
      (from[at]! * scale + 0.5) | 0,
      (from[at + 1]! * scale + 0.5) | 0,
      (from[at + 2]! * scale + 0.5) | 0,
    );
    weights[i] = weight;
    any ||= weight > 0;
  }
  return any ? weights : undefined;
}

function keepPixel(
  frame: Frame,
  weights: Uint8Array,
  x: number,
  y: number,
  paintedAt: (x: number, y: number, c: number) => number,
): void {
  const { width, channels, out, from } = frame;
  const i = y * width + x;
  const at = i * channels;
  const weight = weights[i]!;
  if (weight === 255) {
    for (let c = 0; c < 3; c++) out[at + c] = from[at + c]!;
    return;
  }
  const core = nearestCore(frame, weights, x, y);
  if (core !== undefined && channels === 4 && from[at + 3] === 0) {
    // nothing to be seen, but filters of game engines mix it in
    for (let c = 0; c < 3; c++) out[at + c] = from[core * channels + c]!;
    return;
  }
  const ground = core === undefined ? undefined : groundOf(frame, weights, x, y, core);
  if (ground !== undefined) {
    const { share, place } = ground;
    const near = Math.min(1, 4 * share); // where next to nothing of the logo is left, what was painted right here will do
    for (let c = 0; c < 3; c++) {
      const back = near * paintedAt(place % width, Math.floor(place / width), c) + (1 - near) * paintedAt(x, y, c);
      out[at + c] = share * from[core! * channels + c]! + (1 - share) * back + 0.5;
    }
  } else if (weight > 0)
    for (let c = 0; c < 3; c++) out[at + c] = (weight * from[at + c]! + (255 - weight) * out[at + c]!) / 255 + 0.5;
}

/** The nearest pixel that is wholly in a brand's colour, rather one among others: at the rim it may be a mixture itself. */
function nearestCore({ width, height }: Frame, weights: Uint8Array, x: number, y: number): number | undefined {
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
 * The ground of which a pixel is a mixture with the logo beside it: the one near by that explains its colour best (as the sampling
 * of Wang and Cohen 2007 does for mattes). Undefined where none does, as in soft shades, or where the logo meets a third colour.
 */
function groundOf(
  { width, height, channels, from, white }: Frame,
  weights: Uint8Array,
  x: number,
  y: number,
  core: number,
): { place: number; share: number } | undefined {
  const at = (y * width + x) * channels;
  const logo = core * channels;
  let found: { place: number; share: number } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let v = Math.max(0, y - REACH); v <= Math.min(height - 1, y + REACH); v++)
    for (let u = Math.max(0, x - REACH); u <= Math.min(width - 1, x + REACH); u++) {
      const place = v * width + u;
      const ground = place * channels;
      if (weights[place] !== 0 || (channels === 4 && from[ground + 3] === 0)) continue;
      let [along, length, own] = [0, 0, 0];
      for (let c = 0; c < 3; c++) {
        const [of, to] = [from[at + c]! - from[ground + c]!, from[logo + c]! - from[ground + c]!];
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
      if (cost < least) [found, least] = [{ place, share }, cost];
    }
  return found;
}
