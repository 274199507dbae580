import { ENCODER_REACH, GRID, REACH } from './network/definition';

/**
 * A picture on its canvas: mirrored outwards by EDGE pixels (and on to a multiple of GRID), beyond which lie zeros. Every tile
 * is a window of that one canvas, wide enough that its inner part equals what the whole canvas at once would give.
 */
export interface Tile {
  /** The part of the picture that this tile answers for; the tiles' parts cover it without overlap. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** The window that goes through the network, in the picture's coordinates: may start below 0 and end beyond the picture. */
  window: { left: number; top: number; width: number; height: number };
}

/** Pixels mirrored around a picture: so many that the zeros beyond do not reach the features of the picture itself. */
export const EDGE = GRID * Math.ceil(ENCODER_REACH / GRID);

/** Cuts a picture into tiles of at most `side` × `side` pixels of their own; `side` is brought to a multiple of GRID. */
export function planTiles(width: number, height: number, side: number): Tile[] {
  const step = Math.max(GRID, Math.floor(side / GRID) * GRID);
  const columns = spans(width, step);
  return spans(height, step).flatMap((row) =>
    columns.map((column) => ({
      left: column.start,
      top: row.start,
      width: column.length,
      height: row.length,
      window: { left: column.from, top: row.from, width: column.to - column.from, height: row.to - row.from },
    })),
  );
}

/** Where pixel `at` of a mirrored axis of `length` pixels comes from; the outermost pixel is not repeated. */
export function mirror(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = ((at % period) + period) % period;
  return phase < length ? phase : period - phase;
}

/** The same for cells of `length`: the outermost cell is repeated, since it reaches to the picture's edge. */
export function mirrorCell(at: number, length: number): number {
  const phase = ((at % (2 * length)) + 2 * length) % (2 * length);
  return phase < length ? phase : 2 * length - 1 - phase;
}

interface Span {
  start: number;
  length: number;
  from: number;
  to: number;
}

function spans(length: number, step: number): Span[] {
  const end = Math.ceil(length / GRID) * GRID + EDGE;
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => {
    const start = i * step;
    const own = Math.min(step, length - start);
    const stop = Math.ceil((start + own) / GRID) * GRID;
    return { start, length: own, from: Math.max(-EDGE, start - REACH), to: Math.min(end, stop + REACH) };
  });
}
