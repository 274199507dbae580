/** Spots of a painted picture, of which an explanation tells where they come from: cells of a grid, counted row by row. */

interface Grid {
  columns: number;
  rows: number;
}

/** The spot at a place of the picture, in shares of its width and height. */
export function spotAt({ columns, rows }: Grid, x: number, y: number): number {
  const cell = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return cell(y, rows) * columns + cell(x, columns);
}

/** The one beside it that an arrow key leads to, or the same one at the border; undefined for other keys. */
export function spotAfter(key: string, spot: number, { columns, rows }: Grid): number | undefined {
  const [column, row] = [spot % columns, Math.floor(spot / columns)];
  if (key === 'ArrowLeft') return column > 0 ? spot - 1 : spot;
  if (key === 'ArrowRight') return column < columns - 1 ? spot + 1 : spot;
  if (key === 'ArrowUp') return row > 0 ? spot - columns : spot;
  if (key === 'ArrowDown') return row < rows - 1 ? spot + columns : spot;
  if (key === 'Home') return row * columns;
  if (key === 'End') return row * columns + columns - 1;
  return undefined;
}
