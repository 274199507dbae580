import { EPSILON, type Modulation, type Ops } from './definition';
import { OnnxGraph, type Shape } from './onnxFile';
import type { Weights } from './weights';

/**
 * Builds an ONNX model by running a network's definition over symbolic tensors.
 * `define` gets an `Ops` over value names and a way to declare inputs, and returns the outputs by name.
 */
export function buildOnnx(
  weights: Weights,
  define: (ops: Ops<string>, input: (name: string, shape: Shape) => string) => Record<string, string>,
): Uint8Array {
  const graph = new OnnxNetwork(weights);
  const outputs = define(graph, (name, shape) => graph.input(name, shape));
  return graph.serialise(outputs);
}

/** The networks' operations as ONNX operators. */
export class OnnxNetwork extends OnnxGraph implements Ops<string> {
  constructor(private readonly weights: Weights) {
    super();
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

  private weight(name: string) {
    const tensor = this.weights.tensors.get(name);
    if (!tensor) throw new Error(`the weights lack ${name}`);
    return tensor;
  }

  private constant(name: string): string {
    const { shape, data } = this.weight(name);
    return this.tensor(name, shape, data);
  }
}
