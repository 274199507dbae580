import { describe, expect, it } from 'vitest';
import { cellsOf, type Grid, MOST_CELLS, readGrid } from '../../../src/shared/grid';

const bare = { margin: 0, spacing: 0 };
const byCount = (columns: number, rows: number, gaps = bare): Grid => ({ by: 'count', columns, rows, ...gaps });
const bySize = (width: number, height: number, gaps = bare): Grid => ({ by: 'size', width, height, ...gaps });

describe('cellsOf', () => {
  it('divides a picture by the number of cells, counted row by row', () => {
    const cells = cellsOf(byCount(4, 2), { width: 256, height: 128 });
    expect(cells).toMatchObject({ columns: 4, rows: 2, width: 64, height: 64 });
    expect(cells.cell(0)).toEqual({ left: 0, top: 0, right: 64, bottom: 64 });
    expect(cells.cell(6)).toEqual({ left: 128, top: 64, right: 192, bottom: 128 });
  });

  it('keeps borders on whole pixels where it does not divide evenly, and loses none', () => {
    const cells = cellsOf(byCount(3, 1), { width: 100, height: 10 });
    expect([0, 1, 2].map((index) => [cells.cell(index).left, cells.cell(index).right])).toEqual([
      [0, 33],
      [33, 67],
      [67, 100],
    ]);
    expect(cells.width).toBeCloseTo(33.33, 2);
  });

  it('leaves out margin and spacing, and what would not be a whole cell', () => {
    const cells = cellsOf(bySize(16, 16, { margin: 1, spacing: 2 }), { width: 60, height: 40 });
    expect(cells).toMatchObject({ columns: 3, rows: 2 });
    expect(cells.cell(4)).toEqual({ left: 19, top: 19, right: 35, bottom: 35 });
    const counted = cellsOf(byCount(3, 2, { margin: 1, spacing: 2 }), { width: 54, height: 36 });
    expect(counted).toMatchObject({ width: 16, height: 16 });
    expect(counted.cell(4)).toEqual({ left: 19, top: 19, right: 35, bottom: 35 });
  });

  it('names the cell of a pixel, and none in a gap', () => {
    const cells = cellsOf(bySize(16, 16, { margin: 1, spacing: 2 }), { width: 60, height: 40 });
    expect(cells.at({ x: 1, y: 1 })).toBe(0);
    expect(cells.at({ x: 34, y: 20 })).toBe(4);
    for (const pixel of [
      { x: 0, y: 5 },
      { x: 17, y: 5 },
      { x: 5, y: 18 },
      { x: 59, y: 5 },
    ])
      expect(cells.at(pixel)).toBeUndefined();
  });

  it('has a cell within the picture for each grid, however senseless', () => {
    const picture = { width: 20, height: 7 };
    const grids = [
      bySize(500, 500),
      byCount(9999, 9999),
      bySize(1, 1, { margin: 50, spacing: 3 }),
      byCount(7, 7, { margin: 2, spacing: 900 }),
      byCount(2.5, 1),
    ];
    for (const grid of grids) {
      const cells = cellsOf(grid, picture);
      expect(cells.columns).toBeLessThanOrEqual(MOST_CELLS);
      for (let index = 0; index < cells.columns * cells.rows; index++) {
        const { left, top, right, bottom } = cells.cell(index);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(20);
        expect(bottom).toBeLessThanOrEqual(7);
        expect(Math.min(right - left, bottom - top)).toBeGreaterThan(0);
        expect(cells.at({ x: left, y: top })).toBe(index);
      }
    }
  });
});

describe('readGrid', () => {
  it.each([byCount(4, 2), bySize(16, 24, { margin: 1, spacing: 2 })])('takes what was remembered: %o', (grid) => {
    expect(readGrid(JSON.parse(JSON.stringify(grid)))).toEqual(grid);
  });

  it.each([undefined, 'grid', {}, byCount(0, 2), { ...byCount(1, 1), margin: -1 }, { ...bySize(8, 8), width: '8' }])(
    'knows what makes no sense: %o',
    (state) => expect(readGrid(state)).toBeUndefined(),
  );
});
