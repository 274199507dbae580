import type { Rgba } from './rgba';

/** Edges in pixels; right and bottom are not of it any more. */
interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * How many pixels of a sheet are not as in its source though they lie outside all cells: painted gutters, which bleed into a
 * cell once a game scales or shifts it. What is clear in both counts as equal, whatever its colour.
 * @param output as large as `source`
 */
export function cellBleed(source: Rgba, output: Rgba, cells: readonly Rect[]): number {
  const { width, height } = source;
  const isCell = new Uint8Array(width * height);
  for (const { left, top, right, bottom } of cells)
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
      isCell.fill(1, y * width + Math.max(0, left), y * width + Math.min(width, right));
  let changed = 0;
  for (let at = 0; at < isCell.length; at++) if (isCell[at] === 0 && isChanged(source, output, 4 * at)) changed++;
  return changed;
}

/** Steps of 255 that rounding and encoding may take. */
const ROUNDING = 2;

function isChanged({ data: before }: Rgba, { data: after }: Rgba, at: number): boolean {
  const [alpha, beta] = [before[at + 3]!, after[at + 3]!];
  if (Math.abs(alpha - beta) > ROUNDING) return true;
  return [0, 1, 2].some((channel) => Math.abs(before[at + channel]! - after[at + channel]!) * alpha > ROUNDING * 255);
}
