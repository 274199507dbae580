import { CODE_LENGTH } from '../network/definition';
import { leakyRelu, square } from './operations';
import { type Layout, layoutOf } from './parameters';
import { randoms } from './random';
import { add, convolve, divide, matmul, multiply, reshape, sizeOf, sqrt, stop, sum, type Value } from './tape';

/**
 * Patch discriminator at two scales (Isola et al. 2017, 1611.07004), conditioned on a style code by projection (Miyato and Koyama
 * 2018, 1802.05637): the twin of the recipe's in training/network.py.
 */
export const DISCRIMINATOR: Layout = layoutOf([
  ...convolution('convs.0', 32, 3, 4),
  ...convolution('convs.1', 64, 32, 4),
  ...convolution('convs.2', 128, 64, 4),
  ...convolution('convs.3', 128, 128, 4),
  ...[0, 1].flatMap((scale) => convolution(`heads.${scale}`, 1, 128, 1)),
  ...[0, 1].flatMap((scale) => [
    [`projections.${scale}.weight`, [128, CODE_LENGTH]] as const,
    [`projections.${scale}.bias`, [128]] as const,
  ]),
]);

/** Per filter matrix the vector from which its largest singular value is iterated. */
export const SPECTRUM: Layout = layoutOf(
  [...DISCRIMINATOR.places].flatMap(([name, { shape }]) =>
    name.endsWith('.weight') ? [[name, [1, shape[0]!]] as const] : [],
  ),
);

/** Weights as PyTorch draws them, and directions for the spectrum. */
export function drawDiscriminator(seed: number): { weights: Float32Array; spectrum: Float32Array } {
  const random = randoms(seed, 0xd15c);
  const weights = new Float32Array(DISCRIMINATOR.length);
  for (const [name, { shape, start }] of DISCRIMINATOR.places) {
    const { shape: filters } = DISCRIMINATOR.places.get(name.replace('.bias', '.weight'))!;
    const reach = 1 / Math.sqrt(sizeOf(filters) / filters[0]!);
    for (let i = 0; i < sizeOf(shape); i++) weights[start + i] = reach * (2 * random() - 1);
  }
  return { weights, spectrum: Float32Array.from({ length: SPECTRUM.length }, () => random() - 0.5) };
}

/**
 * Divides every filter matrix by its largest singular value, found by one power iteration a step (Miyato et al. 2018,
 * 1802.05957). @returns the weights to judge with, and the directions for the next step
 */
export function spectrallyNormalised(
  weights: ReadonlyMap<string, Value>,
  spectrum: ReadonlyMap<string, Value>,
): { weights: Map<string, Value>; spectrum: Value[] } {
  const normalised = new Map(weights);
  const directions: Value[] = [];
  for (const [name, before] of spectrum) {
    const filters = weights.get(name)!;
    const matrix = reshape(filters, [filters.shape[0]!, sizeOf(filters.shape) / filters.shape[0]!]);
    const right = stop(ofLength1(matmul(before, matrix)));
    const left = stop(ofLength1(matmul(right, matrix, [false, true])));
    const largest = matmul(matmul(left, matrix), right, [false, true]);
    normalised.set(name, divide(filters, reshape(largest, [])));
    directions.push(left);
  }
  return { weights: normalised, spectrum: directions };
}

/** How real patches look, as two maps of logits: above 0 for real. @param code [1, 256] of the style that is claimed */
export function discriminate(weights: ReadonlyMap<string, Value>, picture: Value, code: Value): Value[] {
  const part = (name: string) => weights.get(name)!;
  const condition = multiply(ofLength1(code), Math.sqrt(CODE_LENGTH));
  let h = add(picture, add(picture, -1));
  const maps: Value[] = [];
  for (let i = 0; i < 4; i++) {
    h = leakyRelu(convolve(h, part(`convs.${i}.weight`), part(`convs.${i}.bias`), { stride: 2, pad: 1 }), 0.2);
    const scale = i - 2;
    if (scale < 0) continue;
    const head = convolve(h, part(`heads.${scale}.weight`), part(`heads.${scale}.bias`), { stride: 1, pad: 0 });
    const projected = matmul(condition, part(`projections.${scale}.weight`), [false, true]);
    const wanted = add(projected, part(`projections.${scale}.bias`)); // [1, channels]: filters of one by one
    const match = convolve(h, reshape(wanted, [...wanted.shape, 1, 1]), undefined, { stride: 1, pad: 0 });
    maps.push(add(head, divide(match, Math.sqrt(h.shape[1]!))));
  }
  return maps;
}

function convolution(name: string, outputs: number, inputs: number, side: number) {
  return [[`${name}.weight`, [outputs, inputs, side, side]] as const, [`${name}.bias`, [outputs]] as const];
}

function ofLength1(vector: Value): Value {
  return divide(vector, sqrt(add(sum(square(vector)), 1e-12)));
}
