import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../src/engine/network/runtime';
import { paint } from '../../src/engine/paint';
import type { Picture } from '../../src/engine/pictures/picture';
import { writePreview } from '../../src/engine/pictures/preview';
import { readPicture } from '../../src/engine/pictures/read';
import { encodePicture } from '../../src/engine/pictures/write';
import type { OutputFormat } from '../../src/shared/protocol';
import { difference, noise, openNetwork, painting, pictureOf, scene, someCode } from './studio';

const folder = await mkdtemp(join(tmpdir(), 'stylize-pictures-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rm(folder, { recursive: true, force: true }));

const [width, height] = [48, 32];
const image = (pixels: Picture['pixels'], channels: 1 | 2 | 3 | 4, w = width, h = height): Sharp => {
  const raw = sharp(pixels, { raw: { width: w, height: h, channels } });
  return pixels instanceof Uint16Array ? raw.toColourspace(channels < 3 ? 'grey16' : 'rgb16') : raw;
};
/** Else sharp writes JPEG inside TIFF; other formats ignore it. */
const LOSSLESS = { compression: 'deflate' } as const;
const coloured = (): Sharp => image(scene(width, height), 3);

/** Colours that sRGB can show, too: what lies beyond is brought to its edge. */
const gentle = (white: number) => {
  const length = 3 * width * height;
  const values = Array.from({ length }, (_, i) => white * (0.5 + 0.15 * Math.sin(i / 7) + 0.1 * Math.cos(i / 90)));
  return white > 255 ? Uint16Array.from(values) : Uint8Array.from(values);
};

async function read(name: string, bytes: Buffer): Promise<Picture> {
  await writeFile(at(name), bytes);
  return readPicture(at(name));
}

/** Through the file system and back: what strength 0 does. */
async function through(name: string, bytes: Buffer, format: OutputFormat, quality?: number) {
  const picture = await read(name, bytes);
  const encoded = await encodePicture(picture, format, quality, at(name));
  return { picture, ...encoded, metadata: await sharp(encoded.bytes, { pages: -1 }).metadata() };
}

/** Samples as the file holds them: no profile applied. */
async function samples(bytes: Buffer, wide = false): Promise<Uint8Array | Uint16Array> {
  const picture = sharp(bytes, { ignoreIcc: true, pages: -1 });
  if (!wide) return picture.raw().toBuffer();
  const data = await picture.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}

describe('profiles', () => {
  const formats = [
    ['png', (p3: Sharp) => p3.png(), 1],
    ['jpeg', (p3: Sharp) => p3.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }), 4],
    ['webp', (p3: Sharp) => p3.webp({ lossless: true }), 1],
    ['tiff', (p3: Sharp) => p3.tiff(LOSSLESS), 1],
    ['avif', (p3: Sharp) => p3.avif({ quality: 100, chromaSubsampling: '4:4:4' }), 4],
  ] as const;

  it.each(formats)('keeps a P3 profile byte for byte and its colours in %s', async (format, encode, tolerance) => {
    const source = await encode(image(gentle(255), 3).withIccProfile('p3')).toBuffer();
    const lossy = format === 'jpeg' || format === 'avif';
    const { bytes, metadata, notices } = await through(`p3.${format}`, source, format, lossy ? 100 : undefined);
    const { icc } = await sharp(source).metadata();
    expect(icc?.length).toBeGreaterThan(100);
    expect(metadata.icc?.equals(icc!)).toBe(true);
    expect(difference(await samples(bytes), await samples(source))).toBeLessThanOrEqual(tolerance);
    expect(notices).toEqual([]);
  });

  it.each(['png', 'tiff'] as const)('keeps 16 bits and a P3 profile in %s', async (format) => {
    const source = await image(gentle(65535), 3).withIccProfile('p3').toFormat(format, LOSSLESS).toBuffer();
    const { bytes, metadata } = await through(`p3-wide.${format}`, source, format);
    expect(metadata.icc?.equals((await sharp(source).metadata()).icc!)).toBe(true);
    expect(metadata.depth).toBe('ushort');
    expect(difference(await samples(bytes, true), await samples(source, true))).toBeLessThanOrEqual(16);
  });

  it('brings P3 of 16 bits to sRGB in a format without profiles', async () => {
    const colour = new Uint16Array(3 * 64).map((_, i) => [50_000, 25_000, 25_000][i % 3]!);
    const source = await image(colour, 3, 8, 8).withIccProfile('p3').png().toBuffer();
    const { bytes } = await through('p3-wide-to-gif.png', source, 'gif');
    const expected = await sharp(await sharp(source).toColourspace('srgb').withIccProfile('srgb').png().toBuffer())
      .raw()
      .toBuffer();
    expect(difference((await samples(bytes)).subarray(0, 3), expected.subarray(0, 3))).toBeLessThanOrEqual(3);
  });

  it('adds no profile where there was none, whatever else is kept', async () => {
    for (const format of ['png', 'jpeg', 'webp', 'tiff'] as const) {
      const source = await coloured().withDensity(300).toFormat(format).toBuffer();
      expect((await sharp(source).metadata()).icc).toBeUndefined();
      expect((await through(`plain.${format}`, source, format)).metadata.icc).toBeUndefined();
    }
  });

  it('does not take the colours away with a grey profile', async () => {
    await writeFile(at('grey.icc'), greyProfile());
    const grey = image(noise(width * height), 1).toColourspace('b-w');
    const source = await grey.withIccProfile(at('grey.icc')).png().toBuffer();
    expect((await sharp(source).metadata()).icc?.toString('latin1', 16, 20)).toBe('GRAY');
    const picture = await read('grey-profile.png', source);
    const pixels = picture.pixels.map((v, i) => (i % picture.channels === 0 ? 255 : v)); // now it is painted red
    const { bytes } = await encodePicture({ ...picture, pixels }, 'png', undefined, 'grey-profile.png');
    const painted = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(painted.info.channels).toBe(3);
    expect(difference(painted.data, pixels)).toBe(0);
  });

  it('survives a JPEG profile that is nonsense', async () => {
    const jpeg = await coloured().jpeg().toBuffer();
    const body = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), Buffer.alloc(300, 1)]);
    const segment = Buffer.from([0xff, 0xe2, (body.length + 2) >> 8, (body.length + 2) & 255]);
    const source = Buffer.concat([jpeg.subarray(0, 2), segment, body, jpeg.subarray(2)]);
    const { metadata } = await through('nonsense.jpg', source, 'jpeg');
    expect(metadata).toMatchObject({ width, height, space: 'srgb' });
  });
});

