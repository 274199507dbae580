import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { GRID, REACH } from '../../src/engine/network/definition';
import type { Network } from '../../src/engine/network/runtime';
import { paint } from '../../src/engine/paint';
import type { Picture } from '../../src/engine/pictures/picture';
import { Statistics } from '../../src/engine/statistics';
import { EDGE, MARGIN, mirror, planTiles } from '../../src/engine/tiles';
import { difference, noise, openNetwork, painting, pictureOf, scene, someCode } from './studio';

const seed = 20240607;
const side = fc.integer({ min: 1, max: 400 });

describe('a plan of tiles', () => {
  const plans = (check: (width: number, height: number, step: number) => void) =>
    fc.assert(fc.property(side, side, fc.integer({ min: 1, max: 500 }), check), { seed, numRuns: 150 });

  it('covers every pixel exactly once', () => {
    plans((width, height, step) => {
      const covered = new Uint8Array(width * height);
      for (const { left, top, width: w, height: h } of planTiles(width, height, step))
        for (let y = top; y < top + h; y++) for (let x = left; x < left + w; x++) covered[y * width + x]!++;
      expect(covered.every((times) => times === 1)).toBe(true);
    });
  });

  it('keeps to the side asked for, or to the grid where that is smaller', () => {
    plans((width, height, step) => {
      for (const tile of planTiles(width, height, step))
        expect(Math.max(tile.width, tile.height)).toBeLessThanOrEqual(Math.max(GRID, step));
    });
  });

  it('encodes and decodes windows on the grid, with all that its pixels depend on', () => {
    plans((width, height, step) => {
      for (const { left, top, width: w, height: h, encoded, decoded } of planTiles(width, height, step))
        for (const [window, margin] of [
          [encoded, EDGE],
          [decoded, MARGIN],
        ] as const) {
          const numbers = [window.left, window.top, window.width, window.height];
          if (numbers.some((at) => at % GRID !== 0)) expect.fail(`off the grid: ${numbers}`);
          for (const [start, length, from, extent, whole] of [
            [left, w, window.left, window.width, width],
            [top, h, window.top, window.height, height],
          ] as const) {
            const end = Math.ceil(whole / GRID) * GRID + margin;
            const before = from >= -margin && from <= Math.max(-margin, start - REACH);
            const behind = from + extent <= end && from + extent >= Math.min(end, start + length + REACH);
            if (!before || !behind) expect.fail(`${start}+${length} of ${whole} in ${from}+${extent}`);
          }
        }
    });
  });

  it('is one tile where the side allows it', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        expect(planTiles(width, height, 1024)).toHaveLength(1);
      }),
      { seed },
    );
  });
});

describe('mirroring', () => {
  const anywhere = fc.integer({ min: -5000, max: 5000 });
  const holds = (check: (at: number, length: number) => void) =>
    fc.assert(fc.property(anywhere, side, check), { seed, numRuns: 500 });

  it('stays inside, and leaves what is inside where it is', () => {
    holds((at, length) => {
      const place = mirror(at, length);
      expect(Number.isInteger(place) && place >= 0 && place < length).toBe(true);
      if (at >= 0 && at < length) expect(place).toBe(at);
    });
  });

  it('is the same on both sides of either edge, which is not repeated', () => {
    holds((at, length) => {
      expect(mirror(-at, length)).toBe(mirror(at, length));
      expect(mirror(length - 1 + at, length)).toBe(mirror(length - 1 - at, length));
    });
  });

  it('moves by at most one pixel a step', () => {
    holds((at, length) => {
      expect(Math.abs(mirror(at + 1, length) - mirror(at, length))).toBe(length === 1 ? 0 : 1);
    });
  });
});

