import type { InferenceSession } from 'onnxruntime-node';
import type { Ort } from '../network/onnxBackend';
import { OnnxGraph } from '../network/onnxFile';
import type { Executor } from './executor';
import { type Convolution, inOrder, sizeOf, type Value } from './tape';

/**
 * Computes graphs by onnxruntime, whatever its device: only operators for inference are used, filter gradients too are made
 * of them.
 * @param ort see `loadOrt`
 * @param provider an execution provider's name: cpu, cuda, dml, coreml, webgpu
 * @param threads 0 leaves it to the runtime
 */
export function onnxExecutor(ort: Ort, provider: string, threads: number): Executor {
  return {
    name: provider,
    async compile(outputs) {
      const options: InferenceSession.SessionOptions = { executionProviders: [provider] };
      if (threads > 0) options.intraOpNumThreads = threads;
      const session = await ort.InferenceSession.create(toOnnx(outputs), options);
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
            return [feedName(name), new ort.Tensor('float32', data, shape)] as const;
          });
          const results = await session.run(Object.fromEntries(tensors));
          return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
        },
        release: () => session.release(),
      };
    },
  };
}

/** An output may have an input's name: what a step makes of it. In ONNX they must differ. */
const feedName = (name: string): string => `feed ${name}`;

/** The graph as an ONNX model's bytes; its inputs have names of their own, see `feedName`. */
function toOnnx(outputs: Record<string, Value>): Uint8Array {
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
  const whole = (numbers: readonly number[]) => integers(graph, numbers);
  switch (primitive.kind) {
    case 'input':
      return graph.input(feedName(primitive.name), [...shape]);
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
  const [o, c, side] = filters.shape as [number, number, number];
  const { stride, pad } = convolution;
  if (stride === 1) {
    // a convolution like any other, with filters turned by half a turn: a third of ConvTranspose's time on large pictures
    const taps = side * side;
    const exchanged = graph.node('Transpose', [inputs[1]!], { perm: [1, 0, 2, 3] });
    const backwards = graph.integers(
      `backwards${taps}`,
      Array.from({ length: taps }, (_, i) => taps - 1 - i),
    );
    const turned = graph.node('Gather', [reshaped(graph, exchanged, [c, o, taps]), backwards], { axis: 2 });
    const kernel = reshaped(graph, turned, [c, o, side, side]);
    return graph.node('Conv', [inputs[0]!, kernel], window(side, { stride, pad: side - 1 - pad }));
  }
  const missing = [2, 3].map((axis) => value.shape[axis]! - ((gradient.shape[axis]! - 1) * stride + side - 2 * pad));
  return graph.node('ConvTranspose', inputs, { ...window(side, convolution), output_padding: missing });
}

/**
 * As one product of matrices: the gradient times what each tap of the filters saw of x. With the gradient as the filters of a
 * convolution it took twice as long.
 */
function lowerConvolveFilters(graph: OnnxGraph, value: Value, inputs: string[], { stride, pad }: Convolution): string {
  const [x, gradient] = value.inputs as [Value, Value];
  const [n, c] = x.shape as [number, number];
  const [, o, height, width] = gradient.shape as [number, number, number, number];
  const side = value.shape[2]!;
  const taps = side * side;
  const padded =
    pad === 0 ? inputs[0]! : graph.node('Pad', [inputs[0]!, integers(graph, [0, 0, pad, pad, 0, 0, pad, pad])]);
  const seen = Array.from({ length: taps }, (_, tap) => {
    if (taps === 1 && stride === 1) return padded;
    const begin = [Math.floor(tap / side), tap % side] as const;
    const end = [begin[0] + (height - 1) * stride + 1, begin[1] + (width - 1) * stride + 1];
    const window = [[...begin], end, [2, 3], [stride, stride]].map((numbers) => integers(graph, numbers));
    return graph.node('Slice', [padded, ...window]);
  });
  const rows = (map: string, count: number) => {
    // the pictures of a batch side by side
    const ordered = n === 1 ? map : graph.node('Transpose', [map], { perm: [1, 0, 2, 3] });
    return reshaped(graph, ordered, [count, n * height * width]);
  };
  const columns = seen.length === 1 ? seen[0]! : graph.node('Concat', seen, { axis: 1 });
  const product = graph.node('Gemm', [rows(inputs[1]!, o), rows(columns, taps * c)], { transB: 1 });
  const ordered = graph.node('Transpose', [reshaped(graph, product, [o, taps, c])], { perm: [0, 2, 1] });
  return reshaped(graph, ordered, value.shape);
}

function reshaped(graph: OnnxGraph, name: string, shape: readonly number[]): string {
  return graph.node('Reshape', [name, integers(graph, shape)]);
}

/** A constant that is shared by all who name the same numbers. */
function integers(graph: OnnxGraph, numbers: readonly number[]): string {
  return graph.integers(`integers ${numbers.join(' ')}`, [...numbers]);
}
