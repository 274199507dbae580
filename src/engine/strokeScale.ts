import sharp from 'sharp';
import { fault } from './fault';
import { GRID } from './network/definition';
import type { Network } from './network/runtime';
import { fadeOf, gatherTones, keepColour, lumaOf, type PaintOptions, paint, type Tones } from './paint';
import { bleedUnder } from './pictures/alpha';
import { type Picture, whiteOf } from './pictures/picture';
import { PIXEL_LIMIT } from './pictures/read';
import { extendRepeated, type Repeat, repeatOf } from './pictures/repeat';
import { originOf, roll } from './pictures/roll';

export type ScaledPaintOptions = PaintOptions & {
  /** 0.5 to 2; 1 if left out. */
  strokeScale?: number | undefined;
};

/**
 * Paints with strokes of another size. The network's strokes have a size in pixels, hence it paints the picture at another one,
 * which is then brought back. What a smaller picture can't hold of the original, its finest lights and shades, is laid over.
 * A texture that repeats is painted with sides of whole cells of the network, from the same pixel on wherever it was cut.
 */
export async function paintAtScale(
  network: Network,
  picture: Picture,
  code: Float32Array,
  options: ScaledPaintOptions,
): Promise<Picture> {
  if (options.strength === 0) return picture;
  const repeat = repeatOf(options.seamless);
  if (!repeat.x && !repeat.y) return paintScaled(network, picture, code, options);
  const { x, y } = originOf(picture, repeat);
  const painted = await paintScaled(network, roll(picture, { x, y }), code, options);
  return roll(painted, { x: -x, y: -y });
}

async function paintScaled(
  network: Network,
  picture: Picture,
  code: Float32Array,
  { strokeScale = 1, ...options }: ScaledPaintOptions,
): Promise<Picture> {
  const repeat = repeatOf(options.seamless);
  const scaled = await scaledFor(picture, strokeScale, repeat);
  if (scaled === picture) return paint(network, picture, code, options);
  const painted = await paint(network, scaled, code, { ...options, plain: true });
  const { width, height } = picture;
  const result = await resizeColours(painted, width, height, repeat);
  const isSmaller = scaled.width < width || scaled.height < height;
  const fine = isSmaller ? await resizeColours(scaled, width, height, repeat) : undefined;
  return restore(picture, result, fine, options);
}

/** The picture as it is painted. */
async function scaledFor(picture: Picture, strokeScale: number, repeat: Repeat): Promise<Picture> {
  const sideOf = (length: number, repeats: boolean): number => {
    const side = Math.max(1, Math.round(length / strokeScale));
    return repeats ? GRID * Math.ceil(side / GRID) : side;
  };
  const [width, height] = [sideOf(picture.width, repeat.x), sideOf(picture.height, repeat.y)];
  if (width === picture.width && height === picture.height) return picture;
  return { ...picture, width, height, pixels: await resizeSamples(picture, picture.channels, width, height, repeat) };
}

/** Adds a picture to the tones that it shares with others painted at this scale. */
export async function gatherTonesAtScale(
  network: Network,
  picture: Picture,
  tones: Tones,
  { strokeScale = 1, ...options }: ScaledPaintOptions,
): Promise<void> {
  const repeat = repeatOf(options.seamless);
  await gatherTones(network, await scaledFor(picture, strokeScale, repeat), tones, options);
}

/** @throws Fault when the picture would have to be painted larger than any may be */
export function checkScale({ width, height, frames }: Picture, strokeScale: number | undefined, file: string): void {
  const pixels = (width * height * frames) / (strokeScale ?? 1) ** 2;
  if (pixels <= PIXEL_LIMIT) return;
  const cause = `with strokes of ${strokeScale} it is painted at ${Math.round(pixels / 1e6)} million pixels, the limit is ${PIXEL_LIMIT / 1e6} million`;
  throw fault('too-large', file, cause, 'Choose larger strokes, scale it down or split it.');
}

/** Frame by frame, with alpha. */
export async function resizePicture(picture: Picture, factor: number, repeat: Repeat): Promise<Picture> {
  const width = Math.max(1, Math.round(picture.width * factor));
  const height = Math.max(1, Math.round(picture.height * factor));
  return { ...picture, width, height, pixels: await resizeSamples(picture, picture.channels, width, height, repeat) };
}

/** Without alpha: painted colours reach beyond what is visible, and so meet no black at its edges. */
function resizeColours(picture: Picture, width: number, height: number, repeat: Repeat): Promise<Picture['pixels']> {
  const { channels, pixels } = picture;
  if (channels === 3) return resizeSamples(picture, 3, width, height, repeat);
  const count = pixels.length / 4;
  const colours = pixels instanceof Uint16Array ? new Uint16Array(3 * count) : new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) colours[3 * i + c] = pixels[4 * i + c]!;
  return resizeSamples({ ...picture, pixels: colours }, 3, width, height, repeat);
}

async function resizeSamples(
  { width: from, height: rows, frames, pixels }: Picture,
  channels: 3 | 4,
  width: number,
  height: number,
  repeat: Repeat,
): Promise<Picture['pixels']> {
  const wide = pixels instanceof Uint16Array;
  const length = width * height * channels;
  const out = wide ? new Uint16Array(frames * length) : new Uint8Array(frames * length);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * from * rows * channels;
    const frameSamples = pixels.subarray(start, start + from * rows * channels);
    const sides = { width: from, height: rows, channels };
    const { samples, to, ...extended } = extendRepeated(frameSamples, sides, { width, height }, repeat);
    const data = await sharp(samples, { raw: { ...extended, channels }, limitInputPixels: false })
      .resize(to.width, to.height, { fit: 'fill', kernel: width < from ? 'lanczos3' : 'cubic' })
      .extract({ left: to.left, top: to.top, width, height })
      .toColourspace(wide ? 'rgb16' : 'srgb')
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer();
    out.set(wide ? new Uint16Array(data.buffer, data.byteOffset, length) : data, frame * length);
  }
  return out;
}

/** What was painted, in the size of the picture, with its alpha, its finest detail and what else it is to keep. */
function restore(
  picture: Picture,
  painted: Picture['pixels'],
  coarse: Picture['pixels'] | undefined,
  { strength, preserveColor }: PaintOptions,
): Picture {
  const { channels, pixels } = picture;
  const white = whiteOf(picture);
  const share = fadeOf(strength);
  const out = pixels instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels);
  const rgb = [0, 0, 0];
  for (let at = 0, from = 0; at < pixels.length; at += channels, from += 3) {
    if (channels === 4 && pixels[at + 3] === 0) continue;
    const original = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!] as const;
    const detail = coarse
      ? DETAIL * (lumaOf(...original) - lumaOf(coarse[from]!, coarse[from + 1]!, coarse[from + 2]!))
      : 0;
    for (let c = 0; c < 3; c++) rgb[c] = Math.min(white, Math.max(0, painted[from + c]! + detail));
    if (preserveColor) keepColour(rgb, [...original], white);
    for (let c = 0; c < 3; c++) out[at + c] = share * rgb[c]! + (1 - share) * original[c]! + 0.5;
  }
  const result = { ...picture, pixels: out };
  bleedUnder(result);
  return result;
}

/** Share of the original's finest lights and shades in larger strokes: without them they look blurred, with all of them thin. */
const DETAIL = 0.5;