describe('statistics', () => {
  const [channels, columns, rows] = [5, 24, 16];
  const map = Float32Array.from(noise(channels * columns * rows), (v) => v / 50 - 2);
  const weights = Float32Array.from(noise(columns * rows, 256, 7), (v) => v / 255);
  const whole = { left: 0, top: 0, width: columns, height: rows };

  it('are means and deviations', () => {
    const statistics = new Statistics(channels);
    statistics.add(map, columns, rows, whole);
    const { mean, deviation } = statistics.moments();
    for (let c = 0; c < channels; c++) {
      const values = [...map.subarray(c * columns * rows, (c + 1) * columns * rows)];
      const average = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - average) ** 2, 0) / values.length;
      expect(mean[c]).toBeCloseTo(average, 9);
      expect(deviation[c]).toBeCloseTo(Math.sqrt(variance + 1e-5), 9);
    }
  });

  it.each([undefined, weights])('gathered in parts are those of the whole (%#)', (all) => {
    const once = new Statistics(channels);
    once.add(map, columns, rows, whole, all);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 16 }), (w, h) => {
        const parts = new Statistics(channels);
        for (let top = 0; top < rows; top += h)
          for (let left = 0; left < columns; left += w) {
            const area = { left, top, width: Math.min(w, columns - left), height: Math.min(h, rows - top) };
            const part = Float32Array.from({ length: area.width * area.height }, (_, i) => {
              const [x, y] = [left + (i % area.width), top + Math.floor(i / area.width)];
              return weights[y * columns + x]!;
            });
            parts.add(map, columns, rows, area, all && part);
          }
        for (const key of ['mean', 'deviation'] as const)
          expect(difference(parts.moments()[key], once.moments()[key])).toBeLessThan(1e-9);
      }),
      { seed, numRuns: 40 },
    );
  });

  it('count a cell without weight not at all', () => {
    const [seen, all] = [new Statistics(channels), new Statistics(channels)];
    const left = { ...whole, width: columns / 2 };
    seen.add(map, columns, rows, left);
    const half = Float32Array.from({ length: columns * rows }, (_, i) => (i % columns < columns / 2 ? 1 : 0));
    all.add(map, columns, rows, whole, half);
    expect(difference(seen.moments().mean, all.moments().mean)).toBeLessThan(1e-9);
  });

  it('are numbers even of nothing', () => {
    const { mean, deviation } = new Statistics(channels).moments();
    for (const v of [...mean, ...deviation]) expect(Number.isFinite(v)).toBe(true);
  });
});

describe('a picture in tiles', () => {
  let network: Network;
  let code: Float32Array;
  beforeAll(async () => {
    network = await openNetwork();
    code = await someCode(network);
  });

  const ragged = (width: number, height: number): Uint8Array => {
    const pixels = scene(width, height, 4);
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      pixels[4 * i + 3] = 255 * Math.min(1, Math.max(0, 0.5 + 2 * Math.sin(x / 13) * Math.cos(y / 19)));
    }
    return pixels;
  };
  const pictures: [string, Picture][] = [
    ['200×136 of noise', pictureOf(noise(3 * 200 * 136) as Uint8Array, 200, 136)],
    ['157×93', pictureOf(scene(157, 93), 157, 93)],
    ['157×93 with transparency', pictureOf(ragged(157, 93), 157, 93, 4)],
    ['201×10', pictureOf(scene(201, 10), 201, 10)],
  ];

  it.each(pictures)('equals the picture in one piece: %s', async (_, picture) => {
    const whole = (await paint(network, picture, code, painting({ tile: 4096 }))).pixels;
    expect(difference(whole, picture.pixels)).toBeGreaterThan(10);
    for (const tile of [64, 72, 104, 200]) {
      const { pixels } = await paint(network, picture, code, painting({ tile }));
      expect(difference(pixels, whole)).toBeLessThanOrEqual(1);
    }
  });

  it('equals it also where the samples lie in a Buffer, as sharp gives them, and leaves them as they were', async () => {
    const picture = pictureOf(Buffer.from(scene(232, 64)), 232, 64);
    const whole = (await paint(network, picture, code, painting())).pixels;
    const { pixels } = await paint(network, picture, code, painting({ tile: 64 }));
    expect(difference(pixels, whole)).toBeLessThanOrEqual(1);
    expect(difference(picture.pixels, scene(232, 64))).toBe(0);
  });

  it('equals it in 16 bits as well', async () => {
    const picture = pictureOf(
      Uint16Array.from(scene(120, 72), (v) => v * 257),
      120,
      72,
    );
    const whole = (await paint(network, picture, code, painting())).pixels;
    expect(difference((await paint(network, picture, code, painting({ tile: 64 }))).pixels, whole)).toBeLessThan(257);
  });

  it('does not depend on what lies around a piece: a tile at the edge and one inside meet without a seam', async () => {
    const flat = pictureOf(new Uint8Array(3 * 144 * 48).fill(120), 144, 48);
    const whole = (await paint(network, flat, code, painting())).pixels;
    const tiled = (await paint(network, flat, code, painting({ tile: 48 }))).pixels;
    expect(difference(tiled, whole)).toBeLessThanOrEqual(1);
  });

  it('shows no frame: a flat picture is as flat at its border as inside', async () => {
    const flat = pictureOf(new Uint8Array(3 * 96 * 96).fill(120), 96, 96);
    const { pixels } = await paint(network, flat, code, painting());
    const at = (x: number, y: number) => pixels.subarray(3 * (y * 96 + x), 3 * (y * 96 + x) + 3);
    const inside = (v: number) => 48 + (v % GRID); // the same place on the network's grid, which may show
    for (const [x, y] of [
      [0, 0],
      [95, 95],
      [0, 48],
      [48, 95],
    ] as const)
      expect(difference(at(x, y), at(inside(x), inside(y)))).toBeLessThanOrEqual(2);
  });
});
