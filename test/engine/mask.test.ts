import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/engine/fault';
import { keepMasked, readMask } from '../../src/engine/pictures/mask';
import { noise, pictureOf } from './studio';
import { tempFolder } from './support';

let folder: string;
beforeAll(async () => {
  folder = await tempFolder();
});

async function write(name: string, pixels: Uint8Array, width: number, height: number, channels: 1 | 3 | 4) {
  const path = join(folder, name);
  await sharp(pixels, { raw: { width, height, channels } }).toFile(path);
  return path;
}

describe('a mask', () => {
  it('keeps the source where it is white, what was painted where it is black, and mixes them where it is grey', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(3, 4),
        fc.constantFrom(1, 2),
        fc.boolean(),
        fc.nat(99),
        (channels, frames, wide, seed) => {
          const [width, height, limit] = [11, 7, wide ? 65_536 : 256];
          const length = width * height * channels * frames;
          const source = pictureOf(noise(length, limit, seed), width, height, channels as 3 | 4, frames);
          const painted = pictureOf(noise(length, limit, seed + 1), width, height, channels as 3 | 4, frames);
          const before = painted.pixels.slice();
          const mask = Uint8Array.from(noise(width * height, 256, seed + 2), (v) => (v < 80 ? 0 : v > 170 ? 255 : v));
          keepMasked(painted, source, mask);
          for (let i = 0; i < length; i++) {
            const share = mask[Math.floor(i / channels) % mask.length]!;
            if (channels === 4 && i % 4 === 3) expect(painted.pixels[i]).toBe(before[i]);
            else if (share === 255) expect(painted.pixels[i]).toBe(source.pixels[i]);
            else if (share === 0) expect(painted.pixels[i]).toBe(before[i]);
            else
              expect(
                Math.abs(painted.pixels[i]! - (share * source.pixels[i]! + (255 - share) * before[i]!) / 255),
              ).toBeLessThanOrEqual(0.5001);
          }
        },
      ),
      { seed: 8, numRuns: 40 },
    );
  });

  it('is read exactly from greys, colours and 16 bits', async () => {
    const greys = noise(30 * 20) as Uint8Array;
    const own = await readMask(await write('grey.png', greys, 30, 20, 1), { width: 30, height: 20 });
    expect([...own]).toEqual([...greys]);
    const rgb = Uint8Array.from({ length: 1800 }, (_, i) => greys[Math.floor(i / 3)]!);
    const read = await readMask(await write('rgb.png', rgb, 30, 20, 3), { width: 30, height: 20 });
    for (const [i, v] of read.entries()) expect(Math.abs(v - greys[i]!)).toBeLessThanOrEqual(1);
    const wide = join(folder, 'wide.png');
    await sharp(
      Uint16Array.from(greys, (v) => v * 257),
      { raw: { width: 30, height: 20, channels: 1 } },
    )
      .toColourspace('grey16')
      .toFile(wide);
    expect((await sharp(wide).metadata()).depth).toBe('ushort');
    const sixteen = await readMask(wide, { width: 30, height: 20 });
    for (const [i, v] of sixteen.entries()) expect(Math.abs(v - greys[i]!)).toBeLessThanOrEqual(1);
  });

  it('is the alpha of a picture that has some, whatever its colours', async () => {
    const rgba = noise(4 * 12 * 10) as Uint8Array;
    const read = await readMask(await write('alpha.png', rgba, 12, 10, 4), { width: 12, height: 10 });
    expect([...read]).toEqual([...rgba].filter((_, i) => i % 4 === 3));
    const opaque = rgba.map((v, i) => (i % 4 === 3 ? 255 : Math.floor(i / 4) % 2 === 0 ? 255 : v));
    const white = await readMask(await write('opaque.png', opaque, 12, 10, 4), { width: 12, height: 10 });
    for (let i = 0; i < 120; i += 2) expect(white[i]).toBe(255);
  });

  it('is brought to the size of its picture: white stays white', async () => {
    const half = Uint8Array.from({ length: 100 * 67 }, (_, i) => (i % 100 < 50 ? 255 : 0));
    const path = await write('half.png', half, 100, 67, 1);
    for (const [width, height] of [
      [300, 200],
      [50, 33],
      [31, 21],
    ] as const) {
      const read = await readMask(path, { width, height });
      expect(read).toHaveLength(width * height);
      for (let i = 0; i < read.length; i++) {
        const x = i % width;
        if (read[i] !== 255) expect(x).toBeGreaterThan(width / 2 - 5);
        if (read[i] !== 0) expect(x).toBeLessThan(width / 2 + 5);
      }
    }
  });

  it('of another shape, or that is an animation, is refused with a remedy', async () => {
    const path = await write('square.png', new Uint8Array(900), 30, 30, 1);
    const problem = await readMask(path, { width: 30, height: 20 }).catch((error: Fault) => error.problem);
    expect(problem).toEqual({
      kind: 'unsupported',
      file: path,
      cause: 'this mask has 30 × 30 pixels, which is another shape than that of its picture',
      remedy: 'Make it as wide and as high as the picture, or the same shape.',
    });
    const moving = join(folder, 'moving.gif');
    await sharp(noise(3 * 8 * 16) as Uint8Array, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } }).toFile(
      moving,
    );
    await expect(readMask(moving, { width: 8, height: 8 })).rejects.toThrow('animation');
    await expect(readMask(join(folder, 'none.png'), { width: 8, height: 8 })).rejects.toThrow('there is no such file');
  });
});
