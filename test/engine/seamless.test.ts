import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../src/engine/network/runtime';
import type { PaintOptions } from '../../src/engine/paint';
import { repeated } from '../../src/engine/pictures/repeat';
import { resizePicture } from '../../src/engine/pictures/resize';
import { roll } from '../../src/engine/pictures/roll';
import { paintAtScale } from '../../src/engine/strokeScale';
import { difference, noise, openNetwork, painting, pictureOf, someCode } from './studio';

let network: Network;
let code: Float32Array;
beforeAll(async () => {
  network = await openNetwork();
  code = await someCode(network);
});

/** Waves that come round after the picture's width and height, with noise. */
function texture(width: number, height: number, seed = 1): Uint8Array {
  const grain = noise(width * height * 3, 60, seed);
  const wave = (at: number, length: number, times: number) => Math.sin((2 * Math.PI * times * at) / length);
  return Uint8Array.from(grain, (g, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return 95 + g + 40 * wave(x, width, 2 + c) + 35 * wave(y, height, 3) + 20 * wave(x, width, 5) * wave(y, height, 4);
  });
}

/** The same, with holes. */
function leaves(width: number, height: number): Uint8Array {
  const colours = texture(width, height, 4);
  const wave = (at: number, length: number, times: number) => Math.sin((2 * Math.PI * times * at) / length);
  return Uint8Array.from({ length: width * height * 4 }, (_, i) => {
    const [c, x, y] = [i % 4, (i >> 2) % width, Math.floor((i >> 2) / width)];
    if (c < 3) return colours[3 * (i >> 2) + c]!;
    return Math.max(0, Math.min(255, 160 + 400 * wave(x, width, 2) * wave(y, height, 1)));
  });
}

/** Moved to the right and down; what leaves comes in again on the other side. */
function rolled(pixels: ArrayLike<number>, width: number, height: number, dx: number, dy: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return pixels[(repeated(y - dy, height) * width + repeated(x - dx, width)) * 3 + c]!;
  });
}

/** How much changes where a texture meets its copy, over how much changes at the most from one line to the next inside. */
function seam(pixels: ArrayLike<number>, width: number, height: number, axis: 'x' | 'y'): number {
  const [length, lines] = axis === 'x' ? [height, width] : [width, height];
  const steps = Array.from({ length: lines }, (_, line) => {
    const at = (l: number, i: number) => (axis === 'x' ? i * width + l : l * width + i) * 3;
    let sum = 0;
    for (let i = 0; i < length; i++)
      for (let c = 0; c < 3; c++) sum += Math.abs(pixels[at(line, i) + c]! - pixels[at((line + 1) % lines, i) + c]!);
    return sum;
  });
  return steps.at(-1)! / Math.max(...steps.slice(0, -1));
}

async function painted(pixels: Uint8Array, width: number, height: number, options: Partial<PaintOptions>) {
  return (await paintAtScale(network, pictureOf(pixels, width, height), code, painting(options))).pixels;
}

