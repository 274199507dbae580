import type { Weights } from '../network/weights';
import { concat, reshape, sizeOf, slice, type Value } from './tape';

/** Where tensors lie in one vector: optimisers, checkpoints and feeds know nothing but vectors. */
export interface Layout {
  places: ReadonlyMap<string, { shape: readonly number[]; start: number }>;
  length: number;
}

export function layoutOf(shapes: Iterable<readonly [name: string, shape: readonly number[]]>): Layout {
  let length = 0;
  const places = new Map<string, { shape: readonly number[]; start: number }>();
  for (const [name, shape] of shapes) {
    places.set(name, { shape, start: length });
    length += sizeOf(shape);
  }
  return { places, length };
}

/** The tensors of a layout, one after the other. @throws Error naming one that is not there, or of another size */
export function toVector({ places, length }: Layout, { tensors }: Weights): Float32Array {
  const vector = new Float32Array(length);
  for (const [name, { shape, start }] of places) {
    const data = tensors.get(name)?.data;
    if (data?.length !== sizeOf(shape)) throw new Error(`the weights lack ${name} of [${shape}]`);
    vector.set(data, start);
  }
  return vector;
}

/** The opposite of `toVector`; the tensors share the vector's memory. */
export function toTensors({ places }: Layout, vector: Float32Array): Weights {
  const tensors: Weights['tensors'] = new Map();
  for (const [name, { shape, start }] of places)
    tensors.set(name, { shape: [...shape], data: vector.subarray(start, start + sizeOf(shape)) });
  return { tensors };
}

/** The tensors as parts of a vector's value [length]. */
export function partsOf({ places }: Layout, vector: Value): Map<string, Value> {
  return new Map(
    [...places].map(([name, { shape, start }]) => [name, reshape(slice(vector, [start], [sizeOf(shape)]), shape)]),
  );
}

/** The opposite of `partsOf`: gradients of the parts as the gradient of the vector, without adding up as many vectors. */
export function joined(parts: readonly Value[]): Value {
  return concat(
    parts.map((part) => reshape(part, [sizeOf(part.shape)])),
    0,
  );
}
