import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { focusOffset } from '../../src/engine/pictures/focus';
import { resizePicture } from '../../src/engine/pictures/resize';
import { noise, pictureOf } from './studio';

/** Grey, with a bright, colourful and detailed square at a place. */
function subject(width: number, height: number, left: number, top: number, side: number) {
  const grain = noise(3 * width * height, 120, 4);
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const isInside = x >= left && x < left + side && y >= top && y < top + side;
    return isInside ? [230, 60, 40][c]! + grain[i]! / 5 : 120;
  });
  return pictureOf(pixels, width, height);
}

const sizes = fc.record({ width: fc.integer({ min: 20, max: 400 }), height: fc.integer({ min: 20, max: 400 }) });

describe('the focus of a crop', () => {
  it('at a point keeps it in the middle where it can, and never leaves the picture', async () => {
    const point = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, point, point, async (canvas, more, x, y) => {
        const content = { width: canvas.width + more.width, height: canvas.height + more.height };
        const { left, top } = await focusOffset(pictureOf(new Uint8Array(3), 1, 1), content, canvas, [x, y]);
        for (const [at, start, whole, kept] of [
          [x, left, content.width, canvas.width],
          [y, top, content.height, canvas.height],
        ] as const) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThanOrEqual(whole - kept);
          if (start > 0 && start < whole - kept) expect(Math.abs(start + kept / 2 - at * whole)).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 6 },
    );
  });

  it.each(['attention', 'entropy'] as const)('by %s keeps the subject in sight, in every size alike', async (focus) => {
    const picture = subject(600, 200, 470, 70, 60);
    for (const size of [200, 100, 50]) {
      const { pixels } = await resizePicture(picture, { width: size, height: size, fit: 'cover', focus });
      let [red, last] = [0, 0];
      for (let i = 0; i < size * size; i++) if (pixels[3 * i]! > 180) [red, last] = [red + 1, i];
      expect(red / size ** 2).toBeCloseTo(0.09, 1); // all of it: 60 × 60 of 200 × 200
      expect(last).toBeGreaterThan(0);
    }
    const offsets = await Promise.all(
      [1, 2, 4].map((times) =>
        focusOffset(
          picture,
          { width: 600 / times, height: 200 / times },
          { width: 200 / times, height: 200 / times },
          focus,
        ),
      ),
    );
    for (const [index, { left }] of offsets.entries())
      expect(Math.abs(left * [1, 2, 4][index]! - offsets[0]!.left)).toBeLessThan(4);
  });

  it('is found in the source, so that no style moves it', async () => {
    const source = subject(600, 200, 20, 70, 60);
    const painted = subject(600, 200, 500, 70, 60);
    const { pixels } = await resizePicture(
      painted,
      { width: 200, height: 200, fit: 'cover', focus: 'attention' },
      undefined,
      source,
    );
    expect(Math.max(...pixels.filter((_, i) => i % 3 === 0))).toBeLessThan(140); // the subject of the painted one is cut off
  });

  it('is the middle where nothing is said', async () => {
    expect(await focusOffset(subject(30, 10, 0, 0, 5), { width: 31, height: 10 }, { width: 10, height: 10 })).toEqual({
      left: 10,
      top: 0,
    });
  });

  it('is found in pictures with alpha and of 16 bits', async () => {
    const wide = pictureOf(noise(4 * 60 * 20, 65_536), 60, 20, 4);
    for (const focus of ['attention', 'entropy'] as const) {
      const { width, height } = await resizePicture(wide, { width: 10, height: 10, fit: 'cover', focus });
      expect([width, height]).toEqual([10, 10]);
    }
  });
});