describe('CMYK', () => {
  const cmyk = () => image(gentle(255), 3).withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer();
  const inks = (bytes: Buffer) => sharp(bytes).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();

  it.each(['jpeg', 'tiff'] as const)('stays CMYK with its profile in %s', async (format) => {
    const source = await cmyk();
    const { picture, bytes, metadata, notices } = await through(
      'inks.jpg',
      source,
      format,
      format === 'jpeg' ? 100 : undefined,
    );
    expect(picture.channels).toBe(3);
    expect(metadata).toMatchObject({ space: 'cmyk', channels: 4 });
    expect(metadata.icc?.equals((await sharp(source).metadata()).icc!)).toBe(true);
    expect(notices).toEqual([]);
    // brought into inks once, not by way of another profile
    const rgb = sharp(picture.pixels, { raw: { width, height, channels: 3 } });
    const once = await inks(await rgb.withIccProfile('cmyk').tiff(LOSSLESS).toBuffer());
    const found = await inks(bytes);
    const mean = once.reduce((sum, v, i) => sum + Math.abs(v - found[i]!), 0) / once.length;
    expect(once.length).toBe(4 * width * height);
    expect(mean).toBeLessThan(format === 'tiff' ? 0.01 : 3);
  });

  it('becomes sRGB elsewhere, with a notice', async () => {
    const { metadata, notices } = await through('inks-to-png.jpg', await cmyk(), 'png');
    expect(metadata).toMatchObject({ space: 'srgb', channels: 3 });
    expect(metadata.icc).toBeUndefined();
    expect(notices).toEqual(['converted from CMYK to sRGB']);
  });
});

