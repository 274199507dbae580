import { type Convolution, inOrder, sizeOf, type Value } from '../../../../src/engine/train/tape';

/** Computes values one number at a time, in double precision: slow, and plain enough to check executors against. */
export function compute(outputs: readonly Value[], feeds: Record<string, readonly number[]> = {}): number[][] {
  const known = new Map<Value, number[]>();
  for (const value of inOrder(outputs))
    known.set(
      value,
      evaluate(
        value,
        value.inputs.map((it) => known.get(it)!),
        feeds,
      ),
    );
  return outputs.map((value) => known.get(value)!);
}

function evaluate(value: Value, lists: number[][], feeds: Record<string, readonly number[]>): number[] {
  const [a = [], b = [], c = []] = lists;
  const { primitive, shape, inputs } = value;
  const [x] = inputs as [Value];
  const fill = (number: (at: number[], i: number) => number) =>
    Array.from({ length: sizeOf(shape) }, (_, i) => number(placeOf(i, shape), i));
  const pairs = (operation: (p: number, q: number) => number) =>
    fill((at) => operation(spreadAt(a, x.shape, at), spreadAt(b, inputs[1]!.shape, at)));
  switch (primitive.kind) {
    case 'input': {
      const feed = feeds[primitive.name];
      if (feed?.length !== sizeOf(shape)) throw new Error(`${primitive.name} was not given in its shape`);
      return [...feed];
    }
    case 'constant':
      return [...primitive.data];
    case 'convolve': {
      const out = Array.from({ length: sizeOf(shape) }, (_, i) => c[placeOf(i, shape)[1]!] ?? 0);
      eachTap(x.shape, inputs[1]!.shape, shape, primitive, (from, tap, to) => (out[to]! += a[from]! * b[tap]!));
      return out;
    }
    case 'convolveInput': {
      const out = fill(() => 0);
      eachTap(shape, inputs[1]!.shape, x.shape, primitive, (to, tap, from) => (out[to]! += a[from]! * b[tap]!));
      return out;
    }
    case 'convolveFilters': {
      const out = fill(() => 0);
      eachTap(x.shape, shape, inputs[1]!.shape, primitive, (i, tap, j) => (out[tap]! += a[i]! * b[j]!));
      return out;
    }
    case 'matmul': {
      const [ta, tb] = primitive.transposed;
      const inner = x.shape[ta ? 0 : 1]!;
      const at = (data: number[], sides: readonly number[], row: number, column: number) =>
        data[row * sides[1]! + column]!;
      return fill(([row, column]) =>
        Array.from({ length: inner }, (_, k) => {
          const p = ta ? at(a, x.shape, k, row!) : at(a, x.shape, row!, k);
          return p * (tb ? at(b, inputs[1]!.shape, column!, k) : at(b, inputs[1]!.shape, k, column!));
        }).reduce((total, product) => total + product, 0),
      );
    }
    case 'add':
      return pairs((p, q) => p + q);
    case 'subtract':
      return pairs((p, q) => p - q);
    case 'multiply':
      return pairs((p, q) => p * q);
    case 'divide':
      return pairs((p, q) => p / q);
    case 'equal':
      return pairs((p, q) => Number(p === q));
    case 'relu':
      return a.map((p) => Math.max(p, 0));
    case 'sqrt':
      return a.map(Math.sqrt);
    case 'sign':
      return a.map(Math.sign);
    case 'sum': {
      const out = fill(() => 0);
      for (const [i, p] of a.entries())
        out[
          indexOf(
            placeOf(i, x.shape).map((k, axis) => (primitive.axes.includes(axis) ? 0 : k)),
            shape,
          )
        ]! += p;
      return out;
    }
    case 'spread':
      return fill((at) => spreadAt(a, x.shape, at));
    case 'reshape':
    case 'stop':
      return a;
    case 'transpose':
      return fill(
        (at) =>
          a[
            indexOf(
              x.shape.map((_, axis) => at[primitive.order.indexOf(axis)]!),
              x.shape,
            )
          ]!,
      );
    case 'slice':
      return fill(
        (at) =>
          a[
            indexOf(
              at.map((k, axis) => k + primitive.begin[axis]!),
              x.shape,
            )
          ]!,
      );
    case 'pad':
      return fill((at) => {
        const from = at.map((k, axis) => k - primitive.begin[axis]!);
        return from.every((k, axis) => k >= 0 && k < x.shape[axis]!) ? a[indexOf(from, x.shape)]! : 0;
      });
    case 'concat': {
      return fill((at) => {
        let k = at[primitive.axis]!;
        let part = 0;
        for (; k >= inputs[part]!.shape[primitive.axis]!; part++) k -= inputs[part]!.shape[primitive.axis]!;
        return lists[part]![
          indexOf(
            at.map((it, axis) => (axis === primitive.axis ? k : it)),
            inputs[part]!.shape,
          )
        ]!;
      });
    }
    case 'enlarge':
      return fill(([n, ch, row, column]) => a[indexOf([n!, ch!, row! >> 1, column! >> 1], x.shape)]!);
    case 'sumBlocks':
      return fill((at) => blockOf(a, x.shape, at).reduce((total, p) => total + p));
    case 'maxBlocks':
      return fill((at) => Math.max(...blockOf(a, x.shape, at)));
  }
}

/** Each product of a convolution: the places of its picture, its filter and its result. */
function eachTap(
  picture: readonly number[],
  filters: readonly number[],
  result: readonly number[],
  { stride, pad }: Convolution,
  visit: (picture: number, filter: number, result: number) => void,
): void {
  const [, channels, height, width] = picture as [number, number, number, number];
  const [, , rows, columns] = filters as [number, number, number, number];
  for (let to = 0; to < sizeOf(result); to++) {
    const [n, o, y, x] = placeOf(to, result) as [number, number, number, number];
    for (let i = 0; i < channels * rows * columns; i++) {
      const [c, ky, kx] = placeOf(i, [channels, rows, columns]) as [number, number, number];
      const [py, px] = [y * stride + ky - pad, x * stride + kx - pad];
      if (py >= 0 && py < height && px >= 0 && px < width)
        visit(indexOf([n, c, py, px], picture), indexOf([o, c, ky, kx], filters), to);
    }
  }
}

function blockOf(data: number[], shape: readonly number[], [n, c, row, column]: number[]): number[] {
  return [0, 1, 2, 3].map((k) => data[indexOf([n!, c!, 2 * row! + (k >> 1), 2 * column! + (k & 1)], shape)]!);
}

function spreadAt(data: number[], shape: readonly number[], at: readonly number[]): number {
  return data[
    indexOf(
      shape.map((side, axis) => (side === 1 ? 0 : at[axis + at.length - shape.length]!)),
      shape,
    )
  ]!;
}

function placeOf(index: number, shape: readonly number[]): number[] {
  const at: number[] = [];
  for (const side of [...shape].reverse()) {
    at.unshift(index % side);
    index = Math.floor(index / side);
  }
  return at;
}

function indexOf(at: readonly number[], shape: readonly number[]): number {
  return shape.reduce((index, side, axis) => index * side + at[axis]!, 0);
}
