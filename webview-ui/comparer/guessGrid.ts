import type { Grid } from '../../src/shared/grid';
import type { Size } from '../../src/shared/rect';

/** Which columns and rows of a picture, or of its smaller copy, have something to see: are not transparent all through. */
export interface Occupancy {
  columns: readonly boolean[];
  rows: readonly boolean[];
}

/**
 * A grid that a picture may have been made with. Gaps that nothing is drawn in tell most; without them it is square cells
 * where the sides allow, and 4 × 4 where they don't.
 */
export function guessGrid(picture: Size, occupancy?: Occupancy): Grid {
  return (occupancy && fromGaps(picture, occupancy)) ?? fromShape(picture);
}

/** Pixels of a cell at least. */
const LEAST = 8;
/** Cells each way where nothing tells. */
const FALLBACK = 4;

function fromGaps({ width, height }: Size, { columns, rows }: Occupancy): Grid | undefined {
  const [across, down] = [runsOf(columns), runsOf(rows)];
  if (across.length === 0) return undefined;
  const counts = [countsOf(width, columns, across), countsOf(height, rows, down)] as const;
  const isWhole = columns.length === width && rows.length === height;
  const packed = isWhole ? packedGrid(width, height, across, down) : undefined;
  // what divides evenly as well is rather a sheet without margins, whose pictures are all of one size
  if (packed && !(counts[0].includes(across.length) && counts[1].includes(down.length))) return packed;
  const pairs = counts[0].flatMap((count) => counts[1].map((other) => [count, other] as const));
  const square = pairs.find(([count, other]) => count * other > 1 && width / count === height / other);
  const [most, mostRows] = square ?? pairs[0]!;
  return most * mostRows > 1 ? { by: 'count', columns: most, rows: mostRows, margin: 0, spacing: 0 } : undefined;
}

/** Where something is seen: start and end of each stretch. */
function runsOf(seen: readonly boolean[]): [start: number, end: number][] {
  const runs: [number, number][] = [];
  seen.forEach((is, at) => {
    if (is && seen[at - 1]) runs.at(-1)![1] = at + 1;
    else if (is) runs.push([at, at + 1]);
  });
  return runs;
}

type Runs = readonly (readonly [start: number, end: number])[];

/** Cells that are filled to their edges, as packers lay them: all of one size, with the same gap between and around them. */
function packedGrid(width: number, height: number, across: Runs, down: Runs): Grid | undefined {
  const [x, y] = [regular(across, width), regular(down, height)];
  const spacing = x?.gap ?? y?.gap;
  if (!x || !y || spacing === undefined || (y.gap ?? spacing) !== spacing || x.margin !== y.margin) return undefined;
  return { by: 'size', width: x.length, height: y.length, margin: x.margin, spacing };
}

/** Margin, length and gap of stretches that repeat all the way. */
function regular(runs: Runs, side: number): { margin: number; length: number; gap: number | undefined } | undefined {
  const [start, end] = runs[0]!;
  const gap = runs[1] && runs[1][0] - end;
  const length = end - start;
  const isRegular = runs.every(
    ([from, to], index) => to - from === length && from === start + index * (length + (gap ?? 0)),
  );
  return isRegular && length >= LEAST && side - runs.at(-1)![1] === start ? { margin: start, length, gap } : undefined;
}

/**
 * Into how many cells a side can be divided so that no border goes through what is seen, most of them first. The last cells of a
 * sheet may be empty, others not.
 */
function countsOf(side: number, seen: readonly boolean[], runs: Runs): number[] {
  const scale = seen.length / side;
  const isFree = (at: number) => !seen[Math.round(at * scale) - 1] || !seen[Math.round(at * scale)];
  const isSheet = (count: number) => {
    const length = side / count;
    const places = Array.from({ length: count }, (_, index) => index * length);
    const isFilled = (start: number) =>
      runs.some(([from, to]) => from < (start + length) * scale && to > start * scale);
    const last = places.findLastIndex(isFilled) + 1;
    return places.slice(1).every(isFree) && places.slice(0, last).every(isFilled) && last * 2 > count;
  };
  const most = Math.min(runs.length * 2 - 1, Math.floor(side / LEAST));
  const counts = Array.from({ length: Math.max(1, most) }, (_, index) => index + 1).reverse();
  return counts.filter((count) => count === 1 || (side % count === 0 && isSheet(count)));
}

function fromShape({ width, height }: Size): Grid {
  const side = divisor(width, height);
  if (side >= LEAST && width * height > side * side)
    return { by: 'size', width: side, height: side, margin: 0, spacing: 0 };
  return { by: 'count', columns: FALLBACK, rows: FALLBACK, margin: 0, spacing: 0 };
}

/** The greatest one that both have. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
