import type { Rect } from './rect';
import type { Rgba } from './rgba';

/**
 * The share of a sheet's gutters, 0…1, that is not as in its source: what is painted there bleeds into a cell once a game scales or
 * shifts it. What is clear in both counts as equal, whatever its colour. Undefined where there is nothing between cells.
 * @param output as large as `source`
 * @param extrude pixels around each cell that are made from its edges
 */
export function cellBleed(source: Rgba, output: Rgba, cells: readonly Rect[], extrude: number): number | undefined {
  const { width, height } = source;
  const isCell = new Uint8Array(width * height);
  for (const { left, top, right, bottom } of cells)
    for (let y = Math.max(0, top - extrude); y < Math.min(height, bottom + extrude); y++)
      isCell.fill(1, y * width + Math.max(0, left - extrude), y * width + Math.min(width, right + extrude));
  let [changed, whole] = [0, 0];
  for (let at = 0; at < isCell.length; at++) {
    if (isCell[at] === 1) continue;
    whole++;
    if (isChanged(source, output, 4 * at)) changed++;
  }
  return whole === 0 ? undefined : changed / whole;
}

/** Steps of 255 that encoding may take. */
const ENCODING = 8;

function isChanged({ data: before }: Rgba, { data: after }: Rgba, at: number): boolean {
  const [alpha, beta] = [before[at + 3]!, after[at + 3]!];
  if (Math.abs(alpha - beta) > ENCODING) return true;
  return [0, 1, 2].some((channel) => Math.abs(before[at + channel]! - after[at + channel]!) * alpha > ENCODING * 255);
}
