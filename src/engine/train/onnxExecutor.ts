import { InferenceSession, Tensor } from 'onnxruntime-node';
import { OnnxGraph } from '../network/onnxFile';
import type { Executor } from './executor';
import { type Convolution, inOrder, sizeOf, type Value } from './tape';

/**
 * Computes graphs by onnxruntime, whatever its device: only operators for inference are used, filter gradients too are made
 * of them.
 * @param provider an execution provider's name: cpu, cuda, dml, coreml, webgpu
 * @param threads 0 leaves it to the runtime
 */
export function onnxExecutor(provider: string, threads: number): Executor {
  return {
    name: provider,
    async compile(outputs) {
      const options: InferenceSession.SessionOptions = { executionProviders: [provider] };
      if (threads > 0) options.intraOpNumThreads = threads;
      const session = await InferenceSession.create(toOnnx(outputs), options);
      const shapes = new Map(
        inOrder(Object.values(outputs)).flatMap(({ primitive, shape }) =>
          primitive.kind === 'input' ? [[primitive.name, shape] as const] : [],
        ),
      );
      return {
        async run(feeds) {
          const tensors = [...shapes].map(([name, shape]) => {
            const data = feeds[name];
            if (data?.length !== sizeOf(shape)) throw new Error(`${name} was not given as [${shape}]`);
            return [name, new Tensor('float32', data, shape)] as const;
          });
          const results = await session.run(Object.fromEntries(tensors));
          return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
        },
        release: () => session.release(),
      };
    },
  };
}

/** The graph as an ONNX model's bytes. */
export function toOnnx(outputs: Record<string, Value>): Uint8Array {
  const graph = new OnnxGraph();
  const names = new Map<Value, string>();
  for (const value of inOrder(Object.values(outputs)))
    names.set(
      value,
      lower(
        graph,
        value,
        value.inputs.map((input) => names.get(input)!),
      ),
    );
  return graph.serialise(Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, names.get(value)!])));
}

const OPERATORS = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  relu: 'Relu',
  sqrt: 'Sqrt',
  sign: 'Sign',
  stop: 'Identity',
} as const;

function lower(graph: OnnxGraph, value: Value, inputs: string[]): string {
  const { primitive, shape } = value;
  const [x] = value.inputs as [Value];
  const node = graph.node.bind(graph);
  const whole = (numbers: readonly number[]) => graph.integers(`i${graph.size}_${numbers.join('_')}`, [...numbers]);
  switch (primitive.kind) {
    case 'input':
      return graph.input(primitive.name, [...shape]);
    case 'constant':
      return graph.tensor(`c${graph.size}`, [...shape], primitive.data);
    case 'convolve':
      return node('Conv', inputs, window(value.inputs[1]!.shape[2]!, primitive));
    case 'convolveInput':
      return lowerConvolveInput(graph, value, inputs, primitive);
    case 'convolveFilters':
      return lowerConvolveFilters(graph, value, inputs, primitive);
    case 'matmul': {
      const [transA, transB] = primitive.transposed.map(Number) as [number, number];
      return node('Gemm', inputs, { transA, transB });
    }
    case 'equal':
      return node('Cast', [node('Equal', inputs)], { to: 1 });
    case 'sum':
      return node('ReduceSum', [...inputs, whole(primitive.axes)], { keepdims: 1 });
    case 'spread':
      return node('Expand', [...inputs, whole(shape)]);
    case 'reshape':
      return node('Reshape', [...inputs, whole(shape)]);
    case 'transpose':
      return node('Transpose', inputs, { perm: [...primitive.order] });
    case 'slice':
      return node('Slice', [
        ...inputs,
        whole(primitive.begin),
        whole(primitive.begin.map((from, i) => from + shape[i]!)),
      ]);
    case 'pad': {
      const after = shape.map((side, i) => side - primitive.begin[i]! - x.shape[i]!);
      return node('Pad', [...inputs, whole([...primitive.begin, ...after])]);
    }
    case 'concat':
      return node('Concat', inputs, { axis: primitive.axis });
    case 'enlarge':
      return node('Resize', [...inputs, '', graph.floats('doubled', [1, 1, 2, 2])], {
        mode: 'nearest',
        nearest_mode: 'floor',
        coordinate_transformation_mode: 'asymmetric',
      });
    case 'sumBlocks':
      return node('Mul', [node('AveragePool', inputs, BLOCKS), graph.floats('four', [4])]);
    case 'maxBlocks':
      return node('MaxPool', inputs, BLOCKS);
    default:
      return node(OPERATORS[primitive.kind], inputs);
  }
}

