import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleedUnder, premultiplied, straightened, thresholded } from '../../src/engine/pictures/alpha';
import { resizePicture } from '../../src/engine/pictures/resize';
import { noise, pictureOf } from './studio';

const pictures = fc.record({ wide: fc.boolean(), seed: fc.nat(999) }).map(({ wide, seed }) => {
  const pixels = noise(4 * 12 * 9, wide ? 65_536 : 256, seed);
  const white = wide ? 65_535 : 255;
  // a third is clear, a third opaque
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = i % 3 === 0 ? 0 : i % 3 === 1 ? white : pixels[i]!;
  return pictureOf(pixels, 12, 9, 4);
});
const alphas = ({ pixels }: { pixels: ArrayLike<number> }) => Array.from(pixels).filter((_, i) => i % 4 === 3);

/** A red disc, soft at its edge, on clear black. */
function disc(side: number) {
  const pixels = new Uint8Array(4 * side * side);
  for (let i = 0; i < side * side; i++) {
    const far = Math.hypot((i % side) - side / 2 + 0.5, Math.floor(i / side) - side / 2 + 0.5);
    const alpha = 255 * Math.min(1, Math.max(0, side / 3 - far));
    pixels.set(alpha >= 1 ? [220, 30, 40, alpha] : [0, 0, 0, 0], 4 * i);
  }
  return pictureOf(pixels, side, side, 4);
}

describe('hard edges', () => {
  it('are opaque from the threshold on, and clear below', () => {
    fc.assert(
      fc.property(pictures, fc.double({ min: 0, max: 1, noNaN: true }), (picture, threshold) => {
        const white = picture.pixels instanceof Uint16Array ? 65_535 : 255;
        const expected = alphas(picture).map((alpha) => (alpha > 0 && alpha >= threshold * white ? white : 0));
        expect(alphas(thresholded(picture, threshold))).toEqual(expected);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it('leave no black for filters to find, and the picture itself as it was', () => {
    const picture = disc(48);
    const before = picture.pixels.slice();
    const { pixels } = thresholded(picture, 0.5);
    for (let i = 0; i < 48 * 48; i++) {
      const beside = [i - 1, i + 1, i - 48, i + 48].some((at) => pixels[4 * at + 3] === 255);
      if (pixels[4 * i + 3] === 0 && beside) expect([...pixels.subarray(4 * i, 4 * i + 3)]).toEqual([220, 30, 40]);
    }
    expect(picture.pixels).toEqual(before);
  });
});

describe('colours multiplied by alpha', () => {
  it('come back as they were once they were divided: not a sample differs', () => {
    fc.assert(
      fc.property(pictures, (straight) => {
        const multiplied = premultiplied(straight);
        expect(premultiplied(straightened(multiplied)).pixels).toEqual(multiplied.pixels);
        expect(alphas(multiplied)).toEqual(alphas(straight));
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it('are never more than alpha', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { pixels } = premultiplied(picture);
        for (let i = 0; i < pixels.length; i++) expect(pixels[i]).toBeLessThanOrEqual(pixels[i | 3]!);
      }),
      { seed: 5, numRuns: 20 },
    );
  });
});

describe('what is clear', () => {
  it('gets the colours beside it, as far as a filter reaches, and no more', () => {
    const side = 64;
    const picture = disc(side);
    bleedUnder(picture);
    const at = (x: number, y: number) => [...picture.pixels.subarray(4 * (y * side + x), 4 * (y * side + x) + 4)];
    expect(at(32, 9)).toEqual([220, 30, 40, 0]);
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    expect(at(32, 32)).toEqual([220, 30, 40, 255]);
  });

  it('keeps them in another size', async () => {
    const small = await resizePicture(disc(96), { scale: 0.5 });
    const { pixels } = small;
    for (let i = 0; i < 48 * 48; i++) {
      const beside = [i - 1, i + 1, i - 48, i + 48].some((at) => pixels[4 * at + 3]! > 0);
      if (pixels[4 * i + 3] === 0 && beside) expect(pixels[4 * i]).toBeGreaterThan(200);
    }
  });
});
