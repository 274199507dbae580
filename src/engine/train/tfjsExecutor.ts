import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { makeCurrent, type Tf } from '../network/tfjs';
import type { Executor, Program } from './executor';
import { type Convolution, inOrder, sizeOf, type Value } from './tape';

/**
 * Computes graphs by TensorFlow.js: only its forward kernels are used, since gradients are made of the same primitives.
 * @param backend one that works there: see `loadTfjs`
 * @param name as a person knows it: the provider's
 */
export function tfjsExecutor(tf: Tf, backend: string, name: string): Executor {
  return {
    name,
    async compile(outputs) {
      await makeCurrent(tf, backend);
      return new TfjsProgram(tf, backend, outputs);
    },
  };
}

class TfjsProgram implements Program {
  private readonly order: Value[];
  /** How often each value is needed: by others, and as an output. */
  private readonly uses = new Map<Value, number>();
  private readonly constants = new Map<Value, Tensor>();

  constructor(
    private readonly tf: Tf,
    private readonly backend: string,
    private readonly outputs: Record<string, Value>,
  ) {
    this.order = inOrder(Object.values(outputs));
    for (const value of [...this.order.flatMap(({ inputs }) => inputs), ...Object.values(outputs)])
      this.uses.set(value, (this.uses.get(value) ?? 0) + 1);
    for (const value of this.order)
      if (value.primitive.kind === 'constant')
        this.constants.set(value, tf.tensor(value.primitive.data, [...value.shape]));
  }

  async run(feeds: Record<string, Float32Array>): Promise<Record<string, Float32Array>> {
    await makeCurrent(this.tf, this.backend);
    const results = this.compute(feeds);
    const read: [string, Float32Array][] = [];
    // one at a time: some backends give their own memory, which the next one may use
    for (const [name, tensor] of results) read.push([name, ((await tensor.data()) as Float32Array).slice()]);
    for (const [, tensor] of results) tensor.dispose();
    return Object.fromEntries(read);
  }

  async release(): Promise<void> {
    await makeCurrent(this.tf, this.backend);
    for (const tensor of this.constants.values()) tensor.dispose();
    this.constants.clear();
  }

  /** The outputs; whatever else was made on the way is freed as soon as nothing needs it any more. */
  private compute(feeds: Record<string, Float32Array>): [string, Tensor][] {
    const held = new Map<Value, Held>();
    const left = new Map(this.uses);
    const used = (value: Value): void => {
      const uses = left.get(value)! - 1;
      left.set(value, uses);
      if (uses === 0) held.get(value)!.dispose();
    };
    try {
      for (const value of this.order) {
        held.set(value, this.hold(value, feeds, held));
        for (const input of value.inputs) used(input);
      }
      return Object.entries(this.outputs).map(([name, value]) => {
        const tensor = held.get(value)!.planes().clone();
        used(value);
        return [name, tensor];
      });
    } catch (error) {
      for (const value of held.values()) value.dispose();
      throw error;
    }
  }

  private hold(value: Value, feeds: Record<string, Float32Array>, held: Map<Value, Held>): Held {
    const { primitive, shape } = value;
    if (primitive.kind === 'constant') return new Held(this.tf, this.constants.get(value)!.clone(), false);
    if (primitive.kind === 'input') {
      const data = feeds[primitive.name];
      if (data?.length !== sizeOf(shape)) throw new Error(`${primitive.name} was not given as [${shape}]`);
      return new Held(this.tf, this.tf.tensor(data, [...shape]), false);
    }
    return lower(
      this.tf,
      value,
      value.inputs.map((input) => held.get(input)!),
    );
  }
}

/**
 * A value at hand: in the tape's order, or, of rank 4, with its channels last, as kernels for pictures want it; in the other
 * order, too, once somebody asked for it.
 */
class Held {
  private other: Tensor | undefined;

  constructor(
    private readonly tf: Tf,
    private readonly tensor: Tensor,
    /** Whether the channels of `tensor` come last. */
    readonly isLast: boolean,
  ) {}

  planes(): Tensor {
    return this.isLast ? this.turned([0, 3, 1, 2]) : this.tensor;
  }

  last(): Tensor4D {
    return (this.isLast ? this.tensor : this.turned([0, 2, 3, 1])) as Tensor4D;
  }

  dispose(): void {
    this.tensor.dispose();
    this.other?.dispose();
  }

  private turned(order: number[]): Tensor {
    this.other ??= this.tf.keep(this.tf.transpose(this.tensor, order));
    return this.other;
  }
}

/** Where the tape's axes lie once channels come last. */
const AXES = [0, 3, 1, 2];