const BLOCKS = { kernel_shape: [2, 2], strides: [2, 2] };

function window(side: number, { stride, pad }: Convolution) {
  return { kernel_shape: [side, side], strides: [stride, stride], pads: [pad, pad, pad, pad] };
}

function lowerConvolveInput(graph: OnnxGraph, value: Value, inputs: string[], convolution: Convolution): string {
  const [gradient, filters] = value.inputs as [Value, Value];
  const [, , side] = filters.shape as [number, number, number];
  const { stride, pad } = convolution;
  if (filters.primitive.kind === 'constant' && stride === 1) {
    // with filters that never change it is a convolution like any other, for which onnxruntime is fastest
    const turned = graph.tensor(
      `turned${graph.size}`,
      turnedShape(filters),
      turnedFilters(filters, filters.primitive.data),
    );
    return graph.node('Conv', [inputs[0]!, turned], window(side, { stride, pad: side - 1 - pad }));
  }
  const missing = [2, 3].map((axis) => value.shape[axis]! - ((gradient.shape[axis]! - 1) * stride + side - 2 * pad));
  return graph.node('ConvTranspose', inputs, { ...window(side, convolution), output_padding: missing });
}

function turnedShape({ shape }: Value): number[] {
  const [o, c, ...sides] = shape as [number, number, ...number[]];
  return [c, o, ...sides];
}

/** Filters with inputs and outputs exchanged, each turned by half a turn. */
function turnedFilters({ shape }: Value, data: Float32Array): Float32Array {
  const [o, c, height, width] = shape as [number, number, number, number];
  const taps = height * width;
  return Float32Array.from({ length: data.length }, (_, i) => {
    const [channel, filter, tap] = [Math.floor(i / taps / o), Math.floor(i / taps) % o, i % taps];
    return data[(filter * c + channel) * taps + taps - 1 - tap]!;
  });
}

/** As one product of matrices: the gradient times what each tap of the filters saw of x, one row each. */
function lowerConvolveFilters(
  graph: OnnxGraph,
  value: Value,
  [x, gradient]: string[],
  { stride, pad }: Convolution,
): string {
  const [from, by] = value.inputs as [Value, Value];
  const [n, c, height, width] = from.shape as [number, number, number, number];
  const [, o, rows, columns] = by.shape as [number, number, number, number];
  const [, , side] = value.shape as [number, number, number];
  const whole = (name: string, numbers: number[]) => graph.integers(name, numbers);
  const { node } = { node: graph.node.bind(graph) };
  const seen: string[] = [];
  const padded = pad === 0 ? x! : node('Pad', [x!, whole(`pads${pad}`, [0, 0, pad, pad, 0, 0, pad, pad])]);
  for (let ky = 0; ky < side; ky++)
    for (let kx = 0; kx < side; kx++) {
      const reach = (first: number, count: number) => first + (count - 1) * stride + 1;
      const whatever = side === 1 && stride === 1;
      seen.push(
        whatever
          ? padded
          : node('Slice', [
              padded,
              whole(`begin${ky}_${kx}`, [ky, kx]),
              whole(`end${reach(ky, rows)}_${reach(kx, columns)}`, [reach(ky, rows), reach(kx, columns)]),
              whole('picture axes', [2, 3]),
              whole(`steps${stride}`, [stride, stride]),
            ]),
      );
    }
  const all = seen.length === 1 ? seen[0]! : node('Concat', seen, { axis: 1 });
  const places = rows * columns;
  const taps = side * side;
  void height;
  void width;
  let product: string;
  if (n === 1) {
    const a = node('Reshape', [gradient!, whole(`s${o}_${places}`, [o, places])]);
    const b = node('Reshape', [all, whole(`s${taps * c}_${places}`, [taps * c, places])]);
    product = node('Gemm', [a, b], { transB: 1 });
  } else {
    const a = node('Reshape', [
      node('Transpose', [gradient!], { perm: [1, 0, 2, 3] }),
      whole(`s${o}_${n * places}`, [o, n * places]),
    ]);
    const b = node('Reshape', [
      node('Transpose', [all], { perm: [1, 0, 2, 3] }),
      whole(`s${taps * c}_${n * places}`, [taps * c, n * places]),
    ]);
    product = node('Gemm', [a, b], { transB: 1 });
  }
  const apart = node('Reshape', [product, whole(`s${o}_${taps}_${c}`, [o, taps, c])]);
  const ordered = node('Transpose', [apart], { perm: [0, 2, 1] });
  return node('Reshape', [ordered, whole(`s${value.shape.join('_')}`, [...value.shape])]);
}
