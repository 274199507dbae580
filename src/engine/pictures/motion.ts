import { type Picture, whiteOf } from './picture';

/** Where each block of a frame was in another one: the vector from here to there, in whole pixels. */
export interface Motion {
  columns: number;
  rows: number;
  dx: Int16Array;
  dy: Int16Array;
}

/** Side of a block in pixels. */
export const BLOCK = 8;

/** Lightness of a frame, 0…255; what is transparent counts as grey. */
export interface Plane {
  data: Float32Array;
  width: number;
  height: number;
}

/**
 * Looks for the blocks of `here` in `there`: hierarchical block matching (Bierling 1988, Displacement estimation by hierarchical
 * blockmatching), from small copies to the frame itself, each block starting from what was found for those around it. Finds
 * movements of up to about 60 pixels; of places that match equally well it takes the one that those around it move to.
 */
export function estimateMotion(here: Plane, there: Plane): Motion {
  const [heres, theres] = [pyramid(here), pyramid(there)];
  let motion: Motion | undefined;
  for (let level = heres.length - 1; level >= 0; level--) motion = refine(heres[level]!, theres[level]!, motion);
  return motion!;
}

/** All blocks moved alike, as a panning camera moves them. */
export function uniformMotion({ width, height }: Pick<Plane, 'width' | 'height'>, dx: number, dy: number): Motion {
  const motion = emptyMotion(width, height);
  motion.dx.fill(dx);
  motion.dy.fill(dy);
  return motion;
}

export function planeOf({ width, height, channels, pixels }: Picture, frame: number): Plane {
  const scale = 255 / whiteOf({ pixels });
  const data = new Float32Array(width * height);
  for (let i = 0, at = frame * width * height * channels; i < data.length; i++, at += channels) {
    const luma = (0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!) * scale;
    const alpha = channels === 4 ? (pixels[at + 3]! * scale) / 255 : 1;
    data[i] = alpha * luma + (1 - alpha) * 128;
  }
  return { data, width, height };
}

/** The vector of the block that a pixel is in. */
export function blockAt({ columns }: Motion, x: number, y: number): number {
  return Math.floor(y / BLOCK) * columns + Math.floor(x / BLOCK);
}

const LEVELS = 4;
/** Pixels around a block that are compared too: what is in it alone often fits in many places. */
const AROUND = 4;
/** Steps of a pixel that one level may add, so many as a still coarser level would have found. */
const STEPS = 8;
/** What a pixel away from the expected place has to gain, in lightness. */
const INERTIA = 0.15;

function emptyMotion(width: number, height: number): Motion {
  const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  return { columns, rows, dx: new Int16Array(columns * rows), dy: new Int16Array(columns * rows) };
}

function pyramid(plane: Plane): Plane[] {
  const levels = [plane];
  while (levels.length < LEVELS && Math.min(levels.at(-1)!.width, levels.at(-1)!.height) >= 4 * BLOCK)
    levels.push(half(levels.at(-1)!));
  return levels;
}

function half({ data, width, height }: Plane): Plane {
  const [columns, rows] = [width >> 1, height >> 1];
  const out = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * columns + x] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
    }
  return { data: out, width: columns, height: rows };
}

/** One level finer: of the places that blocks around it went to, the best, and from there downhill. */
function refine(here: Plane, there: Plane, coarser: Motion | undefined): Motion {
  const motion = emptyMotion(here.width, here.height);
  const { columns, rows, dx, dy } = motion;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const block = row * columns + column;
      const expected = coarser ? fromCoarser(coarser, column, row) : { x: 0, y: 0 };
      const cost = (x: number, y: number) =>
        distance(here, there, column, row, x, y) + INERTIA * (Math.abs(x - expected.x) + Math.abs(y - expected.y));
      let best = { ...expected, cost: cost(expected.x, expected.y) };
      const attempt = (x: number, y: number) => {
        const found = cost(x, y);
        if (found < best.cost) best = { x, y, cost: found };
      };
      attempt(0, 0);
      if (coarser)
        for (const [u, v] of NEIGHBOURS) {
          const other = fromCoarser(coarser, column + 2 * u, row + 2 * v);
          attempt(other.x, other.y);
        }
      else for (let y = -STEPS; y <= STEPS; y++) for (let x = -STEPS; x <= STEPS; x++) attempt(x, y);
      if (column > 0) attempt(dx[block - 1]!, dy[block - 1]!);
      if (row > 0) attempt(dx[block - columns]!, dy[block - columns]!);
      for (let step = 0; step < STEPS; step++) {
        const { x, y } = best;
        for (const [u, v] of NEIGHBOURS) attempt(x + u, y + v);
        if (best.x === x && best.y === y) break;
      }
      dx[block] = best.x;
      dy[block] = best.y;
    }
  settle(here, there, motion);
  return motion;
}

