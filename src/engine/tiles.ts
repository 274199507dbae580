import { ENCODER_REACH, GRID, REACH } from './network/definition';
import type { Repeat } from './pictures/repeat';

/**
 * The encoder sees a picture on a canvas: mirrored outwards by EDGE pixels (and on to a multiple of GRID), beyond which lie
 * zeros. The decoder sees its features on another, mirrored by MARGIN. Every tile is a window of these, wide enough that its
 * inner part equals what the whole canvas at once would give. Where a texture repeats, the canvas has no end: each tile sees its
 * neighbours beyond the picture as it sees those inside.
 */
export interface Tile {
  /** The part of the picture that this tile answers for; the tiles' parts cover it without overlap. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** The window that is encoded, in the picture's coordinates: may start below 0 and end beyond the picture. */
  encoded: Area;
  /** The part of it that is decoded. */
  decoded: Area;
}

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Pixels mirrored around a picture: so many that the zeros beyond do not reach the features of the picture itself. */
export const EDGE = GRID * Math.ceil(ENCODER_REACH / GRID);

/** Pixels by which a picture's features are continued: with more, not even its border changes by 0.5/255 in the mean. */
export const MARGIN = 2 * GRID;

/** Cuts a picture into tiles of at most `side` × `side` pixels of their own; `side` is brought to a multiple of GRID. */
export function planTiles(
  width: number,
  height: number,
  side: number,
  repeat: Repeat = { x: false, y: false },
): Tile[] {
  const step = Math.max(GRID, Math.floor(side / GRID) * GRID);
  const columns = spans(width, step, repeat.x);
  return spans(height, step, repeat.y).flatMap((row) =>
    columns.map((column) => ({
      left: column.start,
      top: row.start,
      width: column.length,
      height: row.length,
      encoded: areaOf(column.encoded, row.encoded),
      decoded: areaOf(column.decoded, row.decoded),
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
  encoded: Interval;
  decoded: Interval;
}

type Interval = [from: number, to: number];

function spans(length: number, step: number, repeats: boolean): Span[] {
  const end = Math.ceil(length / GRID) * GRID;
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => {
    const start = i * step;
    const own = Math.min(step, length - start);
    const stop = Math.ceil((start + own) / GRID) * GRID;
    const within = (margin: number): Interval =>
      repeats
        ? [start - REACH, stop + REACH]
        : [Math.max(-margin, start - REACH), Math.min(end + margin, stop + REACH)];
    return { start, length: own, encoded: within(EDGE), decoded: within(MARGIN) };
  });
}

function areaOf([left, right]: Interval, [top, bottom]: Interval): Area {
  return { left, top, width: right - left, height: bottom - top };
}