describe('orientation', () => {
  /** Where pixel x, y of the upright picture lies in a file of each EXIF orientation. */
  const places: Record<number, (x: number, y: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y) => [width - 1 - x, y],
    3: (x, y) => [width - 1 - x, height - 1 - y],
    4: (x, y) => [x, height - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, width - 1 - x],
    7: (x, y) => [height - 1 - y, width - 1 - x],
    8: (x, y) => [height - 1 - y, x],
  };
  const upright = scene(width, height);
  const turned = (orientation: number): Sharp => {
    const [w, h] = orientation < 5 ? [width, height] : [height, width];
    const pixels = new Uint8Array(upright.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [u, v] = places[orientation]!(x, y);
        const from = 3 * (y * width + x);
        pixels.set(upright.subarray(from, from + 3), 3 * (v * w + u));
      }
    return image(pixels, 3, w, h).withMetadata({ orientation });
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i comes out upright, without the tag', async (orientation) => {
    const source = await turned(orientation).png().toBuffer();
    expect((await sharp(source).metadata()).orientation).toBe(orientation);
    const { picture, bytes, metadata } = await through('turned.png', source, 'png');
    expect(picture).toMatchObject({ width, height });
    expect(metadata).toMatchObject({ width, height });
    expect(metadata.orientation ?? 1).toBe(1);
    expect(difference(await samples(bytes), upright)).toBeLessThanOrEqual(1); // the test's own profile rounds
  });

  const EXTRAS = { jpeg: { chromaSubsampling: '4:4:4' }, webp: { lossless: true }, tiff: LOSSLESS };
  it.each(['jpeg', 'webp', 'tiff'] as const)('is applied once in %s', async (format) => {
    const source = await turned(6)
      .toFormat(format, { quality: 100, ...EXTRAS[format] })
      .toBuffer();
    const { bytes, metadata } = await through(`turned.${format}`, source, 'png');
    expect(metadata).toMatchObject({ width, height });
    const shown = await samples(bytes);
    const mean = upright.reduce((sum, v, i) => sum + Math.abs(v - shown[i]!), 0) / upright.length;
    expect(mean).toBeLessThan(3);
  });
});