/** One step. What it makes in between is freed. */
function lower(tf: Tf, value: Value, inputs: Held[]): Held {
  const { primitive, shape } = value;
  const [x] = inputs as [Held, ...Held[]];
  const make = (isLast: boolean, compute: () => Tensor): Held => new Held(tf, tf.tidy(compute), isLast);
  // channels stay last as long as nobody minds
  const isLast = shape.length === 4 && inputs.some((input) => input.isLast);
  const each = (compute: (...operands: Tensor[]) => Tensor): Held =>
    make(isLast, () => compute(...inputs.map((input, i) => operand(tf, input, value.inputs[i]!.shape, isLast))));
  const ordered = (list: readonly number[]): number[] =>
    isLast ? [list[0]!, list[2]!, list[3]!, list[1]!] : [...list];
  const placed = (axis: number): number => (isLast ? AXES[axis]! : axis);
  switch (primitive.kind) {
    case 'convolve':
      return make(true, () => {
        const filters = tf.transpose(inputs[1]!.planes(), [2, 3, 1, 0]);
        const result = convolved(tf, x.last(), filters, primitive);
        return inputs[2] ? tf.add(result, inputs[2].planes()) : result;
      });
    case 'convolveInput':
      return make(true, () => lowerConvolveInput(tf, value, inputs, primitive));
    case 'convolveFilters':
      return make(false, () => lowerConvolveFilters(tf, value, inputs, primitive));
    case 'matmul':
      return make(false, () => tf.matMul(x.planes(), inputs[1]!.planes(), ...primitive.transposed));
    case 'add':
      return each((a, b) => tf.add(a!, b!));
    case 'subtract':
      return each((a, b) => tf.sub(a!, b!));
    case 'multiply':
      return each((a, b) => tf.mul(a!, b!));
    case 'divide':
      return each((a, b) => tf.div(a!, b!));
    case 'equal':
      return each((a, b) => tf.cast(tf.equal(a!, b!), 'float32'));
    case 'relu':
      return each((a) => tf.relu(a!));
    case 'sqrt':
      return each((a) => tf.sqrt(a!));
    case 'sign':
      return each((a) => tf.sign(a!));
    case 'stop':
      return each((a) => tf.clone(a!));
    case 'sum':
      return each((a) => tf.sum(a!, primitive.axes.map(placed), true));
    case 'spread':
      return each((a) => tf.broadcastTo(a!, ordered(shape)));
    case 'reshape':
      return make(false, () => tf.reshape(x.planes(), [...shape]));
    case 'transpose':
      return make(false, () => tf.transpose(x.planes(), [...primitive.order]));
    case 'slice':
      return each((a) => tf.slice(a!, ordered(primitive.begin), ordered(shape)));
    case 'pad': {
      const [begin, whole] = [ordered(primitive.begin), ordered(shape)];
      const around = (side: number, i: number): [number, number] => [begin[i]!, whole[i]! - begin[i]! - side];
      return each((a) => tf.pad(a!, a!.shape.map(around)));
    }
    case 'concat':
      return each((...parts) => tf.concat(parts, placed(primitive.axis)));
    case 'enlarge':
      return make(true, () => tf.image.resizeNearestNeighbor(x.last(), [shape[2]!, shape[3]!]));
    case 'sumBlocks':
      return make(true, () => tf.mul(tf.avgPool(x.last(), 2, 2, 'valid'), 4));
    case 'maxBlocks':
      return make(true, () => tf.maxPool(x.last(), 2, 2, 'valid'));
    case 'input':
    case 'constant':
      throw new Error(`${primitive.kind} comes from nothing`);
  }
}

/** An operand of `add` and the like: of rank 4 with its channels last, if all are; numbers alone go with anything. */
function operand(tf: Tf, input: Held, shape: readonly number[], isLast: boolean): Tensor {
  if (!isLast || shape.length === 0) return input.planes();
  if (shape.length === 4) return input.last();
  const full = [...Array<number>(4 - shape.length).fill(1), ...shape];
  return tf.transpose(tf.reshape(input.planes(), full), [0, 2, 3, 1]);
}

/** @param filters [k, k, C, O] */
function convolved(tf: Tf, x: Tensor4D, filters: Tensor, { stride, pad }: Convolution): Tensor4D {
  const padding = pad === 0 ? 'valid' : around(pad);
  return tf.conv2d(x, filters as Tensor4D, stride, padding);
}

function around(pad: number): [[0, 0], [number, number], [number, number], [0, 0]] {
  return [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ];
}

function lowerConvolveInput(tf: Tf, value: Value, [gradient, filters]: Held[], { stride, pad }: Convolution): Tensor {
  const [n, c, height, width] = value.shape as [number, number, number, number];
  const side = value.inputs[1]!.shape[2]!;
  if (stride === 1) {
    // a convolution like any other, with filters turned by half a turn: not all backends have a fast kernel for the other one
    const turned = tf.reverse(tf.transpose(filters!.planes(), [2, 3, 0, 1]), [0, 1]);
    return convolved(tf, gradient!.last(), turned, { stride, pad: side - 1 - pad });
  }
  const kernel = tf.transpose(filters!.planes(), [2, 3, 1, 0]) as Tensor4D;
  const padded: [number, number, number, number] = [n, height + 2 * pad, width + 2 * pad, c];
  const whole = tf.conv2dTranspose(gradient!.last(), kernel, padded, stride, 'valid');
  return tf.slice(whole, [0, pad, pad, 0], [n, height, width, c]);
}

/** As one product of matrices: the gradient times what each tap of the filters saw of x; the wasm backend has no kernel for it. */
function lowerConvolveFilters(tf: Tf, value: Value, [x, gradient]: Held[], { stride, pad }: Convolution): Tensor {
  const [n, c] = value.inputs[0]!.shape as [number, number];
  const [, o, height, width] = value.inputs[1]!.shape as [number, number, number, number];
  const side = value.shape[2]!;
  const padded = pad === 0 ? x!.last() : tf.pad(x!.last(), around(pad));
  const seen = Array.from({ length: side * side }, (_, tap) => {
    const [row, column] = [Math.floor(tap / side), tap % side];
    const begin = [0, row, column, 0];
    if (stride === 1) return tf.slice(padded, begin, [n, height, width, c]);
    const end = [n, row + (height - 1) * stride + 1, column + (width - 1) * stride + 1, c];
    return tf.stridedSlice(padded, begin, end, [1, stride, stride, 1]);
  });
  const spots = n * height * width;
  const columns = tf.reshape(tf.concat(seen, 3), [spots, side * side * c]);
  const product = tf.matMul(tf.reshape(gradient!.last(), [spots, o]), columns, true, false);
  return tf.reshape(tf.transpose(tf.reshape(product, [o, side * side, c]), [0, 2, 1]), [...value.shape]);
}
