import sharp from 'sharp';
import { countDifference } from '../../shared/difference';
import type { GlimpseParams, GlimpseResult } from '../../shared/protocol';
import { PREVIEW, reduced } from './preview';
import { writeOutput } from './write';

/** Writes small WebPs of a picture and of what was painted from it. @throws Fault when one can't be read or written. */
export async function writeGlimpse({ source, painted, before, after, side }: GlimpseParams): Promise<GlimpseResult> {
  const [one, other] = [await readPixels(source, side), await readPixels(painted, side)];
  await writeOutput(before, await encode(one));
  await writeOutput(after, await encode(other));
  // of another size where somebody scaled it since: compared as it lies over the first
  const laid = isOfSize(one, other) ? other : await resized(other, one);
  const counter = countDifference();
  const pixels = new Uint8ClampedArray(laid.data);
  counter.add(new Uint8ClampedArray(one.data), pixels, pixels);
  return { difference: counter.statistics().mean };
}

/** RGBA of 8 bits. */
interface Pixels {
  data: Buffer;
  width: number;
  height: number;
}

async function readPixels(path: string, side: number): Promise<Pixels> {
  const { result } = await reduced(path, side, (image) =>
    image.ensureAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  );
  const { data, info } = result;
  return { data, width: info.width, height: info.height };
}

function isOfSize(a: Pixels, b: Pixels): boolean {
  return a.width === b.width && a.height === b.height;
}

async function resized(pixels: Pixels, { width, height }: Pixels): Promise<Pixels> {
  return { data: await imageOf(pixels).resize(width, height, { fit: 'fill' }).raw().toBuffer(), width, height };
}

function encode(pixels: Pixels): Promise<Buffer> {
  return imageOf(pixels).webp(PREVIEW).toBuffer();
}

function imageOf({ data, width, height }: Pixels) {
  return sharp(data, { raw: { width, height, channels: 4 } });
}
