import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import { Fault, fault } from '../fault';
import type { Planes } from '../network/runtime';
import type { Picture } from './picture';

/** Refused beyond this many pixels over all frames: 20 000 × 20 000. */
export const PIXEL_LIMIT = 400_000_000;

/**
 * Decodes a picture to sRGB, upright (EXIF orientation applied), 16 bits kept, all frames of an animation.
 * @throws Fault when the file is missing, no picture, broken, of another format than its name says, or too large.
 */
export async function readPicture(path: string): Promise<Picture> {
  const metadata = await inspect(path);
  const frames = metadata.pages ?? 1;
  const wide = metadata.depth === 'ushort';
  try {
    let image = sharp(path, { failOn: 'error', limitInputPixels: PIXEL_LIMIT, pages: frames > 1 ? -1 : 1 });
    if (frames === 1) image = image.autoOrient();
    image = image.toColourspace(wide ? 'rgb16' : 'srgb').raw({ depth: wide ? 'ushort' : 'uchar' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    if (info.channels !== 3 && info.channels !== 4)
      throw fault('unsupported', path, `it has ${info.channels} channels`, 'Save it as RGB, RGBA, grey or CMYK.');
    return {
      width: info.width,
      height: info.height / frames,
      frames,
      channels: info.channels,
      pixels: wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data,
      origin: {
        format: metadata.format,
        profile: metadata.icc,
        cmyk: metadata.space === 'cmyk',
        density: metadata.density,
        delay: metadata.delay,
        loop: metadata.loop,
      },
    };
  } catch (error) {
    throw error instanceof Fault ? error : unreadable(path, error);
  }
}

/**
 * A style reference for the style encoder: flattened on white, short side `side` (smaller pictures are not enlarged beyond
 * twice their size), at most three times as long as wide, sides even.
 */
export async function readReference(path: string, side: number): Promise<Planes> {
  await inspect(path);
  try {
    const options = { failOn: 'error', limitInputPixels: PIXEL_LIMIT } as const;
    const upright = await sharp(path, options).metadata();
    const { width, height } = upright.autoOrient;
    const scale = Math.min(2, side / Math.min(width, height));
    const even = (length: number) => Math.max(16, 2 * Math.round((length * scale) / 2));
    const limit = 3 * Math.min(even(width), even(height));
    const { data, info } = await sharp(path, options)
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .resize(even(width), even(height), { fit: 'fill', kernel: 'lanczos3' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return planesOf(data, info.width, info.height, limit);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Checks what can be known without decoding. @throws Fault */
export async function inspect(path: string): Promise<Metadata> {
  const head = await readHead(path);
  if (head.length === 0) throw fault('unreadable', path, 'the file is empty (0 bytes)', 'Export it again.');
  let metadata: Metadata;
  try {
    // the limit is checked below, with a plain word: here it must not stand in the way
    metadata = await sharp(path, { failOn: 'error', limitInputPixels: false, pages: -1 }).metadata();
  } catch (error) {
    throw unreadable(path, error);
  }
  const expected = FORMATS[extname(path).toLowerCase()];
  const found = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format;
  if (!Object.values(FORMATS).includes(found))
    throw fault('unsupported', path, `${found} pictures can't be read`, `Use ${READABLE}.`);
  if (expected && expected !== found)
    throw fault(
      'unreadable',
      path,
      `it is named ${extname(path)} but holds ${found.toUpperCase()} data`,
      `Rename it, or export it again.`,
    );
  const frames = metadata.pages ?? 1;
  const pixels = (metadata.width ?? 0) * (metadata.pageHeight ?? metadata.height ?? 0) * frames;
  if (pixels > PIXEL_LIMIT)
    throw fault(
      'too-large',
      path,
      `it has ${Math.round(pixels / 1e6)} million pixels, the limit is ${PIXEL_LIMIT / 1e6} million`,
      'Scale it down or split it.',
    );
  if (frames > 1 && found !== 'gif' && found !== 'webp')
    throw fault('unsupported', path, `it holds ${frames} pages`, 'Save each page as a file of its own.');
  if (found === 'png' && head.includes('acTL'))
    throw fault(
      'unsupported',
      path,
      'it is an animated PNG',
      'Save it as an animated WebP or GIF, or as single frames.',
    );
  return metadata;
}

const FORMATS: Record<string, string> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.gif': 'gif',
  '.svg': 'svg',
};
const READABLE = 'PNG, JPEG, WebP, AVIF, TIFF, GIF or SVG';

async function readHead(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw fault('missing', path, 'there is no such file', 'Check the path.');
    if (code === 'EISDIR')
      throw fault('unreadable', path, 'it is a folder', 'Name a picture, or a pattern such as folder/**/*.png.');
    throw fault('unreadable', path, `it can't be opened (${code})`, 'Check its permissions.');
  }
}

/** What a decoder's error means to a person. */
export function unreadable(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = String((error as Error).message)
    .replaceAll(path, basename(path))
    .split('\n')[0]!;
  if (/unsupported image format/.test(message))
    return fault('unsupported', path, 'it is no picture in a format that can be read', `Use ${READABLE}.`);
  if (/missing/.test(message)) return fault('missing', path, 'there is no such file', 'Check the path.');
  return fault('unreadable', path, `its data is damaged or cut short (${message})`, 'Export it again.');
}

/** Interleaved RGB bytes → planes in [0, 1]; of a longer picture the middle `limit` pixels. */
function planesOf(data: Buffer, width: number, height: number, limit: number): Planes {
  const [w, h] = [Math.min(width, limit), Math.min(height, limit)];
  const [left, top] = [(width - w) >> 1, (height - h) >> 1];
  const planes = new Float32Array(3 * w * h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0; c < 3; c++) planes[(c * h + y) * w + x] = data[3 * ((top + y) * width + left + x) + c]! / 255;
  return { data: planes, width: w, height: h };
}
