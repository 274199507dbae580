import { EPSILON, GRID, type Modulation, type Ops } from '../network/definition';
import type { Weights } from '../network/weights';
import {
  add,
  concat,
  constant,
  convolve,
  divide,
  enlarge,
  matmul,
  multiply,
  relu,
  reshape,
  slice,
  sqrt,
  subtract,
  sum,
  transpose,
  type Value,
} from './tape';

/** The networks' operations over values, so that definition.ts is what is trained. `weight` finds a weight by its name. */
export function operations(weight: (name: string) => Value): Ops<Value> {
  const ops: Ops<Value> = {
    conv(x, name, stride = 1) {
      const filters = weight(`${name}.weight`);
      return convolve(x, filters, weight(`${name}.bias`), { stride, pad: (filters.shape[2]! - 1) / 2 });
    },
    convOfUnshuffled: (picture, name) => ops.conv(unshuffle(picture), name),
    linear: (x, name) => add(matmul(x, weight(`${name}.weight`), [false, true]), weight(`${name}.bias`)),
    relu,
    add,
    modulate: (x, { scale, shift }) => add(multiply(x, scale), shift),
    unshuffle,
    enlarge,
    moments,
    concat: (vectors) => concat(vectors, 1),
  };
  return ops;
}

/** Weights that don't change. @throws Error naming one that is not there */
export function constants({ tensors }: Weights): (name: string) => Value {
  const known = new Map<string, Value>();
  return (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the weights lack ${name}`);
    if (!known.has(name)) known.set(name, constant(tensor.data, tensor.shape));
    return known.get(name)!;
  };
}

/** A mapping's vector [1, 2C] as multipliers [1, C, 1, 1]: as `modulationOf` does with numbers. */
export function modulation(vector: Value): Modulation<Value> {
  const channels = vector.shape[1]! / 2;
  const half = (from: number) => reshape(slice(vector, [0, from], [1, channels]), [1, channels, 1, 1]);
  return { scale: add(half(0), 1), shift: half(channels) };
}

/** Instance normalisation, with the statistics of the inner part, `halo` cells from each border. */
export function normalise(x: Value, halo = 0): Value {
  const [mean, deviation] = moments(inner(x, halo));
  const channels = (vector: Value) => reshape(vector, [...vector.shape, 1, 1]);
  return divide(subtract(x, channels(mean)), channels(deviation));
}

/** Mean and standard deviation over each picture, [N, C] each. */
export function moments(x: Value): [mean: Value, deviation: Value] {
  const average = mean(x, [2, 3]);
  const centred = subtract(x, average);
  const deviation = sqrt(add(mean(multiply(centred, centred), [2, 3]), EPSILON));
  const shape = x.shape.slice(0, 2);
  return [reshape(average, shape), reshape(deviation, shape)];
}

export function mean(x: Value, axes: readonly number[] = x.shape.map((_, axis) => axis)): Value {
  return divide(
    sum(x, axes),
    axes.reduce((count, axis) => count * x.shape[axis]!, 1),
  );
}

export const square = (x: Value): Value => multiply(x, x);

/** max(x, slope · x) for a slope below 1 (Maas et al. 2013). */
export const leakyRelu = (x: Value, slope: number): Value => add(multiply(relu(x), 1 - slope), multiply(x, slope));

/** What is left when `halo` cells are cut from each border. */
export function inner(x: Value, halo: number): Value {
  const [n, c, height, width] = x.shape as [number, number, number, number];
  return slice(x, [0, 0, halo, halo], [n, c, height - 2 * halo, width - 2 * halo]);
}

/** [N, 4C, h, w] → [N, C, 2h, 2w], the opposite of `Ops.unshuffle`. */
export function shuffle(x: Value): Value {
  const [n, c, height, width] = x.shape as [number, number, number, number];
  const apart = transpose(reshape(x, [n, c / 4, 2, 2, height, width]), [0, 1, 4, 2, 5, 3]);
  return reshape(apart, [n, c / 4, 2 * height, 2 * width]);
}

/** Pixels around a crop that are painted with it and cut off, so that zeros beyond hardly reach what is judged. */
export const HALO = 4 * GRID;

/** [N, C, h, w] → [N, 4C, h/2, w/2], as `Ops.unshuffle`. */
export function unshuffle(x: Value): Value {
  const [n, c, height, width] = x.shape as [number, number, number, number];
  const apart = transpose(reshape(x, [n, c, height / 2, 2, width / 2, 2]), [0, 1, 3, 5, 2, 4]);
  return reshape(apart, [n, 4 * c, height / 2, width / 2]);
}