/**
 * What is nearly flat, or the same along a line, fits in many places. It moves with what is clearly found nearest to it, as long as
 * that fits as well: strokes that are painted there come of what is beside it.
 */
function settle(here: Plane, there: Plane, { columns, rows, dx, dy }: Motion): void {
  const apart = (block: number, x: number, y: number) =>
    distance(here, there, block % columns, Math.floor(block / columns), x, y);
  const own = Float32Array.from(dx, (x, block) => apart(block, x, dy[block]!));
  const isClear = (block: number) =>
    isCorner(here, block % columns, Math.floor(block / columns)) &&
    RING.every(([u, v]) => apart(block, dx[block]! + u, dy[block]! + v) > own[block]! + CLEARLY);
  const settled = Uint8Array.from(dx, (_, block) => (isClear(block) ? 1 : 0));
  const queue = Array.from(settled.keys()).filter((block) => settled[block] === 1);
  for (const block of queue)
    for (const [u, v] of NEIGHBOURS) {
      const [column, row] = [(block % columns) + u, Math.floor(block / columns) + v];
      const beside = row * columns + column;
      if (column < 0 || row < 0 || column >= columns || row >= rows || settled[beside]) continue;
      settled[beside] = 1;
      queue.push(beside);
      if (apart(beside, dx[block]!, dy[block]!) > own[beside]! + AS_WELL) continue;
      dx[beside] = dx[block]!;
      dy[beside] = dy[block]!;
    }
}

/** Whether lightness changes in all directions, not along one alone, as it does at an edge (Shi and Tomasi 1994, Good features to track). */
function isCorner(plane: Plane, column: number, row: number): boolean {
  const { data, width, height } = plane;
  const [left, top] = [Math.max(1, column * BLOCK - AROUND), Math.max(1, row * BLOCK - AROUND)];
  const right = Math.min(width - 1, (column + 1) * BLOCK + AROUND);
  const bottom = Math.min(height - 1, (row + 1) * BLOCK + AROUND);
  let [xx, yy, xy] = [0, 0, 0];
  for (let y = top; y < bottom; y++)
    for (let at = y * width + left; at < y * width + right; at++) {
      const [gx, gy] = [data[at + 1]! - data[at - 1]!, data[at + width]! - data[at - width]!];
      xx += gx * gx;
      yy += gy * gy;
      xy += gx * gy;
    }
  const [middle, spread] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  return middle - spread > LEAST_ROUND * (middle + spread);
}

/** The smaller share of the two main directions: next to nothing at an edge, 1 where it changes alike in all. */
const LEAST_ROUND = 0.08;

/** Places that are compared with the one that was found, all around it. */
const RING = [-4, 0, 4].flatMap((y) => [-4, 0, 4].map((x) => [x, y] as const)).filter(([x, y]) => x !== 0 || y !== 0);
/** How much worse they fit where a block is clearly found, in lightness: more than grain makes. */
const CLEARLY = 1.5;
/** How much worse a place may be than the one found, in lightness. */
const AS_WELL = 0.75;

const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

function fromCoarser({ columns, rows, dx, dy }: Motion, column: number, row: number): { x: number; y: number } {
  const block = clamp(row >> 1, rows - 1) * columns + clamp(column >> 1, columns - 1);
  return { x: 2 * dx[block]!, y: 2 * dy[block]! };
}

/** Mean difference of a block and what is around it; what lies outside differs by as much as the edge nearest to it. */
function distance(here: Plane, there: Plane, column: number, row: number, dx: number, dy: number): number {
  const { width, height } = here;
  const [left, top] = [Math.max(0, column * BLOCK - AROUND), Math.max(0, row * BLOCK - AROUND)];
  const right = Math.min(width, (column + 1) * BLOCK + AROUND);
  const bottom = Math.min(height, (row + 1) * BLOCK + AROUND);
  const inside = left + dx >= 0 && right + dx <= width;
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    const from = y * width;
    const to = clamp(y + dy, height - 1) * width;
    if (inside) for (let x = left; x < right; x++) sum += Math.abs(here.data[from + x]! - there.data[to + x + dx]!);
    else
      for (let x = left; x < right; x++)
        sum += Math.abs(here.data[from + x]! - there.data[to + clamp(x + dx, width - 1)]!);
  }
  return sum / ((right - left) * (bottom - top));
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