describe('strength 0', () => {
  const area = width * height;
  const cases: [string, OutputFormat, () => Promise<Buffer>, boolean][] = [
    ['a PNG', 'png', () => coloured().png().toBuffer(), false],
    [
      'a PNG with transparency',
      'png',
      () =>
        image(noise(4 * area), 4)
          .png()
          .toBuffer(),
      false,
    ],
    [
      'a PNG of 16 bits',
      'png',
      () =>
        image(noise(3 * area, 65536), 3)
          .png()
          .toBuffer(),
      true,
    ],
    [
      'a PNG of 16 bits with density',
      'png',
      () =>
        image(noise(3 * area, 65536), 3)
          .withDensity(300)
          .png()
          .toBuffer(),
      true,
    ],
    [
      'a PNG of 16 bits with transparency',
      'png',
      () =>
        image(noise(4 * area, 65536), 4)
          .png()
          .toBuffer(),
      true,
    ],
    [
      'a TIFF of 16 bits',
      'tiff',
      () =>
        image(noise(3 * area, 65536), 3)
          .tiff(LOSSLESS)
          .toBuffer(),
      true,
    ],
    [
      'a TIFF with transparency',
      'tiff',
      () =>
        image(noise(4 * area), 4)
          .tiff(LOSSLESS)
          .toBuffer(),
      false,
    ],
    [
      'a lossless WebP with transparency',
      'webp',
      () =>
        image(noise(4 * area), 4)
          .webp({ lossless: true, exact: true })
          .toBuffer(),
      false,
    ],
    ['a GIF', 'gif', () => coloured().gif({ colours: 200, dither: 0 }).toBuffer(), false],
    ['a palette PNG', 'png', () => coloured().png({ palette: true, colours: 40 }).toBuffer(), false],
  ];

  it.each(cases)('gives %s back, sample for sample', async (name, format, make, wide) => {
    const source = await make();
    const { bytes, metadata, notices } = await through(`${name}.${format}`, source, format);
    expect(metadata.depth).toBe(wide ? 'ushort' : 'uchar');
    const expected = await samples(source, wide);
    expect(difference(await samples(bytes, wide), expected)).toBe(0);
    expect(notices).toEqual([]);
  });

  it.each([
    ['grey', 1],
    ['grey with alpha', 2],
  ] as const)('gives %s back as the same greys', async (name, channels) => {
    for (const limit of [256, 65536]) {
      const grey = noise(channels * area, limit);
      const source = await image(grey, channels)
        .toColourspace(limit > 256 ? 'grey16' : 'b-w')
        .png()
        .toBuffer();
      const { picture, bytes } = await through(`${name}.png`, source, 'png');
      expect(picture.channels).toBe(channels + 2);
      const shown = await samples(bytes, limit > 256);
      const from = (i: number) => Math.floor(i / picture.channels) * channels + (i % picture.channels === 3 ? 1 : 0);
      expect(
        difference(
          shown,
          shown.map((_, i) => grey[from(i)]!),
        ),
      ).toBe(0);
    }
  });

  it('keeps the density', async () => {
    for (const format of ['png', 'jpeg', 'tiff'] as const) {
      const source = await coloured().withDensity(300).toFormat(format).toBuffer();
      expect((await through(`dense.${format}`, source, format)).metadata.density).toBeCloseTo(300, 0);
    }
  });

  it('names what a format can not hold', async () => {
    const clear = await image(noise(4 * area), 4)
      .png()
      .toBuffer();
    expect((await through('clear.png', clear, 'jpeg')).notices).toEqual(['JPEG has no transparency: laid on white']);
    const solid = await image(scene(width, height, 4), 4)
      .png()
      .toBuffer();
    expect((await through('solid.png', solid, 'jpeg')).notices).toEqual([]);
    const wide = await image(noise(3 * area, 65536), 3)
      .png()
      .toBuffer();
    for (const format of ['jpeg', 'webp', 'gif'] as const)
      expect((await through('wide.png', wide, format)).notices).toEqual([
        `${format.toUpperCase()} holds 8 bits a channel, the source has 16`,
      ]);
  });

  it('keeps transparency and 16 bits in a TIFF for which a quality is set', async () => {
    const clear = noise(4 * area);
    const { bytes } = await through('clear-to.png', await image(clear, 4).png().toBuffer(), 'tiff', 80);
    expect(difference(await samples(bytes), clear)).toBe(0);
    const wide = await image(noise(3 * area, 65536), 3)
      .png()
      .toBuffer();
    expect((await through('wide-to-tiff.png', wide, 'tiff', 80)).metadata.depth).toBe('ushort');
    const plain = await through('plain-to-tiff.png', await coloured().png().toBuffer(), 'tiff', 80);
    expect(difference(await samples(plain.bytes), scene(width, height))).toBeGreaterThan(0); // here it is lossy
  });

  it('writes 16 bits as AVIF of 12', async () => {
    const wide = await image(
      Uint16Array.from(scene(width, height), (v) => v * 257),
      3,
    )
      .png()
      .toBuffer();
    const { metadata, bytes, notices } = await through('wide-to.png', wide, 'avif', 90);
    expect(metadata).toMatchObject({ width, height, bitsPerSample: 12 });
    expect(notices).toEqual([]);
    const shown = await samples(bytes);
    const mean = scene(width, height).reduce((sum, v, i) => sum + Math.abs(v - shown[i]!), 0) / shown.length;
    expect(mean).toBeLessThan(8);
  });
});

