/**
 * Computations as values that remember where they come from, and their gradients (reverse-mode differentiation, Linnainmaa 1970).
 * Nothing is computed here: an executor takes the finished graph. Shapes are fixed; pictures are [N, C, h, w].
 *
 * An executor has to know the kinds of `Primitive`, no more: whatever else a training step needs is built of them here or
 * in operations.ts, and gradients are made of the same kinds, so that no executor needs gradient kernels.
 */
export interface Value {
  readonly shape: readonly number[];
  readonly inputs: readonly Value[];
  readonly primitive: Primitive;
}

export type Primitive =
  /** Given anew at each run. */
  | { kind: 'input'; name: string }
  | { kind: 'constant'; data: Float32Array }
  /**
   * (x [N, C, h, w], filters [O, C, k, k], optionally bias [O]) → [N, O, h', w']: correlation as in PyTorch's conv2d, with
   * `pad` zeros on every side.
   */
  | ({ kind: 'convolve' } & Convolution)
  /** (gradient of a convolution's result, its filters) → gradient of its x, which has this value's shape: conv_transpose2d. */
  | ({ kind: 'convolveInput' } & Convolution)
  /** (a convolution's x, gradient of its result) → gradient of its filters, which have this value's shape. */
  | ({ kind: 'convolveFilters' } & Convolution)
  /** (a, b): two matrices, each transposed first where it says so. */
  | { kind: 'matmul'; transposed: readonly [boolean, boolean] }
  /** (a, b): of one shape, or spread along sides of 1 and sides that are missing at the front, as in NumPy. */
  | { kind: 'add' | 'subtract' | 'multiply' | 'divide' }
  /** (a, b) of one shape: 1 where they are equal, 0 elsewhere. */
  | { kind: 'equal' }
  | { kind: 'relu' | 'sqrt' }
  /** −1, 0 or 1. */
  | { kind: 'sign' }
  /** Over `axes`, which keep a side of 1. */
  | { kind: 'sum'; axes: readonly number[] }
  /** Spread to this value's shape, as the operands of `add` are. */
  | { kind: 'spread' }
  | { kind: 'reshape' }
  /** Axis i of the result is axis `order[i]` of the input. */
  | { kind: 'transpose'; order: readonly number[] }
  /** As much as fits this value's shape, from `begin` on. */
  | { kind: 'slice'; begin: readonly number[] }
  | { kind: 'concat'; axis: number }
  /** With zeros: `begin` many before, on each axis, and up to this value's shape after. */
  | { kind: 'pad'; begin: readonly number[] }
  /** [N, C, h, w] → [N, C, 2h, 2w]: every cell becomes four. */
  | { kind: 'enlarge' }
  /** [N, C, 2h, 2w] → [N, C, h, w]: the sum of four cells. */
  | { kind: 'sumBlocks' }
  /** [N, C, 2h, 2w] → [N, C, h, w]: the largest of four cells. */
  | { kind: 'maxBlocks' }
  /** The same, but gradients don't pass. */
  | { kind: 'stop' };

export interface Convolution {
  stride: 1 | 2;
  /** Rows and columns of zeros on every side. */
  pad: number;
}

/**
 * The gradients of a single number by `sources`, in their shapes; zeros for those it does not depend on.
 * Where a maximum is shared by several cells, each gets the whole gradient.
 */
export function gradients(of: Value, sources: readonly Value[]): Value[] {
  if (sizeOf(of.shape) !== 1) throw new Error(`only a single number has gradients here, not [${of.shape}]`);
  const order = inOrder([of]);
  const wanted = new Set(sources);
  for (const value of order)
    if (value.primitive.kind !== 'stop' && value.inputs.some((input) => wanted.has(input))) wanted.add(value);
  const sums = new Map<Value, Value>([[of, filled(of.shape, 1)]]);
  for (const value of order.reverse()) {
    const gradient = sums.get(value);
    if (!gradient || !wanted.has(value)) continue;
    for (const [i, input] of value.inputs.entries()) {
      if (!wanted.has(input)) continue;
      const part = backward(value, i, gradient);
      const before = sums.get(input);
      if (part) sums.set(input, before ? add(before, part) : part);
    }
  }
  return sources.map((source) => sums.get(source) ?? filled(source.shape, 0));
}

