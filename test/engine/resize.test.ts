import { describe, expect, it } from 'vitest';
import { resizePicture, sizeOf } from '../../src/engine/pictures/resize';
import type { OutputSize } from '../../src/shared/protocol';
import { pictureOf, scene } from './studio';

const sizes = (width: number, height: number, size: OutputSize) => {
  const { width: w, height: h } = sizeOf({ width, height }, size);
  return [w, h];
};

describe('the size of a result', () => {
  it.each([
    [{ scale: 0.5 }, [50, 20]],
    [{ scale: 2 }, [200, 80]],
    [{ scale: 0.001 }, [1, 1]],
    [{ width: 50 }, [50, 20]],
    [{ height: 20 }, [50, 20]],
    [{ width: 50, height: 5 }, [13, 5]],
    [{ width: 500 }, [100, 40]],
    [{ width: 30, height: 30, fit: 'cover' }, [30, 30]],
    [{ width: 80, height: 80, fit: 'cover' }, [40, 40]],
    [{ width: 400, height: 100, fit: 'cover' }, [100, 25]],
    [{ width: 60, height: 60, fit: 'contain' }, [60, 60]],
    [{ width: 300, height: 100, fit: 'contain' }, [300, 100]],
  ] satisfies [OutputSize, number[]][])('of 100 × 40 pixels is for %j: %j', async (size, expected) => {
    expect(sizes(100, 40, size)).toEqual(expected);
    const { width, height, pixels, channels } = await resizePicture(pictureOf(scene(100, 40), 100, 40), size);
    expect([width, height]).toEqual(expected);
    expect(pixels).toHaveLength(width * height * channels);
  });

  it('is its own where nothing is to be changed: not a sample is touched', async () => {
    const picture = pictureOf(scene(9, 7), 9, 7);
    expect(await resizePicture(picture, undefined)).toBe(picture);
    expect(await resizePicture(picture, { width: 500, height: 500 })).toBe(picture);
    expect(await resizePicture(picture, { scale: 1 })).toBe(picture);
  });
});

describe('a resized picture', () => {
  it('takes no colour from transparent parts', async () => {
    const [width, height] = [64, 16];
    // white on the left; what is green on the right is fully transparent
    const pixels = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
      const isLeft = Math.floor(i / 4) % width < width / 2;
      return isLeft ? 255 : i % 4 === 1 ? 255 : 0;
    });
    const small = await resizePicture(pictureOf(pixels, width, height, 4), { scale: 0.31 });
    for (let i = 0; i < small.pixels.length; i += 4) {
      if (small.pixels[i + 3]! < 8) continue; // nothing to be seen
      expect([small.pixels[i], small.pixels[i + 2]]).toEqual([small.pixels[i + 1], small.pixels[i + 1]]);
    }
  });

  it('does so in 16 bits, and keeps them', async () => {
    const [width, height] = [40, 12];
    const pixels = Uint16Array.from({ length: 4 * width * height }, (_, i) => {
      const x = Math.floor(i / 4) % width;
      if (x >= width / 2) return i % 4 === 1 ? 65_535 : 0;
      return i % 4 === 3 ? 65_535 : 1000 + x; // steps that 8 bits do not have
    });
    const small = await resizePicture(pictureOf(pixels, width, height, 4), { scale: 0.5 });
    expect(small.pixels).toBeInstanceOf(Uint16Array);
    expect(new Set(Array.from({ length: 8 }, (_, x) => small.pixels[4 * x])).size).toBeGreaterThan(6);
    for (let i = 0; i < small.pixels.length; i += 4)
      if (small.pixels[i + 3]! > 65_000) expect(Math.abs(small.pixels[i + 1]! - small.pixels[i]!)).toBeLessThan(40);
  });

  it('keeps plain colours as they are, those of 16 bits within a fraction of what 8 bits tell apart', async () => {
    const plain = pictureOf(new Uint8Array(3 * 30 * 20).fill(77), 30, 20);
    expect([...new Set((await resizePicture(plain, { width: 13 })).pixels)]).toEqual([77]);
    const wide = pictureOf(new Uint16Array(3 * 30 * 20).fill(12_345), 30, 20);
    for (const value of (await resizePicture(wide, { width: 13 })).pixels)
      expect(Math.abs(value - 12_345)).toBeLessThan(257 / 8);
  });

  it('lets no frame of an animation run into the next', async () => {
    const [width, height] = [24, 18];
    const frame = (value: number) => new Uint8Array(3 * width * height).fill(value);
    const frames = new Uint8Array([...frame(10), ...frame(250), ...frame(90)]);
    const small = await resizePicture(pictureOf(frames, width, height, 3, 3), { scale: 0.5 });
    expect(small).toMatchObject({ width: 12, height: 9, frames: 3 });
    const area = 3 * 12 * 9;
    for (const [index, value] of [10, 250, 90].entries())
      expect([...new Set(small.pixels.subarray(index * area, (index + 1) * area))]).toEqual([value]);
  });

  it('has a transparent border where it is contained, equally on both sides', async () => {
    const picture = pictureOf(new Uint8Array(3 * 20 * 10).fill(200), 20, 10);
    const { channels, pixels, ...made } = await resizePicture(picture, { width: 20, height: 20, fit: 'contain' });
    expect({ channels, ...made }).toMatchObject({ channels: 4, width: 20, height: 20 });
    const alphas = Array.from({ length: 20 }, (_, y) => pixels[4 * 20 * y + 3]);
    expect(alphas).toEqual([...Array(5).fill(0), ...Array(10).fill(255), ...Array(5).fill(0)]);
  });

  it('shows its middle where it covers', async () => {
    const columns = Uint8Array.from({ length: 3 * 30 * 10 }, (_, i) => 8 * (Math.floor(i / 3) % 30));
    const { pixels } = await resizePicture(pictureOf(columns, 30, 10), { width: 10, height: 10, fit: 'cover' });
    expect(Array.from({ length: 10 }, (_, x) => pixels[3 * x])).toEqual(
      Array.from({ length: 10 }, (_, x) => 8 * (x + 10)),
    );
  });
});
