import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, extname } from 'node:path';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { isWholeGif } from '../../shared/gif';
import { Fault, fault } from '../fault';
import type { Planes } from '../network/backend';
import type { Picture } from './picture';
import { type PngAnimation, pngAnimation } from './png';
import { readAnimatedPng } from './readApng';
import { rightsOf } from './rights';

/** Refused beyond this many pixels over all frames: 20 000 × 20 000. */
export const PIXEL_LIMIT = 400_000_000;

/**
 * Decodes a picture to sRGB, upright (EXIF orientation applied), 16 bits kept, all frames of an animation.
 * @param known what `inspect` said of it, where that was asked before
 * @throws Fault when the file is missing, no picture, broken, of another format than its name says, or too large.
 */
export async function readPicture(path: string, known?: Metadata): Promise<Picture> {
  const metadata = known ?? (await inspect(path));
  const frames = metadata.pages ?? 1;
  const wide = metadata.depth === 'ushort';
  if (frames > 1 && formatOf(metadata) === 'png')
    return decoding(path, metadata, async () => {
      const { delay, loop, ...decoded } = await readAnimatedPng(await readFile(path));
      return { ...decoded, origin: { ...originOf(metadata), delay, loop } };
    });
  return decoding(path, metadata, async (options) => {
    let image = sharp(path, { ...options, pages: frames > 1 ? -1 : 1 });
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
      origin: originOf(metadata),
    };
  });
}

function originOf(metadata: Metadata): Picture['origin'] {
  return {
    format: formatOf(metadata),
    turned: (metadata.orientation ?? 1) !== 1,
    profile: metadata.icc,
    cmyk: metadata.space === 'cmyk',
    xmp: metadata.xmpAsString,
    rights: rightsOf(metadata),
    density: metadata.density,
    delay: metadata.delay,
    loop: metadata.loop,
  };
}

/**
 * A style reference for the style encoder: flattened on white, short side `side` (smaller pictures are not enlarged beyond
 * twice their size), at most three times as long as wide, sides even.
 */
export async function readReference(path: string, side: number): Promise<Planes> {
  const metadata = await inspect(path);
  return decoding(path, metadata, async (options) => {
    const { width, height } = uprightSize(metadata);
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
  });
}

/** Checks what can be known without decoding. @throws Fault */
export async function inspect(path: string): Promise<Metadata> {
  const head = await readHead(path);
  if (head.length === 0) throw fault('unreadable', path, 'the file is empty (0 bytes)', 'Export it again.');
  const expected = FORMATS[extname(path).toLowerCase()];
  const open = (options: SharpOptions) => sharp(path, { failOn: 'error', limitInputPixels: false, ...options });
  let metadata: Metadata;
  try {
    // the limit is checked below, with a plain word: here it must not stand in the way
    metadata = await open({ pages: -1 }).metadata();
  } catch (error) {
    const problem = unreadable(path, error);
    // a TIFF keeps its directory at its end: cut short, it is taken for no picture at all
    if (
      problem.problem.kind === 'unsupported' &&
      expected === 'tiff' &&
      /^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1'))
    )
      throw unreadable(path, new Error(''));
    throw problem;
  }
  const found = formatOf(metadata);
  if (!Object.values(FORMATS).includes(found))
    throw fault('unsupported', path, `${found} pictures can't be read`, `Use ${READABLE}.`);
  if (expected && expected !== found)
    throw fault(
      'unreadable',
      path,
      `it is named ${extname(path)} but holds ${found.toUpperCase()} data`,
      `Rename it, or export it again.`,
    );
  const animation = found === 'png' && (await pngAnimation(path));
  if (animation) metadata = withFrames(metadata, animation);
  checkSize(path, metadata);
  const frames = metadata.pages ?? 1;
  if (found === 'svg' && Math.max(metadata.width, metadata.height) > SVG_SIDE_LIMIT)
    throw fault('too-large', path, `a side is longer than ${SVG_SIDE_LIMIT} pixels`, 'Scale it down.');
  if (found === 'svg' && (metadata.width === 1 || metadata.height === 1)) {
    // librsvg answers 1 for a side that overflows; a true side of 1 doubles with the density
    const { width, height } = await open({ density: 144 }).metadata();
    if (width === 1 || height === 1)
      throw fault('too-large', path, 'its width or height has no usable value', 'Give it a size in pixels.');
  }
  if (found === 'gif' && !isWholeGif(await readFile(path))) throw unreadable(path, new Error('its end is missing'));
  if (frames > 1 && found !== 'gif' && found !== 'webp' && found !== 'png')
    throw fault('unsupported', path, `it holds ${frames} pages`, 'Save each page as a file of its own.');
  return metadata;
}

/** Of an animated PNG, in which sharp sees a still one. Frames are not turned. */
function withFrames(metadata: Metadata, { delay, loop }: PngAnimation): Metadata {
  const { width, height, orientation: _orientation, ...rest } = metadata;
  return {
    ...rest,
    width,
    height,
    pageHeight: height,
    pages: delay.length,
    delay,
    loop,
    autoOrient: { width, height },
  };
}

