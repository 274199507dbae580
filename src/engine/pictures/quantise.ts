import { linearOf, oklabOf, type Rgb } from '../../shared/colour';
import { colourMemo } from '../../shared/colourMemo';
import type { Dither } from '../../shared/palette';
import { type Picture, whiteOf } from './picture';

/**
 * A picture in the colours of a palette alone, each the one that looks most like it (nearest in OKLab); alpha stays. Has 8 bits
 * a channel, as palettes have, and no profile: another colour space would have other numbers.
 */
export function quantise(picture: Picture, palette: readonly Rgb[], dither: Dither): Picture {
  const { width, height, frames, channels } = picture;
  const pixels = bytesOf(picture);
  const area = width * height * channels;
  for (let frame = 0; frame < frames; frame++)
    BY_DITHER[dither]({ width, height, channels, pixels: pixels.subarray(frame * area, (frame + 1) * area) }, palette);
  return { ...picture, pixels, origin: { ...picture.origin, profile: undefined, cmyk: false } };
}

/** A copy in 8 bits. */
function bytesOf(picture: Picture): Uint8Array {
  const scale = 255 / whiteOf(picture);
  const { pixels } = picture;
  // not slice(): a Buffer's shares its memory
  return pixels instanceof Uint16Array ? Uint8Array.from(pixels, (v) => v * scale + 0.5) : new Uint8Array(pixels);
}

interface Frame {
  width: number;
  height: number;
  channels: 3 | 4;
  pixels: Uint8Array;
}

const BY_DITHER: Record<Dither, (frame: Frame, palette: readonly Rgb[]) => void> = {
  none: (frame, palette) => {
    const nearest = nearestIn(palette);
    eachPixel(frame, (at) => put(frame, at, palette[nearest(...rgbAt(frame, at))]!));
  },
  ordered,
  'floyd-steinberg': diffused,
};

/** The index of the colour that looks most like another. */
export function nearestIn(palette: readonly Rgb[]): (r: number, g: number, b: number) => number {
  const labs = palette.map(oklabOf);
  return colourMemo((r, g, b) => {
    const [lightness, a, across] = oklabOf([r, g, b]);
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < labs.length; i++) {
      const lab = labs[i]!;
      const distance = (lab[0] - lightness) ** 2 + (lab[1] - a) ** 2 + (lab[2] - across) ** 2;
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  });
}

/**
 * Mixes the nearest colour with another by the thresholds of Bayer (1973): the same pattern at the same place of every frame, so that
 * animations stand still.
 */
function ordered(frame: Frame, palette: readonly Rgb[]): void {
  const nearest = nearestIn(palette);
  const lights = palette.map((colour) => colour.map(linearOf));
  const mixes = colourMemo((r, g, b) => {
    const first = nearest(r, g, b);
    return first + 256 * partnerOf([r, g, b], first, lights);
  });
  const { width, channels } = frame;
  eachPixel(frame, (at) => {
    const place = at / channels;
    const mix = mixes(...rgbAt(frame, at));
    const threshold = BAYER[((Math.floor(place / width) & 7) << 3) | ((place % width) & 7)]!;
    const isSecond = Math.floor(mix / 65_536) > threshold;
    put(frame, at, palette[isSecond ? Math.floor(mix / 256) % 256 : mix % 256]!);
  });
}

/**
 * The colour that makes the best mixture with the first one, and how many of 64 pixels are of it, in one number. What differs much
 * from the first is dearer: such mixtures look coarse (Yliluoma 2011, https://bisqwit.iki.fi/story/howto/dither/jy/).
 */
