import * as z from 'zod/mini';
import type { Rect, Size } from './rect';

const count = z.number().check(z.minimum(1));
const length = z.number().check(z.minimum(0));
const gaps = { margin: length, spacing: length };
const gridSchema = z.union([
  z.object({ by: z.literal('count'), columns: count, rows: count, ...gaps }),
  z.object({ by: z.literal('size'), width: count, height: count, ...gaps }),
]);

/**
 * How a picture is divided into cells: by their number each way, or by their size. `margin` lies around all of them, `spacing`
 * between two neighbours; lengths in pixels.
 */
export type Grid = z.output<typeof gridSchema>;

/** The cells of a picture, counted from 0, row by row. */
export interface Cells {
  columns: number;
  rows: number;
  /** Of a cell, in pixels; a fraction where the picture can't be divided evenly. */
  width: number;
  height: number;
  cell(index: number): Rect;
  /** The cell that a pixel is in; undefined in margins and gaps. */
  at(pixel: { x: number; y: number }): number | undefined;
}

/** Cells each way at most: smaller ones than a pixel make no sense, and more than these can't be told apart. */
export const MOST_CELLS = 512;

/** The cells that a grid makes of a picture: one at least, all of them within it, on whole pixels. */
export function cellsOf(grid: Grid, picture: Size): Cells {
  const across = divide(grid, picture.width, grid.by === 'count' ? { count: grid.columns } : { length: grid.width });
  const down = divide(grid, picture.height, grid.by === 'count' ? { count: grid.rows } : { length: grid.height });
  return {
    columns: across.spans.length,
    rows: down.spans.length,
    width: across.length,
    height: down.length,
    cell(index) {
      const [left, right] = across.spans[index % across.spans.length]!;
      const [top, bottom] = down.spans[Math.floor(index / across.spans.length)]!;
      return { left, top, right, bottom };
    },
    at({ x, y }) {
      const column = across.spans.findIndex(([start, end]) => x >= start && x < end);
      const row = down.spans.findIndex(([start, end]) => y >= start && y < end);
      return column < 0 || row < 0 ? undefined : row * across.spans.length + column;
    },
  };
}

/** The grid in what was remembered; undefined for whatever makes no sense. */
export function readGrid(state: unknown): Grid | undefined {
  return gridSchema.safeParse(state).data;
}

type Span = readonly [start: number, end: number];

/** What a side of the picture becomes; margins that leave no room are left out, as are cells that would not be whole. */
function divide(
  { margin, spacing }: Grid,
  side: number,
  wanted: { count: number } | { length: number },
): { spans: Span[]; length: number } {
  const edge = 2 * margin < side ? margin : 0;
  const room = side - 2 * edge;
  const most = Math.min(MOST_CELLS, room);
  const count =
    'count' in wanted
      ? clamp(Math.floor(wanted.count), 1, Math.min(most, Math.floor((room + spacing) / (1 + spacing))))
      : clamp(Math.floor((room + spacing) / (wanted.length + spacing)), 1, most);
  const length = 'count' in wanted ? (room - spacing * (count - 1)) / count : Math.min(wanted.length, room);
  const spans = Array.from({ length: count }, (_, index): Span => {
    const start = edge + index * (length + spacing);
    return [Math.round(start), Math.round(start + length)];
  });
  return { spans, length };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
