import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import writeFileAtomic from 'write-file-atomic';
import type { OutputFormat } from '../../shared/protocol';
import { fault } from '../fault';
import type { Picture } from './picture';

/** What an encoded picture lost on the way, in words for the user. */
export interface Encoded {
  bytes: Buffer;
  notices: string[];
}

/**
 * Encodes a picture: 16 bits, alpha, profile, density and timing are kept wherever the format can hold them, and what it
 * can't hold is named. @throws Fault when frames would be lost.
 */
export async function encodePicture(
  picture: Picture,
  format: OutputFormat,
  quality: number | undefined,
  file: string,
): Promise<Encoded> {
  const { width, height, frames, channels, origin } = picture;
  const notices: string[] = [];
  if (frames > 1 && format !== 'gif' && format !== 'webp')
    throw fault(
      'unsupported',
      file,
      `${format.toUpperCase()} can't hold its ${frames} frames`,
      'Choose gif or webp as the format.',
    );
  const wide = picture.pixels instanceof Uint16Array;
  let image = sharp(picture.pixels, {
    raw: { width, height: height * frames, channels, ...(frames > 1 ? { pageHeight: height } : {}) },
    limitInputPixels: false,
  });
  if (channels === 4 && format === 'jpeg') {
    image = image.flatten({ background: '#fff' });
    if (!opaque(picture)) notices.push('JPEG has no transparency: laid on white');
  }
  if (wide && !['png', 'tiff', 'avif'].includes(format))
    notices.push(`${format.toUpperCase()} holds 8 bits a channel, the source has 16`);
  const cmyk = origin.cmyk && (format === 'jpeg' || format === 'tiff') && origin.profile;
  if (origin.cmyk && !cmyk) notices.push('converted from CMYK to sRGB');
  if (wide && ['png', 'tiff', 'avif'].includes(format)) image = image.toColourspace('rgb16');
  else if (cmyk) image = image.toColourspace('cmyk');
  if (origin.density) image = image.withMetadata({ density: origin.density });
  image = ENCODERS[format](image, quality, picture);
  const profile = origin.profile && (cmyk || !origin.cmyk) && format !== 'gif' ? origin.profile : undefined;
  return { bytes: await withProfile(image, profile), notices };
}

/** Writes all or nothing, through a temporary file beside it. @throws Fault when the folder can't be written. */
export async function writeOutput(path: string, bytes: Buffer): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw fault('disk-full', path, 'the disk is full', 'Make room and run again.');
    if (code === 'EISDIR') throw fault('unwritable', path, 'a folder has that name', 'Choose another output.');
    throw fault('unwritable', path, `it can't be written (${code})`, 'Check the permissions of the folder.');
  }
}

const ENCODERS: Record<OutputFormat, (image: Sharp, quality: number | undefined, picture: Picture) => Sharp> = {
  png: (image) => image.png({ compressionLevel: 7 }),
  jpeg: (image, quality = 92) =>
    image.jpeg({ quality, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0', mozjpeg: false }),
  webp: (image, quality, picture) =>
    image.webp({
      ...(quality === undefined ? { lossless: true } : { quality, alphaQuality: 100 }),
      exact: true,
      ...timing(picture),
    }),
  avif: (image, quality = 70, picture) =>
    image.avif({ quality, chromaSubsampling: '4:4:4', bitdepth: picture.pixels instanceof Uint16Array ? 12 : 8 }),
  tiff: (image, quality) =>
    image.tiff(
      quality === undefined ? { compression: 'deflate', predictor: 'horizontal' } : { compression: 'jpeg', quality },
    ),
  gif: (image, _, picture) => image.gif({ effort: 7, ...timing(picture) }),
};

function timing({ origin }: Picture): { delay?: number[]; loop?: number } {
  return {
    ...(origin.delay ? { delay: origin.delay } : {}),
    ...(origin.loop === undefined ? {} : { loop: origin.loop }),
  };
}

/** sharp takes a profile by path only. The samples are brought from sRGB into it, and it is embedded byte for byte. */
async function withProfile(image: Sharp, profile: Buffer | undefined): Promise<Buffer> {
  if (!profile) return image.toBuffer();
  const folder = await mkdtemp(join(tmpdir(), 'stylize-icc-'));
  try {
    const path = join(folder, 'profile.icc');
    await writeFile(path, profile);
    return await image.withIccProfile(path).toBuffer();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function opaque({ pixels, channels }: Picture): boolean {
  const white = pixels instanceof Uint16Array ? 65535 : 255;
  for (let i = 3; i < pixels.length; i += channels) if (pixels[i] !== white) return false;
  return true;
}
