import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine';
import type { Network } from '../../src/engine/network/runtime';
import { blendCodes, paint } from '../../src/engine/paint';
import type { Picture } from '../../src/engine/pictures/picture';
import { difference, noise, openNetwork, painting, pictureOf, scene, someCode } from './studio';

let network: Network;
let code: Float32Array;
let other: Float32Array;
beforeAll(async () => {
  network = await openNetwork();
  code = await someCode(network, 3);
  other = await someCode(network, 17);
});

const [width, height] = [96, 64];
const picture = pictureOf(scene(width, height), width, height);
const painted = async (of: Picture, change = {}, as = code): Promise<Picture['pixels']> =>
  (await paint(network, of, as, painting(change))).pixels;
const meanDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, v, i) => sum + Math.abs(v - b[i]!), 0) / a.length;

describe('a blend of styles', () => {
  const [one, two] = [noise(256), noise(256, 256, 2)].map((values) => Float32Array.from(values, (v) => v / 128 - 1));
  const blend = (...weights: [number, number]) =>
    blendCodes([
      { code: one!, weight: weights[0] },
      { code: two!, weight: weights[1] },
    ]);

  it('is one style alone where the other has next to no weight', () => {
    expect(difference(blend(1, 1e-9), one!)).toBeLessThan(1e-6);
    expect(difference(blend(1e-9, 1), two!)).toBeLessThan(1e-6);
  });

  it('knows shares only: the sum of the weights does not matter', () => {
    expect(difference(blend(1, 3), blend(250, 750))).toBeLessThan(1e-6);
  });

  it('does not depend on the order', () => {
    const swapped = blendCodes([
      { code: two!, weight: 3 },
      { code: one!, weight: 1 },
    ]);
    expect(difference(blend(1, 3), swapped)).toBeLessThan(1e-6);
  });

  it('of a style with itself is that style', () => {
    const twice = [
      { code: one!, weight: 2 },
      { code: one!, weight: 5 },
    ];
    expect(difference(blendCodes(twice), one!)).toBeLessThan(1e-6);
  });

  it('paints between its styles', async () => {
    const [a, b, between] = [
      await painted(picture),
      await painted(picture, {}, other),
      await painted(picture, {}, blendCodes([code, other].map((part) => ({ code: part, weight: 1 })))),
    ];
    expect(meanDifference(a, b)).toBeGreaterThan(0.5);
    expect(meanDifference(between, a)).toBeLessThan(meanDifference(a, b) * 1.1);
    expect(meanDifference(between, b)).toBeLessThan(meanDifference(a, b) * 1.1);
  });
});

describe('strength', () => {
  it('0 gives the very samples back', async () => {
    expect(await painted(picture, { strength: 0 })).toEqual(picture.pixels);
  });

  it('is continuous: a little more changes a little', async () => {
    const full = meanDifference(await painted(picture), picture.pixels);
    expect(full).toBeGreaterThan(2);
    const little = await painted(picture, { strength: 0.01 });
    expect(difference(little, picture.pixels)).toBeLessThan(16);
    for (const strength of [0.1, 0.15, 0.5, 0.99]) {
      const step = meanDifference(
        await painted(picture, { strength }),
        await painted(picture, { strength: strength + 0.01 }),
      );
      expect(step).toBeLessThan(Math.max(3, full / 5));
    }
  });

  it('nears the full style as it grows', async () => {
    const full = await painted(picture);
    const away = [];
    for (const strength of [0.2, 0.5, 0.8, 0.95]) away.push(meanDifference(await painted(picture, { strength }), full));
    expect(away).toEqual([...away].sort((a, b) => b - a));
    expect(away.at(-1)).toBeLessThan(away[0]! / 2);
  });

  it('moves away from the source as it grows', async () => {
    const away = [];
    for (const strength of [0, 0.05, 0.1, 0.15])
      away.push(meanDifference(await painted(picture, { strength }), picture.pixels));
    expect(away).toEqual([...away].sort((a, b) => a - b));
    expect(away.at(-1)).toBeGreaterThan(away[1]!);
  });
});