describe('animations', () => {
  const frames = 3;
  const film = (): Sharp =>
    sharp(scene(width, frames * height), { raw: { width, height: frames * height, channels: 3, pageHeight: height } });
  const timing = { delay: [100, 250, 70], loop: 3 };
  const sources = { gif: () => film().gif(timing), webp: () => film().webp({ lossless: true, ...timing }) };

  it.each([
    ['gif', 'gif'],
    ['webp', 'webp'],
    ['gif', 'webp'],
    ['webp', 'gif'],
  ] as const)('keep frames, delays and loop from %s to %s', async (from, to) => {
    const { picture, metadata } = await through(`film.${from}`, await sources[from]().toBuffer(), to);
    expect(picture).toMatchObject({ width, height, frames });
    expect(metadata).toMatchObject({ pages: frames, pageHeight: height, ...timing });
  });

  it.each(['jpeg', 'avif', 'tiff'] as const)('are refused as %s, in words', async (format) => {
    const bytes = await sources.gif().toBuffer();
    await expect(through('film.gif', bytes, format)).rejects.toMatchObject({
      problem: { kind: 'unsupported', file: at('film.gif'), cause: expect.stringContaining('3 frames') },
    });
  });

  it('are previewed by their first frame and measured by one', async () => {
    await writeFile(at('film-preview.gif'), await sources.gif().toBuffer());
    const params = { source: at('film-preview.gif'), output: at('preview.webp'), side: 24 };
    expect(await writePreview(params)).toEqual({ width, height });
    expect(await sharp(at('preview.webp')).metadata()).toMatchObject({ width: 24, height: 16 });
  });
});

describe('transparency', () => {
  let network: Network;
  let code: Float32Array;
  beforeAll(async () => {
    network = await openNetwork();
    code = await someCode(network);
  });

  /** A disc with a soft edge of about 3 px, over invisible pixels of another colour. */
  const side = 64;
  const disc = (inside: number[], outside: number[], white = 255): Picture => {
    const pixels = new (white > 255 ? Uint16Array : Uint8Array)(4 * side * side);
    for (let i = 0; i < side * side; i++) {
      const radius = Math.hypot((i % side) - 31.5, Math.floor(i / side) - 31.5);
      const alpha = Math.min(1, Math.max(0, (24 - radius) / 3));
      pixels.set(
        [...(alpha > 0 ? inside : outside), alpha].map((v) => Math.round(v * white)),
        4 * i,
      );
    }
    return pictureOf(pixels, side, side, 4);
  };
  const [red, black, green] = [
    [0.8, 0.1, 0.1],
    [0, 0, 0],
    [0, 1, 0],
  ];
  const alphas = ({ pixels }: Picture) => pixels.filter((_, i) => i % 4 === 3);

  it.each([255, 65535])('is identical after painting, of %i levels', async (white) => {
    const ragged = noise(4 * side * side, white + 1);
    for (const picture of [disc(red, black, white), pictureOf(ragged, side, side, 4)]) {
      const painted = await paint(network, picture, code, painting());
      expect(difference(alphas(painted), alphas(picture))).toBe(0);
      expect(difference(painted.pixels, picture.pixels)).toBeGreaterThan(white / 20); // it was painted at all
      const formats: OutputFormat[] = white > 255 ? ['png', 'tiff'] : ['png', 'tiff', 'webp'];
      for (const format of formats) {
        const { bytes } = await encodePicture(painted, format, undefined, 'disc.png');
        const shown = (await samples(bytes, white > 255)).filter((_, i) => i % 4 === 3);
        expect(difference(shown, alphas(picture))).toBe(0);
      }
    }
  });

  it('paints the same whatever colour lies under invisible pixels', async () => {
    for (const strength of [0.1, 0.5, 1]) {
      const [a, b] = [disc(red, black), disc(red, green)];
      const [overBlack, overGreen] = await Promise.all(
        [a, b].map(async (picture) => (await paint(network, picture, code, painting({ strength }))).pixels),
      );
      const visible = (pixels: Picture['pixels']) => pixels.filter((_, i) => a.pixels[i - (i % 4) + 3]! > 0);
      expect(difference(visible(overBlack!), visible(overGreen!))).toBe(0);
    }
  });

  it('leaves no fringe: the edge is painted like what it is the edge of', async () => {
    for (const outside of [black, green]) {
      const picture = disc(red, outside);
      const { pixels } = await paint(network, picture, code, painting({ strength: 0.1 }));
      const mean = (take: (alpha: number) => boolean) =>
        [0, 1, 2].map((c) => {
          const taken = Array.from({ length: side * side }, (_, i) => i).filter((i) => take(pixels[4 * i + 3]!));
          return taken.reduce((sum, i) => sum + pixels[4 * i + c]!, 0) / taken.length;
        });
      const [edge, inside] = [mean((alpha) => alpha > 0 && alpha < 255), mean((alpha) => alpha === 255)];
      expect(difference(edge, inside)).toBeLessThan(12);
    }
  });

  it('does not let more of an empty margin change how the rest is painted, as a visible one does', async () => {
    const grain = scene(side, side);
    const framed = (margin: number, alpha: number): Picture => {
      const whole = side + 2 * margin;
      const small = disc(red, black).pixels;
      // the colour that the bleed gives the margin, so that only its being counted makes the difference
      const pixels = new Uint8Array(4 * whole * whole).map((_, i) => (i % 4 === 3 ? alpha : 125));
      for (let i = 0; i < side * side; i++) {
        const to = 4 * ((Math.floor(i / side) + margin) * whole + (i % side) + margin);
        pixels.set([...grain.subarray(3 * i, 3 * i + 3), small[4 * i + 3]!], to);
      }
      return pictureOf(pixels, whole, whole, 4);
    };
    const inner = async (margin: number, alpha: number): Promise<number[]> => {
      const { pixels } = await paint(network, framed(margin, alpha), code, painting());
      const whole = side + 2 * margin;
      const rows = Array.from({ length: side }, (_, y) => 4 * ((y + margin) * whole + margin));
      return rows.flatMap((start) => Array.from(pixels.subarray(start, start + 4 * side)));
    };
    const tight = await inner(0, 0);
    const shown = tight.map((_, i) => tight[i - (i % 4) + 3] === 255);
    // both margins are wider than the network sees, and such that colours are continued alike into both
    const change = async (alpha: number): Promise<number> => {
      const [near, far] = [await inner(128, alpha), await inner(256, alpha)];
      return near.reduce((sum, v, i) => sum + (shown[i] ? Math.abs(v - far[i]!) : 0), 0) / shown.filter(Boolean).length;
    };
    const [empty, visible] = [await change(0), await change(255)];
    expect(empty).toBe(0);
    expect(visible).toBeGreaterThan(1);
  });

  it('leaves what lies under transparency, far from all that shows, as it was', async () => {
    const pixels = new Uint8Array(4 * side * side).map((_, i) => [0, 255, 0, 0][i % 4]!);
    for (let i = 0; i < 8 * side; i++) if (i % side < 8) pixels.set([200, 40, 40, 255], 4 * i);
    const painted = (await paint(network, pictureOf(pixels, side, side, 4), code, painting())).pixels;
    for (let y = 24; y < side; y++)
      expect(
        difference(
          painted.subarray(4 * y * side, 4 * (y + 1) * side),
          pixels.subarray(4 * y * side, 4 * (y + 1) * side),
        ),
      ).toBe(0);
  });

  it('gives a picture that is invisible all over back as it is', async () => {
    const picture = pictureOf(
      noise(4 * 16 * 16).map((v, i) => (i % 4 === 3 ? 0 : v)),
      16,
      16,
      4,
    );
    expect((await paint(network, picture, code, painting())).pixels).toEqual(picture.pixels);
  });
});

