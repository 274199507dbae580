import sharp, { type Metadata, type Sharp } from 'sharp';
import type { PreviewParams, PreviewResult } from '../../shared/protocol';
import { isStylePack } from '../../shared/stylePack';
import { fault } from '../fault';
import { readStylePack } from '../stylePack';
import type { Picture } from './picture';
import { inspect, PIXEL_LIMIT, unreadable, uprightSize } from './read';
import { writeOutput } from './write';

/** Writes a small WebP of a picture, or of what a style pack was trained from. @throws Fault when it can't be read or written. */
export async function writePreview({ source, output, side }: PreviewParams): Promise<PreviewResult> {
  if (isStylePack(source)) return writePackPreview({ source, output, side });
  const { result, metadata } = await reduced(source, side, (image) => image.webp(PREVIEW).toBuffer());
  await writeOutput(output, result);
  return uprightSize(metadata);
}

async function writePackPreview({ source, output, side }: PreviewParams): Promise<PreviewResult> {
  const shown = (await readStylePack(source)).thumbnails.get('reference');
  if (!shown) throw fault('unreadable', source, 'it holds no picture of its style', 'Train it again.');
  const image = sharp(shown);
  const { width, height } = await image.metadata();
  await writeOutput(
    output,
    await image.resize(side, side, { fit: 'inside', withoutEnlargement: true }).webp(PREVIEW).toBuffer(),
  );
  return { width, height };
}

export const PREVIEW = { quality: 90, alphaQuality: 100, effort: 4 };

/** The first frame of a picture, 8 bits, at most so many pixels long. @throws Fault when it can't be read. */
export async function readSmall(source: string, side: number): Promise<Picture> {
  const { result } = await reduced(source, side, (image) => image.raw().toBuffer({ resolveWithObject: true }));
  const { data, info } = result;
  if (info.channels !== 3 && info.channels !== 4)
    throw fault('unsupported', source, `it has ${info.channels} channels`, 'Save it as RGB, RGBA, grey or CMYK.');
  const origin = { format: 'png', turned: false, cmyk: false, loop: undefined };
  return {
    width: info.width,
    height: info.height,
    frames: 1,
    channels: info.channels,
    pixels: data,
    origin: { ...origin, profile: undefined, density: undefined, delay: undefined },
  };
}

/** Upright, sRGB, first frame. @throws Fault when it can't be read */
export async function reduced<T>(
  source: string,
  side: number,
  work: (image: Sharp) => Promise<T>,
): Promise<{ result: T; metadata: Metadata }> {
  const metadata = await inspect(source);
  try {
    const image = sharp(source, { failOn: 'error', limitInputPixels: PIXEL_LIMIT }).autoOrient();
    const fitted = image.resize(side, side, { fit: 'inside', withoutEnlargement: true });
    return { result: await work(fitted.toColourspace('srgb')), metadata };
  } catch (error) {
    throw unreadable(source, error);
  }
}
