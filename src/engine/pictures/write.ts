import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import writeFileAtomic from 'write-file-atomic';
import type { Rgb } from '../../shared/colour';
import type { OutputFormat } from '../../shared/protocol';
import { outputXmp, type Provenance, type XmpRequest } from '../../shared/provenance';
import { unwritable } from '../../shared/unwritable';
import { Fault, fault } from '../fault';
import { isPoster, type Origin, type Picture } from './picture';
import { exifOf } from './rights';
import { writeAnimatedPng } from './writeApng';

/** What an encoded picture lost on the way, in words for the user. */
export interface Encoded {
  bytes: Buffer;
  notices: string[];
}

export interface EncodeOptions {
  /** The only colours that it has, which are kept exactly wherever they can be. */
  palette?: readonly Rgb[] | undefined;
  /** Whether some of its colours are a brand's, which are kept as well as the format can. */
  brands?: boolean | undefined;
  /** What it says of how it was made, beside the XMP of its source; nothing, if left out. */
  provenance?: Provenance | undefined;
}

/**
 * Encodes a picture: 16 bits, alpha, profile, density, timing and whose it is are kept wherever the format can hold them, and
 * what it can't hold is named.
 * @throws Fault when frames would be lost.
 */
export async function encodePicture(
  picture: Picture,
  format: OutputFormat,
  quality: number | undefined,
  file: string,
  { palette, brands, provenance }: EncodeOptions = {},
): Promise<Encoded> {
  checkFormat(picture, format, file);
  if (format === 'png' && picture.frames > 1) return encodeAnimatedPng(picture, file, provenance);
  const { width, height, frames, channels, origin } = picture;
  const notices: string[] = [];
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
  const cmyk = origin.cmyk && profileFor(picture, format);
  if (origin.cmyk && !cmyk) notices.push('converted from CMYK to sRGB');
  if (wide && ['png', 'tiff', 'avif'].includes(format)) image = image.toColourspace('rgb16');
  if (origin.density) image = image.withDensity(origin.density);
  image =
    palette && format !== 'jpeg' ? EXACT[format](image, picture) : ENCODERS[format](image, quality, picture, brands);
  if (palette && format === 'jpeg') notices.push('JPEG changes colours a little: PNG and WebP keep those of a palette');
  if (palette && format === 'gif' && palette.length === 256)
    notices.push('GIF holds 255 colours beside transparency: two or more of the palette may be mixed up');
  const said = sayWhose(image, origin, format, provenance);
  notices.push(...said.notices);
  return {
    bytes: await withProfile(said.image, profileFor(picture, format), wide && spaceOf(origin.profile) === 'RGB '),
    notices,
  };
}

/** Writes whose a picture is, and how it was made. */
function sayWhose(
  image: Sharp,
  { rights, xmp: existing, density }: Origin,
  format: OutputFormat,
  provenance: Provenance | undefined,
): { image: Sharp; notices: string[] } {
  const notices: string[] = [];
  if (format === 'gif') {
    if (provenance) notices.push('GIF holds no XMP: its provenance is not in it');
    if (rights) notices.push('GIF holds neither XMP nor EXIF: who made the source and its copyright are not in it');
    return { image, notices };
  }
  const request: XmpRequest = { provenance, rights, existing };
  let { xmp, lost } = outputXmp(request);
  if (lost) notices.push("the source's own XMP can't be understood and is not kept");
  if (format === 'jpeg' && xmp && Buffer.byteLength(xmp) > JPEG_XMP_LIMIT) {
    notices.push("JPEG has no room for all of the source's own XMP: who made it and its copyright are kept");
    ({ xmp } = outputXmp({ ...request, existing: undefined }));
  }
  const exif = rights && exifOf(rights);
  // EXIF says a density, too: 72 where it is not known (EXIF 3.0, 4.6.5)
  const told = exif ? image.withDensity(density ?? 72).withExif(exif) : image;
  return { image: xmp ? told.withXmp(xmp) : told, notices };
}

/** Bytes. libvips leaves out longer packets without a word. */
const JPEG_XMP_LIMIT = 60_000;

async function encodeAnimatedPng(picture: Picture, file: string, provenance?: Provenance): Promise<Encoded> {
  const notices = new Set<string>();
  const bytes = await writeAnimatedPng(picture, async (still) => {
    const encoded = await encodePicture(still, 'png', undefined, file, { provenance });
    for (const notice of encoded.notices) notices.add(notice);
    return encoded.bytes;
  });
  return { bytes, notices: [...notices] };
}

/** @throws Fault when a format can't hold a picture's frames or its sides: worth asking before it is painted. */
export function checkFormat({ width, height, frames }: Picture, format: OutputFormat, file: string): void {
  if (frames > 1 && format !== 'gif' && format !== 'webp' && format !== 'png')
    throw fault(
      'unsupported',
      file,
      `${format.toUpperCase()} can't hold its ${frames} frames`,
      'Choose png, webp or gif as the format.',
    );
  const limit = SIDE_LIMITS[format];
  if (limit && Math.max(width, height) > limit)
    throw fault(
      'too-large',
      file,
      `${format.toUpperCase()} can't hold ${width} × ${height} pixels, its limit is ${limit} a side`,
      'Choose png or tiff as the format, or scale it down.',
    );
}

