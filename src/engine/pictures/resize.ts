import sharp from 'sharp';
import type { OutputSize } from '../../shared/protocol';
import { bleedUnder } from './alpha';
import { focusOffset } from './focus';
import type { Picture } from './picture';
import { extendRepeated, type Repeat } from './repeat';

/**
 * A picture in another size, frame by frame: Lanczos with three lobes, colours weighted by alpha, so that none come out of
 * transparent parts, and those stay under them. Depth and origin stay. Nothing is enlarged but by a scale above 1.
 * @param source in which the focus of what covers its box is looked for; the picture itself, if left out
 */
export async function resizePicture(
  picture: Picture,
  size: OutputSize | undefined,
  repeat: Repeat = { x: false, y: false },
  source: Picture = picture,
): Promise<Picture> {
  const { content, canvas } = fitted(picture, size);
  if (isSame(content, picture) && isSame(canvas, picture)) return picture;
  const isLarger = canvas.width > content.width || canvas.height > content.height;
  const crop = isLarger ? undefined : await focusOffset(source, content, canvas, size?.focus);
  const frames: Buffer[] = [];
  let channels = picture.channels;
  const length = picture.pixels.length / picture.frames;
  for (let frame = 0; frame < picture.frames; frame++) {
    const pixels = picture.pixels.subarray(frame * length, (frame + 1) * length);
    const { data, info } = await resizeFrame({ ...picture, pixels }, content, canvas, crop, repeat);
    frames.push(data);
    channels = info.channels as Picture['channels'];
  }
  const bytes = Buffer.concat(frames);
  const pixels =
    picture.pixels instanceof Uint16Array ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  const result = { ...picture, ...canvas, channels, pixels };
  bleedUnder(result);
  return result;
}

/** The size that a picture gets, in pixels. */
export function sizeOf(picture: Size, size: OutputSize | undefined): Size {
  return fitted(picture, size).canvas;
}

interface Size {
  width: number;
  height: number;
}

/** `content`: the whole picture, resized; `canvas`: what is kept of it, or what is laid around it, from its middle. */
function fitted(picture: Size, size: OutputSize = {}): { content: Size; canvas: Size } {
  const { width = Number.POSITIVE_INFINITY, height = Number.POSITIVE_INFINITY, scale, fit = 'inside' } = size;
  const [across, down] = [width / picture.width, height / picture.height];
  if (fit === 'cover') {
    // a box that is larger than the picture keeps its proportions
    const shrink = Math.min(1, 1 / across, 1 / down);
    const canvas = { width: rounded(width * shrink), height: rounded(height * shrink) };
    const factor = Math.max(canvas.width / picture.width, canvas.height / picture.height);
    const content = times(picture, factor);
    return {
      content: { width: Math.max(content.width, canvas.width), height: Math.max(content.height, canvas.height) },
      canvas,
    };
  }
  const content = times(picture, scale ?? Math.min(1, across, down));
  return { content, canvas: fit === 'contain' ? { width, height } : content };
}

function times({ width, height }: Size, factor: number): Size {
  return { width: rounded(width * factor), height: rounded(height * factor) };
}

function rounded(length: number): number {
  return Math.max(1, Math.round(length));
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** @param crop where the canvas begins in the content; undefined where it is laid around it */
function resizeFrame(
  picture: Picture,
  content: Size,
  canvas: Size,
  crop: { left: number; top: number } | undefined,
  repeat: Repeat,
) {
  const { pixels, channels } = picture;
  const wide = pixels instanceof Uint16Array;
  const space = wide ? 'rgb16' : 'srgb';
  const { samples, to, ...extended } = extendRepeated(pixels, picture, content, repeat);
  let image = sharp(samples, { raw: { ...extended, channels }, limitInputPixels: false }).toColourspace(space);
  image = image.resize({ width: to.width, height: to.height, fit: 'fill', kernel: 'lanczos3' });
  const kept = crop ? { ...crop, ...canvas } : { left: 0, top: 0, ...content };
  image = image.extract({ ...kept, left: to.left + kept.left, top: to.top + kept.top });
  if (!crop) {
    const left = Math.floor((canvas.width - content.width) / 2);
    const top = Math.floor((canvas.height - content.height) / 2);
    const [right, bottom] = [canvas.width - content.width - left, canvas.height - content.height - top];
    image = image.extend({ left, top, right, bottom, background: { r: 0, g: 0, b: 0, alpha: 0 } });
  }
  return image.raw({ depth: wide ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
}
