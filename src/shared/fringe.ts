import { cielabOf, type Lab } from './colour';
import type { Rgba } from './rgba';

/**
 * How far the colours within 2 px of transparency came out wrong, in ΔE (CIELAB), as it shows on any ground: alpha counts. It is the
 * lesser of two distances, both from what was to be expected there: what the same colours became further inside, and how
 * the pixels beside the edge moved. An outline of its own colour differs in one of them, brush work goes all ways and sums up to
 * nothing; a fringe is off in both, all along. Undefined where there is too little to go by.
 * @param output as large as `source`
 */
export function fringeOf(source: Rgba, output: Rgba): number | undefined {
  const edge = edgeOf(source);
  const byColour = fromSameColours(source, output, edge);
  const byPlace = fromNeighbours(source, output, edge);
  return byColour === undefined || byPlace === undefined ? undefined : Math.min(byColour, byPlace);
}

/** Pixels: an edge is as wide as antialiasing and a decoder's blocks smear it. */
const EDGE = 2;
/** Pixels between what is clear and what is solid, where it is an edge: a glow fades over many, and has none. */
const CRISP = 3;
/** Pixels from which on nothing of an edge is left. */
const REACH = 5;
/** Alpha up to which nobody sees anything. */
const CLEAR = 8;
/** Pixels of a colour inside that say what became of it. */
const SAMPLES = 4;
/** Of pixels, by their alpha. */
const LEAST_WEIGHT = 24;
/** Of the edge's pixels, those of colours that are found inside, too. */
const KNOWN_SHARE = 0.2;

/** Where a pixel lies. */
const ELSEWHERE = 0;
const ON_EDGE = 1;
const BESIDE = 2;
const INSIDE = 3;

function edgeOf(source: Rgba): Uint8Array {
  const toClear = distances(source, REACH, (alpha) => alpha <= CLEAR);
  const toSolid = distances(source, CRISP + 1, (alpha) => alpha === 255);
  return toClear.map((steps, at) => {
    if (steps >= 1 && steps <= EDGE) return toSolid[at]! <= CRISP ? ON_EDGE : ELSEWHERE;
    if (steps === 0 || toSolid[at] !== 0) return ELSEWHERE;
    return steps < REACH ? BESIDE : INSIDE;
  });
}

function fromSameColours(source: Rgba, output: Rgba, edge: Uint8Array): number | undefined {
  const inside = new Float64Array(4 * BINS); // sums of L*, a*, b* and their number
  for (let at = 0; at < edge.length; at++) {
    if (edge[at] !== INSIDE) continue;
    const bin = 4 * binOf(source.data, 4 * at);
    add(inside, bin, labAt(output, at), 1);
  }
  const error = new Float64Array(4);
  let whole = 0;
  for (let at = 0; at < edge.length; at++) {
    if (edge[at] !== ON_EDGE) continue;
    const alpha = alphaAt(source, at);
    whole += alpha;
    const bin = 4 * binOf(source.data, 4 * at);
    const count = inside[bin + 3]!;
    if (count < SAMPLES) continue;
    const [l, a, b] = labAt(output, at);
    add(error, 0, [l - inside[bin]! / count, a - inside[bin + 1]! / count, b - inside[bin + 2]! / count], alpha);
  }
  const weight = error[3]!;
  if (weight < LEAST_WEIGHT || weight < whole * KNOWN_SHARE) return undefined;
  return Math.hypot(...meanOf(error));
}

function fromNeighbours(source: Rgba, output: Rgba, edge: Uint8Array): number | undefined {
  const [onEdge, beside] = [new Float64Array(4), new Float64Array(4)];
  for (let at = 0; at < edge.length; at++) {
    const sums = edge[at] === ON_EDGE ? onEdge : edge[at] === BESIDE ? beside : undefined;
    if (!sums) continue;
    const [before, after] = [labAt(source, at), labAt(output, at)];
    add(sums, 0, [after[0] - before[0], after[1] - before[1], after[2] - before[2]], alphaAt(source, at));
  }
  if (onEdge[3]! < LEAST_WEIGHT || beside[3]! < LEAST_WEIGHT) return undefined;
  const moved = meanOf(beside);
  return Math.hypot(...meanOf(onEdge).map((value, axis) => value - moved[axis]!));
}

/** For each pixel how many steps it is from the next one of such an alpha, diagonals counting as one; `reach` at most. */
function distances({ data, width, height }: Rgba, reach: number, isGoal: (alpha: number) => boolean): Uint8Array {
  const distance = new Uint8Array(width * height);
  const nearest = (at: number, x: number, step: number): number => {
    if (isGoal(data[4 * at + 3]!)) return 0;
    let least = reach;
    // the picture's own border is no edge
    if (x - step >= 0 && x - step < width) least = Math.min(least, distance[at - step]! + 1);
    const above = at - step * width;
    if (above >= 0 && above < distance.length)
      for (let dx = -1; dx <= 1; dx++)
        if (x + dx >= 0 && x + dx < width) least = Math.min(least, distance[above + dx]! + 1);
    return least;
  };
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at++) distance[at] = nearest(at, x, 1);
  for (let y = height - 1, at = distance.length - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--, at--) distance[at] = Math.min(distance[at]!, nearest(at, x, -1));
  return distance;
}

/** Colours that differ by less than 16 of 255. */
function binOf(data: Rgba['data'], at: number): number {
  return ((data[at]! >> 4) << 8) | ((data[at + 1]! >> 4) << 4) | (data[at + 2]! >> 4);
}

const BINS = 4096;

function labAt({ data }: Rgba, at: number): Lab {
  return cielabOf([data[4 * at]!, data[4 * at + 1]!, data[4 * at + 2]!]);
}

function alphaAt({ data }: Rgba, at: number): number {
  return data[4 * at + 3]! / 255;
}

function add(sums: Float64Array, at: number, values: Lab, weight: number): void {
  for (let axis = 0; axis < 3; axis++) sums[at + axis]! += weight * values[axis]!;
  sums[at + 3]! += weight;
}

function meanOf(sums: Float64Array): number[] {
  return [0, 1, 2].map((axis) => sums[axis]! / sums[3]!);
}
