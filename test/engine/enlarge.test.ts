import { beforeAll, describe, expect, it } from 'vitest';
import { enlarged, isEnlarged, paintEnlarged } from '../../src/engine/enlarge';
import type { Network } from '../../src/engine/network/runtime';
import { paint } from '../../src/engine/paint';
import type { Picture } from '../../src/engine/pictures/picture';
import { difference, noise, openNetwork, painting, pictureOf, someCode } from './studio';

let network: Network;
let code: Float32Array;
beforeAll(async () => {
  network = await openNetwork();
  code = await someCode(network);
});

/** A small face on a clear ground, as pixel art has it. */
function face(): Picture {
  const rows = ['..####..', '.######.', '##-##-##', '########', '#-####-#', '##----##', '.######.', '..####..'];
  const colours: Record<string, number[]> = { '.': [0, 0, 0, 0], '#': [240, 190, 60, 255], '-': [50, 30, 60, 255] };
  const doubled = rows.flatMap((row) => [row, row]);
  const pixels = doubled.flatMap((row) => [...row].flatMap((sign) => [...colours[sign]!, ...colours[sign]!]));
  return pictureOf(Uint8Array.from(pixels), 16, 16, 4);
}

/** How the lightness of the visible pixels goes together with that of the picture: 1 for the very same, 0 for nothing. */
function likeness(a: Picture, b: Picture): number {
  const visible = Array.from({ length: 256 }, (_, i) => 4 * i).filter((at) => a.pixels[at + 3] === 255);
  const luma = ({ pixels }: Picture) => visible.map((at) => pixels[at]! + pixels[at + 1]! + pixels[at + 2]!);
  const centred = [luma(a), luma(b)].map((values) => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return values.map((v) => v - mean);
  });
  const product = (x: number[], y: number[]) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
  const [x, y] = centred as [number[], number[]];
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

describe('a small picture', () => {
  it('keeps its shapes, half of which are lost where it is painted in its own size', async () => {
    const picture = face();
    const plain = await paint(network, picture, code, painting());
    const better = await paintEnlarged(picture, (large) => paint(network, large, code, painting()));
    const [kept, lost] = [likeness(picture, better), likeness(picture, plain)].map((r) => r * r) as [number, number];
    expect(kept).toBeGreaterThan(0.64);
    expect(lost).toBeLessThan(kept - 0.2);
    expect(better).toMatchObject({ width: 16, height: 16 });
    for (let at = 3; at < 1024; at += 4) expect(better.pixels[at]).toBe(picture.pixels[at]);
  });

  it('that is not changed comes back as it was, whatever its size, depth and frames', async () => {
    for (const [width, height, channels, limit] of [
      [1, 1, 3, 256],
      [16, 9, 4, 256],
      [33, 40, 4, 65536],
      [127, 5, 3, 256],
    ] as const) {
      const picture = pictureOf(noise(2 * width * height * channels, limit), width, height, channels, 2);
      const same = await paintEnlarged(picture, async (large) => large);
      expect(difference(same.pixels, picture.pixels)).toBe(0);
    }
  });

  it('is enlarged to about 128 pixels, and not at all from there on', () => {
    const size = (width: number, height: number) => {
      const large = enlarged(pictureOf(new Uint8Array(width * height * 3), width, height));
      return [large.width, large.height];
    };
    expect([size(8, 8), size(16, 12), size(32, 32), size(64, 10), size(100, 100)]).toEqual([
      [64, 64],
      [64, 48],
      [128, 128],
      [128, 20],
      [200, 200],
    ]);
    expect([isEnlarged({ width: 127, height: 2 }), isEnlarged({ width: 128, height: 2 })]).toEqual([true, false]);
  });
});