describe('a texture that repeats', () => {
  it('is painted the same wherever it is cut, whatever its sides, strokes and transparency', async () => {
    const side = fc.integer({ min: 20, max: 150 });
    const strokes = fc.constantFrom(1, 1, 0.6, 1.7);
    const cut = fc.record({
      width: side,
      height: side,
      dx: fc.nat(150),
      dy: fc.nat(150),
      strokes,
      clear: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ width, height, dx, dy, strokes: strokeScale, clear }) => {
        const picture = clear
          ? pictureOf(leaves(width, height), width, height, 4)
          : pictureOf(texture(width, height), width, height);
        const options = { ...painting({ seamless: true }), strokeScale };
        const whole = await paintAtScale(network, picture, code, options);
        const moved = await paintAtScale(network, roll(picture, { x: dx, y: dy }), code, { ...options, tile: 64 });
        expect(difference(moved.pixels, roll(whole, { x: dx, y: dy }).pixels)).toBeLessThanOrEqual(1);
        expect(difference(whole.pixels, picture.pixels)).toBeGreaterThan(10);
      }),
      { seed: 7, numRuns: 12 },
    );
  });

  it('of one colour, or that repeats in itself, has no place that it is painted from, and needs none', async () => {
    const [width, height] = [48, 40];
    const checks = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return ((x >> 2) + (y >> 2)) % 2 === 0 ? 200 : 60;
    });
    for (const pixels of [new Uint8Array(width * height * 3).fill(90), checks]) {
      const picture = pictureOf(pixels, width, height);
      const options = painting({ seamless: true });
      const whole = await paintAtScale(network, picture, code, options);
      const moved = await paintAtScale(network, roll(picture, { x: 12, y: 28 }), code, options);
      expect(difference(moved.pixels, roll(whole, { x: 12, y: 28 }).pixels)).toBeLessThanOrEqual(1);
    }
  });

  it('with transparency has no seam in its colours either', async () => {
    const [width, height] = [72, 56];
    const { pixels } = await paintAtScale(network, pictureOf(leaves(width, height), width, height, 4), code, {
      ...painting({ seamless: true }),
    });
    const colours = pixels.filter((_, i) => i % 4 !== 3);
    for (const axis of ['x', 'y'] as const) expect(seam(colours, width, height, axis)).toBeLessThan(1.2);
  });

  it('is painted as what it is a part of: a wall of its copies', async () => {
    const side = 96;
    const pixels = texture(side, side);
    const wall = Uint8Array.from({ length: 9 * pixels.length }, (_, i) => {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % (3 * side), Math.floor(i / 3 / (3 * side))];
      return pixels[((y % side) * side + (x % side)) * 3 + c]!;
    });
    const whole = await painted(wall, 3 * side, 3 * side, { seamless: true, tile: 100 });
    const middle = Uint8Array.from(pixels, (_, i) => {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
      return whole[((side + y) * 3 * side + side + x) * 3 + c]!;
    });
    expect(difference(await painted(pixels, side, side, { seamless: true }), middle)).toBeLessThanOrEqual(1);
    expect(difference(await painted(pixels, side, side, {}), middle)).toBeGreaterThan(10);
  });

  it('has next to none in sides that are off the grid of the network', async () => {
    for (const [width, height] of [
      [100, 77],
      [20, 150],
    ] as const) {
      const tiling = await painted(texture(width, height), width, height, { seamless: true });
      for (const axis of ['x', 'y'] as const) expect(seam(tiling, width, height, axis)).toBeLessThan(1.2);
    }
  });

  it('along one axis only is mirrored along the other', async () => {
    const [width, height] = [96, 96];
    const pixels = texture(width, height);
    const across = await painted(pixels, width, height, { seamless: 'x' });
    const moved = await painted(rolled(pixels, width, height, 48, 0), width, height, { seamless: 'x' });
    expect(difference(moved, rolled(across, width, height, 48, 0))).toBeLessThanOrEqual(1);
    const both = await painted(pixels, width, height, { seamless: true });
    expect(difference(across, both)).toBeGreaterThan(5);
  });

  it('still has none with larger and with smaller strokes', async () => {
    const [width, height] = [120, 90];
    for (const strokeScale of [0.5, 1.7]) {
      const picture = pictureOf(texture(width, height), width, height);
      const { pixels } = await paintAtScale(network, picture, code, { ...painting({ seamless: true }), strokeScale });
      expect(seam(pixels, width, height, 'x')).toBeLessThanOrEqual(1);
      expect(seam(pixels, width, height, 'y')).toBeLessThanOrEqual(1);
    }
  });

  it('still has none in another size', async () => {
    const picture = pictureOf(texture(120, 90), 120, 90);
    for (const scale of [0.5, 0.37, 2]) {
      const resized = await resizePicture(picture, { scale }, { x: true, y: true });
      const { width, height, pixels } = resized;
      expect([width, height]).toEqual([Math.round(120 * scale), Math.round(90 * scale)]);
      for (const axis of ['x', 'y'] as const) expect(seam(pixels, width, height, axis)).toBeLessThan(1.05);
    }
  });
});
