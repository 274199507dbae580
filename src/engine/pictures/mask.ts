import sharp, { type Metadata } from 'sharp';
import { fault } from '../fault';
import type { Picture } from './picture';
import { inspect, PIXEL_LIMIT, unreadable, uprightSize } from './read';

/** How much of the source stays: [height · width], 0 (painted) to 255 (as it is). */
export type Mask = Uint8Array;

/** @throws Fault for a mask that can't be read, or that a picture of this size can't have */
export async function checkMask(path: string, { width, height }: Pick<Picture, 'width' | 'height'>): Promise<Metadata> {
  const metadata = await inspect(path);
  const own = uprightSize(metadata);
  if ((metadata.pages ?? 1) > 1)
    throw fault('unsupported', path, 'it is an animation, which can be no mask', 'Save its first frame as a PNG.');
  if (!isOfShape(own, { width, height }))
    throw fault(
      'unsupported',
      path,
      `this mask has ${own.width} × ${own.height} pixels, which is another shape than that of its picture`,
      'Make it as wide and as high as the picture, or the same shape.',
    );
  return metadata;
}

/**
 * Reads a mask for a picture and brings it to that picture's size: of one with transparency alpha counts, of any other its
 * lightness. @throws Fault when it can't be read, or has another shape
 */
export async function readMask(path: string, { width, height }: Pick<Picture, 'width' | 'height'>): Promise<Mask> {
  const metadata = await checkMask(path, { width, height });
  const read = async (channel: 'alpha' | 'lightness') => {
    const image = sharp(path, { failOn: 'error', limitInputPixels: PIXEL_LIMIT }).autoOrient();
    return (channel === 'alpha' ? image.extractChannel('alpha') : image)
      .toColourspace('b-w')
      .resize(width, height, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer();
  };
  try {
    const alpha = metadata.hasAlpha ? await read('alpha') : undefined;
    return alpha?.some((share) => share < 255) ? alpha : await read('lightness');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Lays the source over what was painted from it, in place, where a mask says so; over all frames alike. */
export function keepMasked({ width, height, channels, pixels }: Picture, source: Picture, mask: Mask): void {
  const area = width * height;
  for (let i = 0, at = 0; at < pixels.length; i++, at += channels) {
    const share = mask[i % area]!;
    if (share === 0) continue;
    for (let c = 0; c < 3; c++)
      pixels[at + c] = (share * source.pixels[at + c]! + (255 - share) * pixels[at + c]!) / 255 + 0.5;
  }
}

/** Whether one is the other made larger or smaller, within the pixel that rounding takes. */
function isOfShape(mask: { width: number; height: number }, picture: { width: number; height: number }): boolean {
  const [across, down] = [picture.width / mask.width, picture.height / mask.height];
  const [wider, higher] = [
    Math.abs(mask.width * down - picture.width),
    Math.abs(mask.height * across - picture.height),
  ];
  return Math.min(wider, higher) <= Math.max(1, across, down);
}