/** All values that `outputs` come from, each after its inputs. */
export function inOrder(outputs: Iterable<Value>): Value[] {
  const done = new Set<Value>();
  const stack = [...outputs].reverse().map((value) => ({ value, entered: false }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { value, entered } = top;
    if (done.has(value)) continue;
    if (entered) done.add(value);
    else {
      stack.push({ value, entered: true });
      for (const input of value.inputs) if (!done.has(input)) stack.push({ value: input, entered: false });
    }
  }
  return [...done];
}

export const input = (name: string, shape: readonly number[]): Value => make({ kind: 'input', name }, shape);

export function constant(data: Float32Array, shape: readonly number[]): Value {
  if (data.length !== sizeOf(shape)) throw new Error(`${data.length} numbers can't have the shape [${shape}]`);
  return make({ kind: 'constant', data }, shape);
}

/** One number in every place; kept small, for it is spread where it is used. */
export const filled = (shape: readonly number[], number: number): Value => spread(scalar(number), shape);

export const scalar = (number: number): Value => constant(Float32Array.of(number), []);

export function convolve(x: Value, filters: Value, bias: Value | undefined, convolution: Convolution): Value {
  const [n, c, height, width] = x.shape as Shape4;
  const [o, channels, k] = filters.shape as Shape4;
  if (c !== channels) throw new Error(`filters for ${channels} channels can't work on ${c}`);
  const { stride, pad } = convolution;
  const side = (length: number) => Math.floor((length + 2 * pad - k) / stride) + 1;
  const inputs = bias ? [x, filters, bias] : [x, filters];
  return make({ ...convolution, kind: 'convolve' }, [n, o, side(height), side(width)], inputs);
}

export function convolveInput(
  gradient: Value,
  filters: Value,
  shape: readonly number[],
  convolution: Convolution,
): Value {
  return make({ ...convolution, kind: 'convolveInput' }, shape, [gradient, filters]);
}

export function convolveFilters(x: Value, gradient: Value, shape: readonly number[], convolution: Convolution): Value {
  return make({ ...convolution, kind: 'convolveFilters' }, shape, [x, gradient]);
}

export function matmul(a: Value, b: Value, transposed: readonly [boolean, boolean] = [false, false]): Value {
  const [rows, inner] = sidesOf(a, transposed[0]);
  const [same, columns] = sidesOf(b, transposed[1]);
  if (inner !== same) throw new Error(`[${a.shape}] and [${b.shape}] can't be multiplied`);
  return make({ kind: 'matmul', transposed }, [rows, columns], [a, b]);
}

export const add = (a: Value | number, b: Value | number): Value => binary('add', a, b);
export const subtract = (a: Value | number, b: Value | number): Value => binary('subtract', a, b);
export const multiply = (a: Value | number, b: Value | number): Value => binary('multiply', a, b);
export const divide = (a: Value | number, b: Value | number): Value => binary('divide', a, b);
export const equal = (a: Value, b: Value): Value => make({ kind: 'equal' }, a.shape, [a, b]);
export const relu = (x: Value): Value => make({ kind: 'relu' }, x.shape, [x]);
export const sign = (x: Value): Value => make({ kind: 'sign' }, x.shape, [x]);
export const sqrt = (x: Value): Value => make({ kind: 'sqrt' }, x.shape, [x]);
export const stop = (x: Value): Value => make({ kind: 'stop' }, x.shape, [x]);

export function sum(x: Value, axes: readonly number[] = x.shape.map((_, axis) => axis)): Value {
  const kept = axes.filter((axis) => x.shape[axis] !== 1);
  if (kept.length === 0) return x;
  return make(
    { kind: 'sum', axes: kept },
    x.shape.map((side, axis) => (kept.includes(axis) ? 1 : side)),
    [x],
  );
}

export function spread(x: Value, shape: readonly number[]): Value {
  if (!same(spreadShape(x.shape, shape), shape)) throw new Error(`[${x.shape}] can't be spread to [${shape}]`);
  return same(x.shape, shape) ? x : make({ kind: 'spread' }, shape, [x]);
}

export function reshape(x: Value, shape: readonly number[]): Value {
  if (sizeOf(x.shape) !== sizeOf(shape)) throw new Error(`[${x.shape}] can't become [${shape}]`);
  return same(x.shape, shape) ? x : make({ kind: 'reshape' }, shape, [x]);
}

export function transpose(x: Value, order: readonly number[]): Value {
  return make(
    { kind: 'transpose', order },
    order.map((axis) => x.shape[axis]!),
    [x],
  );
}

export function slice(x: Value, begin: readonly number[], shape: readonly number[]): Value {
  if (begin.some((from, axis) => from < 0 || from + shape[axis]! > x.shape[axis]!))
    throw new Error(`[${x.shape}] does not reach from [${begin}] over [${shape}]`);
  return same(x.shape, shape) ? x : make({ kind: 'slice', begin }, shape, [x]);
}

export function pad(x: Value, begin: readonly number[], shape: readonly number[]): Value {
  if (begin.some((from, axis) => from < 0 || from + x.shape[axis]! > shape[axis]!))
    throw new Error(`[${x.shape}] does not fit into [${shape}] from [${begin}] on`);
  return same(x.shape, shape) ? x : make({ kind: 'pad', begin }, shape, [x]);
}

export function concat(parts: readonly Value[], axis: number): Value {
  const [first] = parts as [Value];
  const length = parts.reduce((total, part) => total + part.shape[axis]!, 0);
  return parts.length === 1 ? first : make({ kind: 'concat', axis }, replaced(first.shape, axis, length), parts);
}

export function enlarge(x: Value): Value {
  const [n, c, height, width] = x.shape as Shape4;
  return make({ kind: 'enlarge' }, [n, c, 2 * height, 2 * width], [x]);
}

export const sumBlocks = (x: Value): Value => make({ kind: 'sumBlocks' }, halved(x), [x]);
export const maxBlocks = (x: Value): Value => make({ kind: 'maxBlocks' }, halved(x), [x]);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

type Shape4 = readonly [number, number, number, number];

function make(primitive: Primitive, shape: readonly number[], inputs: readonly Value[] = []): Value {
  return { primitive, shape, inputs };
}

/** What reaches input `i` of `value`; undefined where its gradient is zero. */
function backward(value: Value, i: number, gradient: Value): Value | undefined {
  const { primitive, inputs } = value;
  const [a, b] = inputs as [Value, Value];
  const to = inputs[i]!.shape;
  switch (primitive.kind) {
    case 'convolve':
      if (i === 0) return convolveInput(gradient, b, to, primitive);
      return i === 1 ? convolveFilters(a, gradient, to, primitive) : reshape(sum(gradient, [0, 2, 3]), to);
    case 'convolveInput':
      return i === 0 ? convolve(gradient, b, undefined, primitive) : convolveFilters(gradient, a, to, primitive);
    case 'convolveFilters':
      return i === 0 ? convolveInput(b, gradient, to, primitive) : convolve(a, gradient, undefined, primitive);
    case 'matmul': {
      const [ta, tb] = primitive.transposed;
      if (i === 0) return ta ? matmul(b, gradient, [tb, true]) : matmul(gradient, b, [false, !tb]);
      return tb ? matmul(gradient, a, [true, ta]) : matmul(a, gradient, [!ta, false]);
    }
    case 'add':
      return gathered(gradient, to);
    case 'subtract':
      return i === 0 ? gathered(gradient, to) : multiply(gathered(gradient, to), -1);
    case 'multiply':
      return gathered(multiply(gradient, i === 0 ? b : a), to);
    case 'divide':
      if (i === 0) return gathered(divide(gradient, b), to);
      return gathered(divide(multiply(multiply(gradient, value), -1), b), to);
    case 'relu':
      return multiply(gradient, sign(value)); // of the result: whoever fuses a convolution with its relu keeps only that
    case 'sqrt':
      return divide(multiply(gradient, 0.5), value);
    case 'sum':
    case 'sumBlocks':
      return primitive.kind === 'sum' ? spread(gradient, to) : enlarge(gradient);
    case 'spread':
      return gathered(gradient, to);
    case 'reshape':
      return reshape(gradient, to);
    case 'transpose':
      return transpose(
        gradient,
        primitive.order.map((_, axis) => primitive.order.indexOf(axis)),
      );
    case 'slice':
      return pad(gradient, primitive.begin, to);
    case 'pad':
      return slice(gradient, primitive.begin, to);
    case 'concat': {
      const before = inputs.slice(0, i).reduce((total, part) => total + part.shape[primitive.axis]!, 0);
      return slice(
        gradient,
        replaced(
          to.map(() => 0),
          primitive.axis,
          before,
        ),
        to,
      );
    }
    case 'enlarge':
      return sumBlocks(gradient);
    case 'maxBlocks':
      return multiply(enlarge(gradient), equal(a, enlarge(value)));
    case 'input':
    case 'constant':
    case 'equal':
    case 'sign':
    case 'stop':
      return undefined;
  }
}

function binary(kind: 'add' | 'subtract' | 'multiply' | 'divide', left: Value | number, right: Value | number): Value {
  let [a, b] = [left, right].map((side) => (typeof side === 'number' ? scalar(side) : side)) as [Value, Value];
  const shape = spreadShape(a.shape, b.shape);
  // what was spread need not have been, where the other operand spreads it anyway
  if (a.primitive.kind === 'spread' && same(spreadShape(a.inputs[0]!.shape, b.shape), shape)) a = a.inputs[0]!;
  if (b.primitive.kind === 'spread' && same(spreadShape(a.shape, b.inputs[0]!.shape), shape)) b = b.inputs[0]!;
  return make({ kind }, shape, [a, b]);
}

/** The opposite of `spread`: summed over where it was. */
function gathered(gradient: Value, shape: readonly number[]): Value {
  const missing = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((side, axis) =>
    axis < missing || (shape[axis - missing] === 1 && side !== 1) ? [axis] : [],
  );
  const total = axes.length > 0 ? sum(gradient, axes) : gradient;
  return reshape(total, shape);
}

function spreadShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [p, q] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (p !== q && p !== 1 && q !== 1) throw new Error(`[${a}] and [${b}] do not go together`);
    return Math.max(p, q);
  });
}

function sidesOf({ shape }: Value, transposed: boolean): [number, number] {
  const [rows, columns] = shape as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

function halved(x: Value): number[] {
  const [n, c, height, width] = x.shape as Shape4;
  if (height % 2 || width % 2) throw new Error(`[${x.shape}] has no blocks of 2 × 2`);
  return [n, c, height / 2, width / 2];
}

function replaced(list: readonly number[], at: number, by: number): number[] {
  return list.map((item, i) => (i === at ? by : item));
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}
