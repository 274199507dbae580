import type { AtlasFrame } from './atlas';
import { cellsOf, type Grid } from './grid';
import type { Rect, Size } from './rect';

/** A part of a sheet that is a picture of its own. */
export interface Cell {
  rect: Rect;
  /** Whether it lies there a quarter turned to the right. */
  turned: boolean;
}

/**
 * The cells of a grid, row by row.
 * @throws Error with a cause for people, where not even one fits into the picture
 */
export function gridCells(grid: Grid, picture: Size): Cell[] {
  const [width, height] = grid.by === 'size' ? [grid.width, grid.height] : [grid.columns, grid.rows];
  const { margin, spacing } = grid;
  const gaps = (count: number) => 2 * margin + (grid.by === 'count' ? spacing * (count - 1) : 0);
  if (width + gaps(width) > picture.width || height + gaps(height) > picture.height) {
    const what = grid.by === 'size' ? `cells of ${width} × ${height}` : `${width} × ${height} cells`;
    throw new Error(`${what} do not fit into its ${picture.width} × ${picture.height} pixels`);
  }
  const cells = cellsOf(grid, picture);
  return Array.from({ length: cells.columns * cells.rows }, (_, index) => ({ rect: cells.cell(index), turned: false }));
}

/**
 * The cells of an atlas, in its order. Frames that share a place are one cell. Those that overlap, as those packed by their
 * outlines do, are one cell together: whatever is painted there belongs to both.
 * @throws Error with a cause for people, where a frame lies outside the picture
 */
export function atlasCells(frames: readonly AtlasFrame[], { width, height }: Size): Cell[] {
  for (const { name, rect } of frames)
    if (rect.right > width || rect.bottom > height)
      throw new Error(`the frame "${name}" lies outside its ${width} × ${height} pixels`);
  const cells: Cell[] = [];
  for (const frame of frames) {
    let cell: Cell = { rect: frame.rect, turned: frame.turned };
    for (;;) {
      const at = cells.findIndex(({ rect }) => overlap(rect, cell.rect));
      if (at < 0) break;
      const [other] = cells.splice(at, 1);
      cell = isSame(other!.rect, cell.rect) ? other! : { rect: around(other!.rect, cell.rect), turned: false };
    }
    cells.push(cell);
  }
  return cells;
}

/** The cells of a picture's smaller copy: none of them empty. */
export function scaledCells(cells: readonly Cell[], scale: number): Cell[] {
  return cells.map(({ rect, turned }) => {
    const [left, top] = [Math.floor(rect.left * scale), Math.floor(rect.top * scale)];
    const [right, bottom] = [Math.floor(rect.right * scale), Math.floor(rect.bottom * scale)];
    return { rect: { left, top, right: Math.max(left + 1, right), bottom: Math.max(top + 1, bottom) }, turned };
  });
}

function overlap(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function isSame(a: Rect, b: Rect): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;
}

function around(a: Rect, b: Rect): Rect {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