/** Longest sides in pixels, of the formats or their encoders. */
const SIDE_LIMITS: Partial<Record<OutputFormat, number>> = { webp: 16_383, avif: 16_384, jpeg: 65_535, gif: 65_535 };

/** Writes all or nothing, through a temporary file beside it. @throws Fault when the folder can't be written. */
export async function writeOutput(path: string, bytes: Buffer): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, bytes);
  } catch (error) {
    throw new Fault(unwritable(path, (error as NodeJS.ErrnoException).code));
  }
}

type Encode = (image: Sharp, quality: number | undefined, picture: Picture, brands?: boolean) => Sharp;

const ENCODERS: Record<OutputFormat, Encode> = {
  // without filters what is painted takes a quarter to a half more bytes; beyond level 4 it takes twice as long for 3 % less
  png: (image) => image.png({ compressionLevel: 4, adaptiveFiltering: true }),
  jpeg: (image, quality = 92, picture, brands = false) =>
    image.jpeg({
      quality,
      chromaSubsampling: quality >= 90 || brands ? '4:4:4' : '4:2:0',
      // a flat table: all others are coarse where eyes are, in fine shades of hue, and brush strokes beside a logo spoil it then
      ...(brands ? { quantisationTable: 1 } : {}),
      // with tables of its own a picture is held in memory as a whole, 13 bytes a pixel, for some 5 % of the file
      optimiseCoding: !isPoster(picture),
    }),
  webp: (image, quality, picture, brands = false) =>
    image.webp({
      // without loss more effort takes 4 to 15 times as long for about 8 % of the bytes
      ...(quality === undefined
        ? { lossless: true, effort: 0 }
        : { quality, alphaQuality: 100, smartSubsample: brands }),
      exact: true,
      ...timing(picture),
    }),
  avif: (image, quality = 70, picture) =>
    image.avif({
      quality,
      // sharp's own 4 takes ten times as long for 1 % of the bytes
      effort: 2,
      chromaSubsampling: '4:4:4',
      bitdepth: picture.pixels instanceof Uint16Array ? 12 : 8,
    }),
  tiff: (image, quality, { pixels, channels }) =>
    image.tiff(
      // JPEG inside TIFF knows neither transparency nor 16 bits
      quality === undefined || channels === 4 || pixels instanceof Uint16Array
        ? { compression: 'deflate', predictor: 'horizontal' }
        : { compression: 'jpeg', quality },
    ),
  gif: (image, _, picture) => image.gif({ effort: 7, ...timing(picture) }),
};

/** Without loss: the colours of a palette stay as they are. Quality says nothing then. */
const EXACT: Record<Exclude<OutputFormat, 'jpeg'>, (image: Sharp, picture: Picture) => Sharp> = {
  // an indexed PNG has one entry for all that is transparent: what colours lie under it would be lost
  png: (image, { channels }) =>
    channels === 3 ? image.png({ palette: true, dither: 0, effort: 10 }) : image.png({ compressionLevel: 9 }),
  webp: (image, picture) => image.webp({ lossless: true, effort: 4, exact: true, ...timing(picture) }),
  avif: (image) => image.avif({ lossless: true, effort: 2, chromaSubsampling: '4:4:4' }),
  tiff: (image) => image.tiff({ compression: 'deflate', predictor: 'horizontal' }),
  gif: (image, picture) => image.gif({ effort: 10, dither: 0, ...timing(picture) }),
};

function timing({ origin }: Picture): { delay?: number[]; loop?: number } {
  return {
    ...(origin.delay ? { delay: origin.delay.map(Math.round) } : {}),
    ...(origin.loop === undefined ? {} : { loop: origin.loop }),
  };
}

/** The source's profile where it still fits: colours for RGB, inks for CMYK. A grey profile would take the colours away. */
function profileFor({ origin: { profile, cmyk } }: Picture, format: OutputFormat): Buffer | undefined {
  if (!profile || format === 'gif') return undefined;
  const inks = cmyk && (format === 'jpeg' || format === 'tiff');
  return spaceOf(profile) === (inks ? 'CMYK' : 'RGB ') ? profile : undefined;
}

/** The profile's data colour space, of four letters (ICC.1:2022, section 7.2.8). */
function spaceOf(profile: Buffer | undefined): string | undefined {
  return profile?.toString('latin1', 16, 20);
}

/**
 * sharp takes a profile by path only. The samples are brought into it, and it is embedded byte for byte. `p3` says that
 * the samples lie in Display P3, as sharp decodes 16 bits with a profile: without a profile of their own they go to sRGB.
 */
async function withProfile(image: Sharp, profile: Buffer | undefined, p3: boolean): Promise<Buffer> {
  if (!profile) return (p3 ? image.withIccProfile('srgb', { attach: false }) : image).toBuffer();
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
