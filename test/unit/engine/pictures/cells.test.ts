import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutCell, extrude, layCell } from '../../../../src/engine/pictures/cells';
import { atlasCells } from '../../../../src/shared/cells';
import { difference, noise, pictureOf } from '../../../engine/studio';

const rect = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

describe('the cells of a sheet', () => {
  it('cut and laid back make the same sheet, byte for byte, whatever the atlas, the depth and the frame', () => {
    const [width, height] = [40, 30];
    const side = fc.integer({ min: 1, max: 12 });
    const frame = fc
      .tuple(fc.nat(width - 1), fc.nat(height - 1), side, side, fc.boolean())
      .map(([x, y, w, h, turned]) => {
        return { name: '', rect: rect(x, y, Math.min(w, width - x), Math.min(h, height - y)), turned };
      });
    const channels = fc.constantFrom(3 as const, 4 as const);
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1 }), channels, fc.constantFrom(256, 65536), (frames, count, limit) => {
        const pixels = noise(2 * width * height * count, limit, 5);
        const sheet = pictureOf(pixels.slice(), width, height, count, 2);
        const cut = atlasCells(frames, sheet).map((cell) => ({ cell, picture: cutCell(sheet, 1, cell) }));
        for (const { cell, picture } of cut)
          layCell(sheet, 1, cell, { ...picture, pixels: picture.pixels.map(() => 0) });
        expect(difference(sheet.pixels, pixels)).toBeGreaterThan(0);
        for (const { cell, picture } of cut) layCell(sheet, 1, cell, picture);
        expect(difference(sheet.pixels, pixels)).toBe(0);
      }),
      { seed: 1 },
    );
  });

  it('that lie turned to the right are cut upright', () => {
    // 1 2 3 turned to the right reads 1, 2, 3 downwards; its top is at the right
    const sheet = pictureOf(new Uint8Array([9, 4, 1, 9, 5, 2, 9, 6, 3].flatMap((v) => [v, v, v])), 3, 3);
    const { width, height, pixels } = cutCell(sheet, 0, { rect: rect(1, 0, 2, 3), turned: true });
    expect([width, height]).toEqual([3, 2]);
    expect(Array.from(pixels.filter((_, i) => i % 3 === 0))).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('extrude', () => {
  it('repeats the edges of a cell around it, corners too, but neither in cells nor where nothing was to be seen', () => {
    const [width, height] = [6, 5];
    const pixels = new Uint8Array(width * height * 4);
    const set = (x: number, y: number, v: number, alpha = 255) => pixels.set([v, v, v, alpha], (y * width + x) * 4);
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) set(x, y, 7);
    for (const [x, y, v] of [[1, 1, 1], [2, 1, 2], [1, 2, 3], [2, 2, 4]] as const) set(x, y, v); // biome-ignore format: a cell
    set(3, 3, 7, 128); // half transparent: no copy of the cell's edge
    set(4, 1, 50);
    const sheet = pictureOf(pixels, width, height, 4);
    const cells = [rect(1, 1, 2, 2), rect(4, 1, 1, 1)].map((own) => ({ rect: own, turned: false }));
    extrude(sheet, 0, cells, 1);
    const row = (y: number) => Array.from({ length: width }, (_, x) => sheet.pixels[(y * width + x) * 4]);
    expect([0, 1, 2, 3, 4].map(row)).toEqual([
      [1, 1, 2, 2, 0, 0],
      [1, 1, 2, 2, 50, 0],
      [3, 3, 4, 4, 0, 0],
      [3, 3, 4, 7, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ]);
    expect(sheet.pixels[(1 * width + 5) * 4 + 3]).toBe(0);
  });
});
