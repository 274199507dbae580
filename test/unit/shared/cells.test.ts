import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atlasCells, gridCells, scaledCells } from '../../../src/shared/cells';

const rect = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const frame = (left: number, top: number, width: number, height: number, turned = false) => ({
  name: `${left}`,
  rect: rect(left, top, width, height),
  turned,
});
const sheet = { width: 64, height: 48 };

describe('gridCells', () => {
  it('gives cells row by row', () => {
    const cells = gridCells({ by: 'size', width: 16, height: 16, margin: 1, spacing: 2 }, sheet);
    expect(cells).toHaveLength(3 * 2);
    expect(cells[4]).toEqual({ rect: rect(19, 19, 16, 16), turned: false });
  });

  it.each([
    [{ by: 'size', width: 65, height: 8, margin: 0, spacing: 0 }, 'cells of 65 × 8 do not fit into its 64 × 48 pixels'],
    [{ by: 'size', width: 8, height: 46, margin: 2, spacing: 0 }, 'cells of 8 × 46 do not fit'],
    [{ by: 'count', columns: 40, rows: 1, margin: 0, spacing: 1 }, '40 × 1 cells do not fit'],
  ] as const)('says so where none fits: %j', (grid, message) => {
    expect(() => gridCells(grid, sheet)).toThrow(message);
  });
});

describe('atlasCells', () => {
  it('takes frames that share a place for one, and those that overlap together', () => {
    const cells = atlasCells(
      [
        frame(0, 0, 8, 8),
        frame(10, 0, 8, 8, true),
        frame(10, 0, 8, 8, true),
        frame(40, 0, 10, 10),
        frame(45, 5, 10, 10),
      ],
      sheet,
    );
    expect(cells).toEqual([
      { rect: rect(0, 0, 8, 8), turned: false },
      { rect: rect(10, 0, 8, 8), turned: true },
      { rect: rect(40, 0, 15, 15), turned: false },
    ]);
  });

  it('leaves no two cells that overlap, and no frame without its cell', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const frames = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 44 }), fc.integer({ min: 0, max: 28 }), side, side, fc.boolean()),
    );
    fc.assert(
      fc.property(frames, (tuples) => {
        const all = tuples.map((tuple) => frame(...tuple));
        const cells = atlasCells(all, sheet);
        const taken = new Uint8Array(sheet.width * sheet.height);
        for (const { rect: own } of cells)
          for (let y = own.top; y < own.bottom; y++)
            for (let x = own.left; x < own.right; x++) taken[y * sheet.width + x]! += 1;
        expect(Math.max(...taken)).toBeLessThanOrEqual(1);
        for (const { rect: own } of all)
          expect(
            cells.some(
              ({ rect: r }) => r.left <= own.left && r.top <= own.top && r.right >= own.right && r.bottom >= own.bottom,
            ),
          ).toBe(true);
      }),
      { seed: 3 },
    );
  });

  it('names the frame that lies outside', () => {
    expect(() => atlasCells([frame(60, 0, 8, 8)], sheet)).toThrow('the frame "60" lies outside its 64 × 48 pixels');
  });
});

describe('scaledCells', () => {
  it('never makes one empty', () => {
    expect(scaledCells([{ rect: rect(10, 10, 2, 20), turned: false }], 0.1)).toEqual([
      { rect: rect(1, 1, 1, 2), turned: false },
    ]);
  });
});
