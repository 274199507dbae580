import {
  add,
  concat,
  convolve,
  convolveFilters,
  convolveInput,
  divide,
  enlarge,
  equal,
  input,
  matmul,
  maxBlocks,
  multiply,
  pad,
  relu,
  reshape,
  sign,
  sizeOf,
  slice,
  spread,
  sqrt,
  stop,
  subtract,
  sum,
  sumBlocks,
  transpose,
  type Value,
} from '../../../../src/engine/train/tape';

export interface Case {
  name: string;
  inputs: Value[];
  output: Value;
  feeds: Record<string, number[]>;
}

/** Every primitive at work in small, in the forms that training uses: whatever executes or derives them is tried on these. */
export const CASES: Case[] = [
  trial('convolve', [[2, 2, 4, 3], [3, 2, 3, 3], [3]], (x, w, b) => convolve(x, w, b, { stride: 1, pad: 1 })),
  trial(
    'convolve without bias or pad',
    [
      [1, 2, 5, 5],
      [3, 2, 3, 3],
    ],
    (x, w) => convolve(x, w, undefined, { stride: 1, pad: 0 }),
  ),
  trial('convolve 1 × 1', [[2, 3, 4, 4], [2, 3, 1, 1], [2]], (x, w, b) => convolve(x, w, b, { stride: 1, pad: 0 })),
  trial('convolve in steps of 2', [[2, 2, 6, 8], [3, 2, 3, 3], [3]], (x, w, b) =>
    convolve(x, w, b, { stride: 2, pad: 1 }),
  ),
  trial('convolve 4 × 4 in steps of 2', [[1, 2, 6, 8], [3, 2, 4, 4], [3]], (x, w, b) =>
    convolve(x, w, b, { stride: 2, pad: 1 }),
  ),
  trial(
    'convolveInput',
    [
      [2, 3, 4, 3],
      [3, 2, 3, 3],
    ],
    (g, w) => convolveInput(g, w, [2, 2, 4, 3], { stride: 1, pad: 1 }),
  ),
  trial(
    'convolveInput in steps of 2',
    [
      [2, 3, 3, 4],
      [3, 2, 3, 3],
    ],
    (g, w) => convolveInput(g, w, [2, 2, 6, 8], { stride: 2, pad: 1 }),
  ),
  trial(
    'convolveInput 4 × 4 in steps of 2',
    [
      [1, 3, 3, 4],
      [3, 2, 4, 4],
    ],
    (g, w) => convolveInput(g, w, [1, 2, 6, 8], { stride: 2, pad: 1 }),
  ),
  trial(
    'convolveFilters',
    [
      [2, 2, 4, 3],
      [2, 3, 4, 3],
    ],
    (x, g) => convolveFilters(x, g, [3, 2, 3, 3], { stride: 1, pad: 1 }),
  ),
  trial(
    'convolveFilters of one picture',
    [
      [1, 2, 4, 3],
      [1, 3, 4, 3],
    ],
    (x, g) => convolveFilters(x, g, [3, 2, 3, 3], { stride: 1, pad: 1 }),
  ),
  trial(
    'convolveFilters 1 × 1',
    [
      [2, 3, 4, 4],
      [2, 5, 4, 4],
    ],
    (x, g) => convolveFilters(x, g, [5, 3, 1, 1], { stride: 1, pad: 0 }),
  ),
  trial(
    'convolveFilters in steps of 2',
    [
      [2, 2, 6, 8],
      [2, 3, 3, 4],
    ],
    (x, g) => convolveFilters(x, g, [3, 2, 3, 3], { stride: 2, pad: 1 }),
  ),
  trial(
    'convolveFilters 4 × 4 in steps of 2',
    [
      [1, 2, 6, 8],
      [1, 3, 3, 4],
    ],
    (x, g) => convolveFilters(x, g, [3, 2, 4, 4], { stride: 2, pad: 1 }),
  ),
  trial(
    'matmul',
    [
      [2, 3],
      [3, 4],
    ],
    (a, b) => matmul(a, b),
  ),
  trial(
    'matmul, first transposed',
    [
      [3, 2],
      [3, 4],
    ],
    (a, b) => matmul(a, b, [true, false]),
  ),
  trial(
    'matmul, second transposed',
    [
      [2, 3],
      [4, 3],
    ],
    (a, b) => matmul(a, b, [false, true]),
  ),
  trial(
    'matmul, both transposed',
    [
      [3, 2],
      [4, 3],
    ],
    (a, b) => matmul(a, b, [true, true]),
  ),
  trial(
    'add',
    [
      [2, 3, 2, 2],
      [1, 3, 1, 1],
    ],
    add,
  ),
  trial('subtract', [[3], [2, 3]], subtract),
  trial(
    'multiply',
    [
      [2, 3, 2, 2],
      [2, 1, 2, 2],
    ],
    multiply,
  ),
  trial(
    'divide',
    [
      [2, 3],
      [2, 1],
    ],
    (a, b) => divide(a, add(multiply(b, b), 1)),
  ),
  trial(
    'equal',
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => multiply(equal(sign(a), sign(b)), a),
  ),
  trial('relu', [[2, 3, 4]], (x) => relu(x)),
  trial('sqrt', [[5]], (x) => sqrt(add(multiply(x, x), 0.5))),
  trial('sign', [[7]], (x) => multiply(x, sign(x))),
  trial('sum', [[2, 3, 4, 2]], (x) => sum(x, [0, 2])),
  trial('sum of all', [[2, 3]], (x) => sum(x)),
  trial('spread', [[3, 1]], (x) => spread(x, [2, 3, 4])),
  trial('reshape', [[2, 6]], (x) => reshape(x, [3, 1, 4])),
  trial('transpose', [[2, 3, 4]], (x) => transpose(x, [2, 0, 1])),
  trial('slice', [[2, 5, 4]], (x) => slice(x, [0, 1, 2], [2, 3, 1])),
  trial('pad', [[2, 3]], (x) => pad(x, [1, 2], [4, 6])),
  trial(
    'concat',
    [
      [2, 1, 3],
      [2, 2, 3],
      [2, 1, 3],
    ],
    (...parts) => concat(parts, 1),
  ),
  trial('enlarge', [[2, 2, 2, 3]], (x) => enlarge(x)),
  trial('sumBlocks', [[2, 2, 4, 6]], (x) => sumBlocks(x)),
  trial('maxBlocks', [[2, 2, 4, 6]], (x) => maxBlocks(x)),
  trial('stop', [[2, 3]], (x) => multiply(x, stop(x)), true),
];

/** Numbers around 0 that no other place shares, and none too near to 0, where relu and sign have a step. */
export function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const wave = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    const share = wave - Math.floor(wave);
    return share < 0.5 ? 4 * share - 2.1 : 4 * share - 1.9;
  });
}

function trial(
  name: string,
  shapes: number[][],
  build: (...inputs: [Value, Value, Value]) => Value,
  stops = false,
): Case {
  const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
  const feeds = Object.fromEntries(shapes.map((shape, i) => [`x${i}`, numbers(sizeOf(shape), i + 1)]));
  return { name, inputs: stops ? [] : inputs, output: build(...(inputs as [Value, Value, Value])), feeds };
}
