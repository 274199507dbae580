import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { quantise } from '../../src/engine/pictures/quantise';
import { resizePicture } from '../../src/engine/pictures/resize';
import { encodePicture } from '../../src/engine/pictures/write';
import { linearOf, type Rgb } from '../../src/shared/colour';
import { DITHERS } from '../../src/shared/palette';
import { random } from '../random';
import { noise, pictureOf, scene } from './studio';

const byte = fc.integer({ min: 0, max: 255 });
const palettes = fc.uniqueArray(fc.tuple(byte, byte, byte), { minLength: 1, maxLength: 40, selector: String });

/** The colours in a picture, as texts. */
function coloursIn(pixels: ArrayLike<number>, channels: number): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at < pixels.length; at += channels) found.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`);
  return found;
}

/** Those that the palette lacks. */
function strangers(pixels: ArrayLike<number>, channels: number, palette: readonly Rgb[]): string[] {
  const known = new Set(palette.map(String));
  return [...coloursIn(pixels, channels)].filter((colour) => !known.has(colour));
}

describe('a picture brought to a palette', () => {
  it('has no other colours, whatever the palette and however they are mixed', () => {
    fc.assert(
      fc.property(
        palettes,
        fc.constantFrom(...DITHERS),
        fc.constantFrom(3, 4),
        fc.nat(99),
        (palette, dither, channels, seed) => {
          const picture = pictureOf(noise(20 * 13 * channels, 256, seed), 20, 13, channels as 3 | 4);
          const made = quantise(picture, palette, dither);
          expect(strangers(made.pixels, channels, palette)).toEqual([]);
          if (channels === 4)
            for (let i = 3; i < made.pixels.length; i += 4) expect(made.pixels[i]).toBe(picture.pixels[i]);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  it('has none either once it was made smaller, and written and read', async () => {
    await fc.assert(
      fc.asyncProperty(
        palettes,
        fc.constantFrom(...DITHERS),
        fc.constantFrom(3, 4),
        async (palette, dither, channels) => {
          const pixels = scene(40, 31, channels as 3 | 4);
          if (channels === 4) for (let i = 3; i < pixels.length; i += 12) pixels[i] = 0;
          const small = await resizePicture(pictureOf(pixels, 40, 31, channels as 3 | 4), { width: 23 });
          const made = quantise(small, palette, dither);
          for (const format of ['png', 'webp', 'avif', 'tiff'] as const) {
            const { bytes, notices } = await encodePicture(made, format, 50, 'x', { palette });
            expect(notices).toEqual([]);
            const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
            expect(strangers(data, info.channels, palette)).toEqual([]);
          }
        },
      ),
      { seed: 12, numRuns: 8 },
    );
  });

  it('keeps those that the palette has', () => {
    const next = random(5);
    const palette = Array.from(
      { length: 30 },
      (): Rgb => [0, 0, 0].map(() => Math.floor(256 * next())) as unknown as Rgb,
    );
    const pixels = Uint8Array.from({ length: 3 * 64 }, (_, i) => palette[Math.floor(i / 3) % 30]![i % 3]!);
    for (const dither of DITHERS)
      expect([...quantise(pictureOf(pixels, 8, 8), palette, dither).pixels]).toEqual([...pixels]);
  });

  it('takes the colour that looks most alike: dark blue is rather blue than black', () => {
    const palette: Rgb[] = [
      [0, 0, 0],
      [0, 0, 255],
      [255, 255, 255],
    ];
    const { pixels } = quantise(pictureOf(Uint8Array.from([10, 10, 150]), 1, 1), palette, 'none');
    expect([...pixels]).toEqual([0, 0, 255]);
  });

  it('mixes what it lacks so that as much light is left, seen from afar', () => {
    const palette: Rgb[] = [
      [0, 0, 0],
      [255, 255, 255],
    ];
    for (const grey of [60, 128, 200]) {
      const picture = pictureOf(new Uint8Array(3 * 64 * 64).fill(grey), 64, 64);
      for (const dither of ['ordered', 'floyd-steinberg'] as const) {
        const { pixels } = quantise(picture, palette, dither);
        const white = pixels.filter((value) => value === 255).length / pixels.length;
        expect(white).toBeCloseTo(linearOf(grey), 1);
      }
      expect(coloursIn(quantise(picture, palette, 'none').pixels, 3).size).toBe(1);
    }
  });

  it('lays the same pattern over every frame', () => {
    const frame = scene(24, 16);
    const two = pictureOf(Uint8Array.from([...frame, ...frame]), 24, 16, 3, 2);
    const { pixels } = quantise(
      two,
      [
        [0, 0, 0],
        [200, 90, 40],
        [255, 255, 255],
      ],
      'ordered',
    );
    expect([...pixels.subarray(0, frame.length)]).toEqual([...pixels.subarray(frame.length)]);
  });

  it('gets 8 bits from 16, and is indexed as PNG where nothing is transparent', async () => {
    const palette: Rgb[] = [
      [250, 240, 10],
      [20, 30, 40],
    ];
    const made = quantise(pictureOf(noise(3 * 40, 65_536), 8, 5), palette, 'none');
    expect(made.pixels).toBeInstanceOf(Uint8Array);
    const { bytes } = await encodePicture(made, 'png', undefined, 'x', { palette });
    expect(await sharp(bytes).metadata()).toMatchObject({ isPalette: true, width: 8, height: 5 });
  });

  it('has all of 256 colours in a PNG, and says what JPEG and GIF do to them', async () => {
    const next = random(9);
    const palette = Array.from({ length: 256 }, (_, i): Rgb => [i, Math.floor(256 * next()), Math.floor(256 * next())]);
    const pixels = Uint8Array.from({ length: 3 * 512 }, (_, i) => palette[Math.floor(i / 3) % 256]![i % 3]!);
    const picture = pictureOf(pixels, 32, 16);
    const { bytes } = await encodePicture(picture, 'png', undefined, 'x', { palette });
    expect([...(await sharp(bytes).removeAlpha().raw().toBuffer())]).toEqual([...pixels]);
    const told = async (format: 'jpeg' | 'gif') => (await encodePicture(picture, format, 80, 'x', { palette })).notices;
    expect(await told('jpeg')).toEqual(['JPEG changes colours a little: PNG and WebP keep those of a palette']);
    expect(await told('gif')).toEqual([expect.stringContaining('GIF holds 255 colours')]);
  });

  it('keeps its colours in an animated GIF', async () => {
    const palette: Rgb[] = [
      [0, 0, 0],
      [200, 90, 40],
      [255, 255, 255],
      [3, 120, 77],
    ];
    const made = quantise(pictureOf(noise(3 * 24 * 16 * 3), 24, 16, 3, 3), palette, 'floyd-steinberg');
    const { bytes } = await encodePicture(made, 'gif', undefined, 'x', { palette });
    const { data, info } = await sharp(bytes, { pages: -1 }).raw().toBuffer({ resolveWithObject: true });
    expect(info.pages).toBe(3);
    expect(strangers(data, info.channels, palette)).toEqual([]);
  });
});