/** The least that a grey display profile needs (ICC.1:2001-04): a white point and a curve, here gamma 2.2. */
function greyProfile(): Buffer {
  const text = (type: string, body: Buffer) => Buffer.concat([Buffer.from(type), Buffer.alloc(4), body]);
  const name = Buffer.from('grey\0');
  const description = Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.alloc(79)]);
  const tags: [string, Buffer][] = [
    ['desc', text('desc', description)],
    ['cprt', text('text', Buffer.from('none\0'))],
    ['wtpt', text('XYZ ', Buffer.from('0000f35100010000000116cc', 'hex'))],
    ['kTRC', text('curv', Buffer.from('000000010233', 'hex'))],
  ];
  const header = Buffer.alloc(128 + 4 + 12 * tags.length);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  header.write('0000f6d6000100000000d32d', 68, 'hex');
  header.writeUInt32BE(tags.length, 128);
  let end = header.length;
  const bodies = tags.map(([tag, body], i) => {
    header.write(tag, 132 + 12 * i, 'latin1');
    header.writeUInt32BE(end, 136 + 12 * i);
    header.writeUInt32BE(body.length, 140 + 12 * i);
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    end += padded.length;
    return padded;
  });
  header.writeUInt32BE(end, 0);
  return Buffer.concat([header, ...bodies]);
}