/** Refuses what would not fit: a machine that starts to swap, or an engine that is killed, helps nobody. */
function checkSize(path: string, metadata: Metadata): void {
  const pixels = pixelsOf(metadata);
  const refuse = (cause: string): Fault => fault('too-large', path, cause, 'Scale it down or split it.');
  if (pixels > PIXEL_LIMIT)
    throw refuse(`it has ${Math.round(pixels / 1e6)} million pixels, the limit is ${PIXEL_LIMIT / 1e6} million`);
  const bytes = paintingBytes(metadata);
  if (bytes > totalmem() / 2)
    throw refuse(`painting it takes about ${gibibytes(bytes)} of memory, this machine has ${gibibytes(totalmem())}`);
}

/** Bytes that a picture takes while it is painted. */
export function paintingBytes(metadata: Metadata): number {
  return pixelsOf(metadata) * bytesPerPixel(metadata);
}

function pixelsOf({ width, height, pageHeight, pages = 1 }: Metadata): number {
  return width * (pageHeight ?? height) * pages;
}

/** What one pixel takes while a picture is painted: its samples, read and painted, and the colours bled under alpha. */
function bytesPerPixel({ hasAlpha, depth }: Metadata): number {
  const samples = (hasAlpha ? 4 : 3) * (depth === 'ushort' ? 2 : 1);
  return 2 * samples + (hasAlpha ? 6 : 0);
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** The file's format as its extension would name it. */
function formatOf({ format, compression }: Metadata): string {
  return format === 'heif' && compression === 'av1' ? 'avif' : format;
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
/** Of sharp. */
const SVG_SIDE_LIMIT = 32_767;
const READABLE = 'PNG, JPEG, WebP, AVIF, TIFF, GIF or SVG';

/** The first bytes of a regular file: a pipe or a device would make the engine wait for ever. */
async function readHead(path: string): Promise<Buffer> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // opening a pipe waits, too
    try {
      const kind = await file.stat();
      if (kind.isDirectory()) throw isFolder(path);
      if (!kind.isFile()) throw fault('unreadable', path, 'it is a pipe or a device, not a file', 'Name a picture.');
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw isMissing(path);
    if (code === 'EISDIR') throw isFolder(path);
    if (code === 'ENXIO') throw fault('unreadable', path, 'it is a socket, not a file', 'Name a picture.');
    throw fault('unreadable', path, `it can't be opened (${code})`, 'Check its name and permissions.');
  }
}

function isMissing(path: string): Fault {
  return fault('missing', path, 'there is no such file', 'Check the path.');
}

function isFolder(path: string): Fault {
  return fault('unreadable', path, 'it is a folder', 'Name a picture, or a pattern such as folder/**/*.png.');
}

/** Width and height of one frame, orientation applied. */
export function uprightSize({ autoOrient, pages = 1, pageHeight }: Metadata): { width: number; height: number } {
  return pages > 1 && pageHeight ? { width: autoOrient.width, height: pageHeight } : autoOrient;
}

/** Runs a decoder so that damage is an error. @throws Fault */
async function decoding<T>(
  path: string,
  { format }: Metadata,
  decode: (options: SharpOptions) => Promise<T>,
): Promise<T> {
  const attempt = (failOn: 'warning' | 'error') => decode({ failOn, limitInputPixels: PIXEL_LIMIT });
  try {
    if (format !== 'jpeg') return await attempt('error');
    // libjpeg calls missing and garbled data a mere warning, and fills up with grey
    return await attempt('warning').catch((error) => {
      if (HARMLESS.test(String(error.message))) return attempt('error');
      throw error;
    });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What some cameras write into sound JPEGs. */
const HARMLESS = /Invalid SOS parameters|extraneous bytes before marker/;

/** What a decoder's error means to a person. */
export function unreadable(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = String((error as Error).message);
  if (/unsupported image format/.test(message))
    return fault('unsupported', path, 'it is no picture in a format that can be read', `Use ${READABLE}.`);
  if (/Input file is missing/.test(message)) return isMissing(path);
  const xml = /XML parse error.*?on line (\d+) column (\d+)/.exec(message);
  const detail = xml ? `broken XML in line ${xml[1]}, column ${xml[2]}` : plain(message, path);
  return fault('unreadable', path, `its data is damaged or cut short${detail && ` (${detail})`}`, 'Export it again.');
}

/** A library's message without names of libraries, and empty where it says nothing to a person. */
function plain(message: string, path: string): string {
  const text = message
    .replaceAll(path, basename(path))
    .split('\n')[0]!
    .replace('Input file has corrupt header:', '')
    .trim()
    .replace(/^[\w.-]+: /, '');
  return /^$|unknown error|read error|bad seek|unable to/i.test(text) ? '' : text;
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
