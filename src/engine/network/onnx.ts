import { PbfWriter } from 'pbf';
import { EPSILON, type Modulation, type Ops } from './definition';
import type { Weights } from './weights';

/** Shape of a graph's input; names stand for dimensions known only when it runs. */
export type Shape = (number | string)[];

/**
 * Builds an ONNX model (opset 17, IR 8) by running a network's definition over symbolic tensors.
 * `define` gets an `Ops` over value names and a way to declare inputs, and returns the outputs by name.
 */
export function buildOnnx(
  weights: Weights,
  define: (ops: Ops<string>, input: (name: string, shape: Shape) => string) => Record<string, string>,
): Uint8Array {
  const graph = new Graph(weights);
  const outputs = define(graph, (name, shape) => graph.input(name, shape));
  return graph.serialise(outputs);
}

class Graph implements Ops<string> {
  private readonly nodes: Node[] = [];
  private readonly inputs = new Map<string, Shape>();
  private readonly constants = new Map<string, Constant>();

  constructor(private readonly weights: Weights) {}

  input(name: string, shape: Shape): string {
    this.inputs.set(name, shape);
    return name;
  }

  conv(x: string, name: string, stride: 1 | 2 = 1): string {
    const kernel = this.weight(`${name}.weight`).shape[2] as number;
    const pad = (kernel - 1) / 2;
    return this.node('Conv', [x, this.constant(`${name}.weight`), this.constant(`${name}.bias`)], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  }

  convOfUnshuffled(picture: string, name: string): string {
    // 3×3 over blocks of 2×2 pixels is 6×6 over pixels in steps of 2: SpaceToDepth and Gather took a tenth of the time
    const { shape, data } = this.weight(`${name}.weight`);
    const [outputs, inputs] = shape as [number, number];
    const unfolded = new Float32Array(outputs * (inputs / 4) * 36);
    for (let i = 0; i < data.length; i++) {
      const [o, channel, ky, kx] = [
        Math.floor(i / 9 / inputs),
        Math.floor(i / 9) % inputs,
        Math.floor(i / 3) % 3,
        i % 3,
      ];
      const [c, y, x] = [channel >> 2, 2 * ky + ((channel >> 1) & 1), 2 * kx + (channel & 1)];
      unfolded[((o * inputs) / 4 + c) * 36 + y * 6 + x] = data[i]!;
    }
    const weight = this.tensor(`${name}.unfolded`, [outputs, inputs / 4, 6, 6], unfolded);
    const attributes = { kernel_shape: [6, 6], strides: [2, 2], pads: [2, 2, 2, 2] };
    return this.node('Conv', [picture, weight, this.constant(`${name}.bias`)], attributes);
  }

  linear(x: string, name: string): string {
    return this.node('Gemm', [x, this.constant(`${name}.weight`), this.constant(`${name}.bias`)], { transB: 1 });
  }

  relu(x: string): string {
    return this.node('Relu', [x]);
  }

  add(a: string, b: string): string {
    return this.node('Add', [a, b]);
  }

  modulate(x: string, { scale, shift }: Modulation<string>): string {
    return this.add(this.node('Mul', [x, scale]), shift);
  }

  unshuffle(x: string): string {
    // ONNX's SpaceToDepth orders channels (block, channel), PyTorch's pixel_unshuffle (channel, block)
    const blocks = this.node('SpaceToDepth', [x], { blocksize: 2 });
    const order = Array.from({ length: 12 }, (_, i) => (i % 4) * 3 + Math.floor(i / 4));
    return this.node('Gather', [blocks, this.integers('unshuffle.order', order)], { axis: 1 });
  }

  enlarge(x: string): string {
    const scales = this.floats('enlarge.scales', [1, 1, 2, 2]);
    return this.node('Resize', [x, '', scales], {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    });
  }

  moments(x: string): [string, string] {
    const mean = this.node('ReduceMean', [x], { axes: [2, 3], keepdims: 1 });
    const centred = this.node('Sub', [x, mean]);
    const variance = this.node('ReduceMean', [this.node('Mul', [centred, centred])], { axes: [2, 3], keepdims: 0 });
    const deviation = this.node('Sqrt', [this.add(variance, this.floats('epsilon', [EPSILON]))]);
    return [this.node('Flatten', [mean], { axis: 1 }), deviation];
  }

  concat(vectors: string[]): string {
    return this.node('Concat', vectors, { axis: 1 });
  }

  serialise(outputs: Record<string, string>): Uint8Array {
    for (const [name, value] of Object.entries(outputs))
      this.nodes.push({ op: 'Identity', inputs: [value], output: name, attributes: {} });
    const pbf = new PbfWriter();
    // field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
    pbf.writeVarintField(1, 8); // ModelProto.ir_version
    pbf.writeMessage(7, writeGraph, {
      nodes: this.nodes,
      inputs: this.inputs,
      constants: this.constants,
      outputs: Object.keys(outputs),
    });
    pbf.writeMessage(8, (version: number, p: PbfWriter) => p.writeVarintField(2, version), 17); // opset_import
    return pbf.finish();
  }

  private node(op: string, inputs: string[], attributes: Record<string, Attribute> = {}): string {
    const output = `v${this.nodes.length}`;
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  private weight(name: string) {
    const tensor = this.weights.tensors.get(name);
    if (!tensor) throw new Error(`the weights lack ${name}`);
    return tensor;
  }

  private constant(name: string): string {
    const { shape, data } = this.weight(name);
    return this.tensor(name, shape, data);
  }

  private tensor(name: string, shape: number[], data: Float32Array): string {
    this.constants.set(name, {
      shape,
      type: FLOAT,
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  private floats(name: string, values: number[]): string {
    this.constants.set(name, {
      shape: [values.length],
      type: FLOAT,
      bytes: new Uint8Array(Float32Array.from(values).buffer),
    });
    return name;
  }

  private integers(name: string, values: number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.constants.set(name, { shape: [values.length], type: INT64, bytes });
    return name;
  }
}

const FLOAT = 1;
const INT64 = 7;

type Attribute = number | string | number[];
interface Node {
  op: string;
  inputs: string[];
  output: string;
  attributes: Record<string, Attribute>;
}
interface Constant {
  shape: number[];
  type: number;
  bytes: Uint8Array;
}
interface GraphParts {
  nodes: Node[];
  inputs: Map<string, Shape>;
  constants: Map<string, Constant>;
  outputs: string[];
}

function writeGraph({ nodes, inputs, constants, outputs }: GraphParts, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, 'stylize');
  for (const [name, constant] of constants) pbf.writeMessage(5, writeTensor, { name, ...constant });
  for (const [name, shape] of inputs) pbf.writeMessage(11, writeValue, { name, shape });
  for (const name of outputs) pbf.writeMessage(12, writeValue, { name, shape: undefined });
}

function writeNode(node: Node, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, node.output);
  pbf.writeStringField(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, { name, value });
}

function writeAttribute({ name, value }: { name: string; value: Attribute }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, 2); // INT
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value);
    pbf.writeVarintField(20, 3); // STRING
  } else {
    for (const item of value) pbf.writeVarintField(8, item);
    pbf.writeVarintField(20, 7); // INTS
  }
}

function writeTensor({ name, shape, type, bytes }: Constant & { name: string }, pbf: PbfWriter): void {
  for (const side of shape) pbf.writeVarintField(1, side);
  pbf.writeVarintField(2, type);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, bytes);
}

function writeValue({ name, shape }: { name: string; shape: Shape | undefined }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (s: Shape | undefined, type: PbfWriter) => type.writeMessage(1, writeTensorType, s), shape);
}

function writeTensorType(shape: Shape | undefined, pbf: PbfWriter): void {
  pbf.writeVarintField(1, FLOAT);
  if (shape)
    pbf.writeMessage(
      2,
      (sides: Shape, p: PbfWriter) => {
        for (const side of sides) p.writeMessage(1, writeDimension, side);
      },
      shape,
    );
}

function writeDimension(side: number | string, pbf: PbfWriter): void {
  if (typeof side === 'number') pbf.writeVarintField(1, side);
  else pbf.writeStringField(2, side);
}
