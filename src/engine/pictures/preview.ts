import sharp from 'sharp';
import type { PreviewParams, PreviewResult } from '../../shared/protocol';
import { inspect, PIXEL_LIMIT, unreadable, uprightSize } from './read';
import { writeOutput } from './write';

/** Writes a small WebP of a picture. @throws Fault when it can't be read or written. */
export async function writePreview({ source, output, side }: PreviewParams): Promise<PreviewResult> {
  const metadata = await inspect(source);
  let bytes: Buffer;
  try {
    const image = sharp(source, { failOn: 'error', limitInputPixels: PIXEL_LIMIT }).autoOrient();
    const fitted = image.resize(side, side, { fit: 'inside', withoutEnlargement: true });
    bytes = await fitted.toColourspace('srgb').webp({ quality: 90, alphaQuality: 100, effort: 4 }).toBuffer();
  } catch (error) {
    throw unreadable(source, error);
  }
  await writeOutput(output, bytes);
  return uprightSize(metadata);
}