function partnerOf(colour: Rgb, first: number, lights: readonly number[][]): number {
  const wanted = colour.map(linearOf);
  const from = lights[first]!;
  let [found, least] = [0, Number.POSITIVE_INFINITY];
  for (let second = 0; second < lights.length; second++) {
    const other = lights[second]!;
    let [along, length] = [0, 0];
    for (let c = 0; c < 3; c++) {
      along += (wanted[c]! - from[c]!) * (other[c]! - from[c]!);
      length += (other[c]! - from[c]!) ** 2;
    }
    const count = length === 0 ? 0 : Math.min(64, Math.max(0, Math.round((64 * along) / length)));
    let cost = 0;
    for (let c = 0; c < 3; c++) {
      const mixed = from[c]! + (count / 64) * (other[c]! - from[c]!);
      const coarse = count === 0 ? 0 : encoded(other[c]!) - encoded(from[c]!);
      cost += LUMA[c]! * ((encoded(mixed) - colour[c]!) ** 2 + 0.003 * coarse ** 2);
    }
    if (cost < least) [found, least] = [second + 256 * count, cost];
  }
  return found;
}

/** How much each channel counts (Rec. 601). */
const LUMA = [0.299, 0.587, 0.114];

/** Thresholds 0…63 of 8 × 8 pixels. */
const BAYER = Uint8Array.from({ length: 64 }, (_, i) => {
  const [x, y] = [i & 7, i >> 3];
  let value = 0;
  for (let bit = 0; bit < 3; bit++)
    value |= ((((x ^ y) >> bit) & 1) << (5 - 2 * bit)) | (((y >> bit) & 1) << (4 - 2 * bit));
  return value;
});

/**
 * Hands what each pixel lacks on to its neighbours (Floyd and Steinberg 1976), to and fro from row to row, as light adds up. What
 * is transparent neither gets nor gives.
 */
function diffused(frame: Frame, palette: readonly Rgb[]): void {
  const { width, height, channels, pixels } = frame;
  const nearest = nearestIn(palette);
  const lights = palette.map((colour) => colour.map(linearOf));
  let [here, below] = [new Float64Array(3 * (width + 2)), new Float64Array(3 * (width + 2))];
  const wanted = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    const step = y % 2 === 0 ? 1 : -1;
    for (let i = 0, x = step === 1 ? 0 : width - 1; i < width; i++, x += step) {
      const at = (y * width + x) * channels;
      const isHidden = channels === 4 && pixels[at + 3] === 0;
      for (let c = 0; c < 3; c++) {
        const lacked = isHidden ? 0 : here[3 * (x + 1) + c]!;
        // bounded: what a palette lacks altogether would pile up
        wanted[c] = Math.min(2, Math.max(-1, linearOf(pixels[at + c]!) + lacked));
      }
      const index = nearest(encoded(wanted[0]!), encoded(wanted[1]!), encoded(wanted[2]!));
      put(frame, at, palette[index]!);
      if (isHidden) continue;
      for (let c = 0; c < 3; c++) {
        const error = (wanted[c]! - lights[index]![c]!) / 16;
        here[3 * (x + 1 + step) + c]! += 7 * error;
        below[3 * (x + 1 - step) + c]! += 3 * error;
        below[3 * (x + 1) + c]! += 5 * error;
        below[3 * (x + 1 + step) + c]! += error;
      }
    }
    [here, below] = [below, here.fill(0)];
  }
}

/** 8 bits of a light; below 0 and above 1 it is black and white. */
function encoded(light: number): number {
  return ENCODED[Math.min(4095, Math.max(0, Math.round(light * 4095)))]!;
}

const ENCODED = Uint8Array.from({ length: 4096 }, (_, i) => {
  const light = i / 4095;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055) + 0.5;
});

function eachPixel({ pixels, channels }: Frame, work: (at: number) => void): void {
  for (let at = 0; at < pixels.length; at += channels) work(at);
}

function rgbAt({ pixels }: Frame, at: number): [number, number, number] {
  return [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
}

function put({ pixels }: Frame, at: number, [r, g, b]: Rgb): void {
  pixels[at] = r;
  pixels[at + 1] = g;
  pixels[at + 2] = b;
}
