import { beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../src/engine/network/runtime';
import type { PaintOptions } from '../../src/engine/paint';
import type { Picture } from '../../src/engine/pictures/picture';
import { checkScale, paintAtScale } from '../../src/engine/strokeScale';
import { difference, noise, openNetwork, painting, pictureOf, scene, someCode } from './studio';

let network: Network;
let code: Float32Array;
beforeAll(async () => {
  network = await openNetwork();
  code = await someCode(network, 3);
});

const [width, height] = [120, 88];
const picture = pictureOf(scene(width, height), width, height);
const painted = (of: Picture, strokeScale: number, change: Partial<PaintOptions> = {}) =>
  paintAtScale(network, of, code, { ...painting(change), strokeScale });

describe('strokes of another size', () => {
  it('are larger: less changes from pixel to pixel', async () => {
    const [fine, usual, bold] = await Promise.resolve([0.5, 1, 2]).then(async (scales) => {
      const results = [];
      for (const scale of scales) results.push(roughness((await painted(picture, scale)).pixels));
      return results;
    });
    expect(bold).toBeLessThan(0.9 * usual!);
    expect(fine).toBeGreaterThan(bold!);
  });

  it('keep size, alpha and what is fully transparent', async () => {
    const pixels = scene(width, height, 4).map((value, i) => (i % 4 === 3 && (i >> 2) % width < 40 ? 0 : value));
    const sprite = pictureOf(pixels, width, height, 4);
    for (const scale of [0.5, 1.5]) {
      const result = await painted(sprite, scale);
      expect([result.width, result.height, result.channels]).toEqual([width, height, 4]);
      const alpha = (of: ArrayLike<number>) => Array.from(of).filter((_, i) => i % 4 === 3);
      expect(alpha(result.pixels)).toEqual(alpha(sprite.pixels));
      // but for what filters of game engines mix in at the edge
      const far = 4 * 20;
      expect([...result.pixels.subarray(0, far)]).toEqual([...sprite.pixels.subarray(0, far)]);
      // no black from beyond the edge
      const edge = (40 + 40 * width) * 4;
      expect(Math.max(...result.pixels.subarray(edge, edge + 3))).toBeGreaterThan(30);
    }
  });

  it('keep 16 bits and frames', async () => {
    const deep = pictureOf(noise(2 * width * height * 3, 65536), width, height, 3, 2);
    const result = await painted(deep, 2);
    expect(result.pixels).toBeInstanceOf(Uint16Array);
    expect(result.pixels).toHaveLength(deep.pixels.length);
    expect(Math.max(...result.pixels)).toBeGreaterThan(20_000);
  });

  it('fade to the picture itself with the strength, and keep its colours if asked to', async () => {
    expect((await painted(picture, 2, { strength: 0 })).pixels).toBe(picture.pixels);
    const weak = (await painted(picture, 2, { strength: 0.001 })).pixels;
    expect(difference(weak, picture.pixels)).toBeLessThanOrEqual(3);
    const kept = (await painted(picture, 1.5, { preserveColor: true })).pixels;
    const chroma = (of: ArrayLike<number>, i: number) => [of[i]! - of[i + 1]!, of[i + 1]! - of[i + 2]!];
    let compared = 0;
    for (let i = 0; i < kept.length; i += 3) {
      if (Math.min(kept[i]!, kept[i + 1]!, kept[i + 2]!) < 3 || Math.max(kept[i]!, kept[i + 1]!, kept[i + 2]!) > 252)
        continue;
      expect(difference(chroma(kept, i), chroma(picture.pixels, i))).toBeLessThanOrEqual(1);
      compared++;
    }
    expect(compared).toBeGreaterThan(1000);
  });

  it('are refused where the picture would become larger than any may be', () => {
    const poster = { ...picture, width: 18_000, height: 12_000 };
    expect(() => checkScale(poster, undefined, 'poster.png')).not.toThrow();
    expect(() => checkScale(poster, 0.5, 'poster.png')).toThrow(/864 million/);
  });
});

/** Mean difference of neighbours in a row. */
function roughness(pixels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 3; i < pixels.length; i++) sum += Math.abs(pixels[i]! - pixels[i - 3]!);
  return sum / pixels.length;
}
