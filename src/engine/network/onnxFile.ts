import { PbfWriter } from 'pbf';

/** Shape of a graph's input; names stand for dimensions known only when it runs. */
export type Shape = (number | string)[];

/** A graph of ONNX operators (opset 17, IR 8) in the making. Values go by their names; '' is an operand left out. */
export class OnnxGraph {
  private readonly nodes: Node[] = [];
  private readonly inputs = new Map<string, Shape>();
  private readonly constants = new Map<string, Constant>();

  /** Operators and constants so far: for names that nothing else has. */
  get size(): number {
    return this.nodes.length + this.constants.size;
  }

  input(name: string, shape: Shape): string {
    this.inputs.set(name, shape);
    return name;
  }

  /** The result of an operator. */
  node(op: string, inputs: string[], attributes: Record<string, Attribute> = {}): string {
    const output = `v${this.nodes.length}`;
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  tensor(name: string, shape: number[], data: Float32Array): string {
    this.constants.set(name, {
      shape,
      type: FLOAT,
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  floats(name: string, values: number[]): string {
    this.constants.set(name, {
      shape: [values.length],
      type: FLOAT,
      bytes: new Uint8Array(Float32Array.from(values).buffer),
    });
    return name;
  }

  scalar(name: string, value: number): string {
    return this.tensor(name, [], Float32Array.of(value));
  }

  integers(name: string, values: number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.constants.set(name, { shape: [values.length], type: INT64, bytes });
    return name;
  }

  /** The whole model as a file's bytes. */
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
