import { describe, expect, it } from 'vitest';
import { guessGrid } from '../../../../webview-ui/comparer/guessGrid';

const bare = { margin: 0, spacing: 0 };

describe('guessGrid by gaps', () => {
  it('finds the cells of a strip, however wide the pictures in them are', () => {
    const columns = seen(256, [4, 60], [70, 120], [140, 180], [193, 250]);
    expect(guessGrid({ width: 256, height: 64 }, { columns, rows: seen(64, [3, 62]) })).toEqual(byCount(4, 1));
  });

  it('allows a picture to reach one side of a border', () => {
    const columns = seen(128, [0, 32], [33, 64], [65, 90], [96, 128]);
    expect(guessGrid({ width: 128, height: 32 }, { columns, rows: seen(32, [0, 32]) })).toEqual(byCount(4, 1));
  });

  it('rather takes square cells than halves of them', () => {
    const halves = [0, 64, 128, 192].flatMap((at): [number, number][] => [
      [at + 4, at + 28],
      [at + 36, at + 60],
    ]);
    const occupancy = { columns: seen(256, ...halves), rows: seen(64, [2, 60]) };
    expect(guessGrid({ width: 256, height: 64 }, occupancy)).toEqual(byCount(4, 1));
  });

  it('counts empty cells at the end of a sheet', () => {
    const columns = seen(256, [4, 60], [70, 120], [140, 180]);
    const rows = seen(128, [4, 60], [70, 120]);
    expect(guessGrid({ width: 256, height: 128 }, { columns, rows })).toEqual(byCount(4, 2));
  });

  it('finds margin and spacing of tiles that fill their cells', () => {
    const tiles = (count: number): [number, number][] =>
      Array.from({ length: count }, (_, index) => [2 + index * 17, 18 + index * 17]);
    const occupancy = { columns: seen(139, ...tiles(8)), rows: seen(54, ...tiles(3)) };
    const grid = { by: 'size', width: 16, height: 16, margin: 2, spacing: 1 };
    expect(guessGrid({ width: 139, height: 54 }, occupancy)).toEqual(grid);
  });

  it('takes equal pictures in even cells for what they are', () => {
    const columns = seen(256, [12, 52], [76, 116], [140, 180], [204, 244]);
    expect(guessGrid({ width: 256, height: 64 }, { columns, rows: seen(64, [12, 52]) })).toEqual(byCount(4, 1));
  });

  it('reads them from a smaller copy too', () => {
    const occupancy = { columns: seen(400, [5, 90], [110, 195], [205, 280], [310, 390]), rows: seen(100, [5, 95]) };
    expect(guessGrid({ width: 8000, height: 2000 }, occupancy)).toEqual(byCount(4, 1));
  });
});

describe('guessGrid without gaps', () => {
  const full = (width: number, height: number) => ({
    columns: seen(width, [0, width]),
    rows: seen(height, [0, height]),
  });

  it.each([
    [320, 192, 64],
    [1024, 128, 128],
    [64, 512, 64],
  ])('takes square cells for %i × %i', (width, height, side) => {
    const grid = { by: 'size', width: side, height: side, ...bare };
    expect(guessGrid({ width, height })).toEqual(grid);
    expect(guessGrid({ width, height }, full(width, height))).toEqual(grid);
  });

  it.each([
    [512, 512],
    [301, 200],
  ])('takes 4 × 4 where the sides tell nothing: %i × %i', (width, height) => {
    expect(guessGrid({ width, height }, full(width, height))).toEqual(byCount(4, 4));
  });

  it('is not misled by a picture with nothing on it', () => {
    const occupancy = { columns: seen(256), rows: seen(64) };
    expect(guessGrid({ width: 256, height: 64 }, occupancy)).toEqual({ by: 'size', width: 64, height: 64, ...bare });
  });
});

function byCount(columns: number, rows: number) {
  return { by: 'count', columns, rows, ...bare };
}

function seen(length: number, ...runs: [number, number][]): boolean[] {
  return Array.from({ length }, (_, at) => runs.some(([start, end]) => at >= start && at < end));
}