describe('keeping colours', () => {
  const chroma = (pixels: Picture['pixels'], i: number): [number, number] => {
    const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    return [0.564 * (b - luma), 0.713 * (r - luma)];
  };

  it.each([3, 4] as const)('leaves hue and saturation where nothing is clipped, of %i channels', async (channels) => {
    const source = pictureOf(scene(width, height, channels), width, height, channels);
    const pixels = await painted(source, { preserveColor: true });
    let compared = 0;
    for (let i = 0; i < pixels.length; i += channels) {
      const rgb = pixels.subarray(i, i + 3);
      if (Math.min(...rgb) === 0 || Math.max(...rgb) === 255) continue;
      expect(difference(chroma(pixels, i), chroma(source.pixels, i))).toBeLessThan(1.5);
      compared++;
    }
    expect(compared).toBeGreaterThan((width * height) / 4);
  });

  it('keeps grey grey', async () => {
    const grey = noise(width * height) as Uint8Array;
    const pixels = await painted(
      pictureOf(
        Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]!),
        width,
        height,
      ),
      { preserveColor: true },
    );
    const tints = Array.from({ length: grey.length }, (_, i) => {
      const rgb = pixels.subarray(3 * i, 3 * i + 3);
      return Math.max(...rgb) - Math.min(...rgb);
    });
    expect(Math.max(...tints)).toBeLessThanOrEqual(1);
  });

  it('takes the lightness of the painted picture', async () => {
    const lumas = (pixels: Picture['pixels']) =>
      Array.from({ length: width * height }, (_, i) => {
        const [r, g, b] = pixels.subarray(3 * i, 3 * i + 3);
        return 0.299 * r! + 0.587 * g! + 0.114 * b!;
      });
    const [kept, free] = [await painted(picture, { preserveColor: true }), await painted(picture)];
    expect(meanDifference(lumas(kept), lumas(free))).toBeLessThan(meanDifference(lumas(kept), lumas(picture.pixels)));
  });
});

describe('an animation', () => {
  const join2 = (a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b]);
  const [first, second] = [scene(width, height), scene(width, height, 3, 99).map((v) => v >> 1)];
  const halves = (pixels: Picture['pixels']) =>
    [pixels.subarray(0, pixels.length / 2), pixels.subarray(pixels.length / 2)] as const;

  it('paints two identical frames identically', async () => {
    const twins = pictureOf(join2(first, first), width, height, 3, 2);
    for (const tile of [1024, 64]) {
      const [a, b] = halves(await painted(twins, { tile }));
      expect(difference(a, b)).toBe(0);
    }
  });

  it('of identical frames is painted like the single picture', async () => {
    const [frame] = halves(await painted(pictureOf(join2(first, first), width, height, 3, 2)));
    expect(difference(frame, await painted(pictureOf(first, width, height)))).toBeLessThanOrEqual(1);
  });

  it('shares statistics, so that a frame alone would look different', async () => {
    const [frame] = halves(await painted(pictureOf(join2(first, second), width, height, 3, 2)));
    expect(difference(frame, await painted(pictureOf(first, width, height)))).toBeGreaterThan(2);
  });

  it('skips an invisible frame and leaves it as it was', async () => {
    const shown = scene(width, height, 4);
    const hidden = scene(width, height, 4, 5).map((v, i) => (i % 4 === 3 ? 0 : v));
    const [a, b] = halves(await painted(pictureOf(join2(shown, hidden), width, height, 4, 2)));
    expect(difference(b, hidden)).toBe(0);
    expect(difference(a, shown)).toBeGreaterThan(2);
  });
});

describe('progress and cancellation', () => {
  it('counts each tile twice, up to the total', async () => {
    const seen: [number, number][] = [];
    await painted(picture, { tile: 64, progress: (done: number, total: number) => seen.push([done, total]) });
    expect(seen).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
  });

  it('does not touch the picture it was given', async () => {
    const before = picture.pixels.slice();
    await painted(picture);
    expect(picture.pixels).toEqual(before);
  });

  describe('by a pause that throws', () => {
    let folder: string;
    let engine: Engine;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'stylize-paint-'));
      const options = { provider: 'cpu', threads: 2, cacheFolder: join(folder, 'cache') };
      engine = await Engine.open(join(__dirname, '../../models/base.safetensors'), options, () => {});
      const png = await sharp(picture.pixels, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      await writeFile(join(folder, 'source.png'), png);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    // two tiles in two passes, then once before writing
    it.each([1, 2, 3, 4, 5])('the %i. time leaves no output and an engine that works', async (last) => {
      const output = join(folder, 'out', 'painted.png');
      const references = [{ path: join(folder, 'source.png'), weight: 1 }];
      const style = { references, strength: 1, preserveColor: false };
      const outputs = [{ output, format: 'png' as const }];
      const params = { source: join(folder, 'source.png'), outputs, style, tile: 64 };
      const cancelled = new Error('cancelled');
      let pauses = 0;
      const pause = async () => {
        if (++pauses === last) throw cancelled;
      };
      await expect(engine.apply(params, { progress() {}, pause })).rejects.toBe(cancelled);
      expect(pauses).toBe(last);
      expect(existsSync(join(folder, 'out')) ? await readdir(join(folder, 'out')) : []).toEqual([]);
      await engine.apply(params, { progress() {}, async pause() {} });
      expect(await readdir(join(folder, 'out'))).toEqual(['painted.png']);
      await rm(output);
    });
  });
});
