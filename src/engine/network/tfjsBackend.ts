import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backend, FeatureMap, Planes } from './backend';
import {
  CODE_LENGTH,
  decode,
  EPSILON,
  encode,
  type Modulation,
  mapping,
  type Ops,
  STAGE_NAMES,
  type Stage,
  styleCode,
} from './definition';
import { makeCurrent, type Tf } from './tfjs';
import type { Weights } from './weights';

/** The networks in TensorFlow.js, on a backend that works there: see `loadTfjs`. */
export async function openTfjs(tf: Tf, backend: string, weights: Weights): Promise<Backend> {
  await makeCurrent(tf, backend);
  const ops = new TfjsOps(tf, weights);
  /** Computes with our backend current, whichever was before, and frees all but the results. */
  const computing = async <R extends Record<string, Tensor>>(
    compute: () => R,
  ): Promise<Record<keyof R, Float32Array>> => {
    await makeCurrent(tf, backend);
    const results = tf.tidy(compute) as R;
    const read: [string, Float32Array][] = [];
    for (const [name, result] of Object.entries(results)) read.push([name, (await result.data()) as Float32Array]);
    tf.dispose(results);
    return Object.fromEntries(read) as Record<keyof R, Float32Array>;
  };
  const opened: Backend = {
    async styleCode(picture) {
      return (await computing(() => ({ code: styleCode(ops, ops.picture(picture)) }))).code;
    },
    mapping(code) {
      return computing(() => mapping(ops, tf.tensor2d(code, [1, CODE_LENGTH])) as Record<Stage, Tensor>);
    },
    async encode(picture, { fine, coarse }) {
      const maps = await computing(() => {
        const { fine, coarse } = encode<Tensor>(ops, ops.picture(picture));
        return { fine: ops.toPlanes(fine), coarse: ops.toPlanes(coarse) };
      });
      fine.data.set(maps.fine);
      coarse.data.set(maps.coarse);
    },
    async decode({ fine, coarse }, modulations, into) {
      const { picture } = await computing(() => {
        const stages = Object.fromEntries(
          STAGE_NAMES.map((stage) => {
            const { scale, shift } = modulations[stage];
            return [stage, { scale: tf.tensor1d(scale), shift: tf.tensor1d(shift) }];
          }),
        ) as unknown as Record<Stage, Modulation<Tensor>>;
        return { picture: ops.toPlanes(decode<Tensor>(ops, ops.fromPlanes(fine), ops.fromPlanes(coarse), stages)) };
      });
      into.set(picture);
    },
  };
  unused.register(opened, () => ops.dispose());
  return opened;
}

/** Frees the weights of networks that nobody has any more: TensorFlow.js does not see to that itself. */
const unused = new FinalizationRegistry<() => void>((dispose) => dispose());

/** Maps are [1, h, w, C] in here, the one order in which all of TensorFlow's kernels work; a scale or a shift is [C]. */
class TfjsOps implements Ops<Tensor> {
  private readonly weights = new Map<string, Tensor>();

  constructor(
    private readonly tf: Tf,
    { tensors }: Weights,
  ) {
    for (const [name, { shape, data }] of tensors)
      this.weights.set(
        name,
        shape.length === 4 ? tf.tidy(() => tf.transpose(tf.tensor(data, shape), [2, 3, 1, 0])) : tf.tensor(data, shape),
      );
  }

  dispose(): void {
    this.tf.dispose([...this.weights.values()]);
  }

  picture({ data, width, height }: Planes): Tensor {
    return this.fromPlanes({ data, dims: [1, 3, height, width] });
  }

  fromPlanes({ data, dims }: FeatureMap): Tensor {
    // a copy: some backends keep what they are given, and our memory is used again
    return this.tf.transpose(this.tf.tensor(data.slice(), [...dims]), [0, 2, 3, 1]);
  }

  toPlanes(map: Tensor): Tensor {
    return this.tf.transpose(map, [0, 3, 1, 2]);
  }

  conv(x: Tensor, name: string, stride: 1 | 2 = 1): Tensor {
    const filter = this.weight(`${name}.weight`) as Tensor4D;
    const bias = this.weight(`${name}.bias`) as Tensor1D;
    const pad = (filter.shape[0] - 1) / 2;
    if (stride === 1) return this.tf.fused.conv2d({ x: x as Tensor4D, filter, bias, strides: 1, pad: 'same' });
    // with a stride TensorFlow's `same` puts all its zeros at the end
    const padded = this.tf.pad(x, [
      [0, 0],
      [pad, pad],
      [pad, pad],
      [0, 0],
    ]) as Tensor4D;
    return this.tf.fused.conv2d({ x: padded, filter, bias, strides: stride, pad: 'valid' });
  }

  convOfUnshuffled(picture: Tensor, name: string): Tensor {
    return this.conv(this.unshuffle(picture), name);
  }

  linear(x: Tensor, name: string): Tensor {
    const product = this.tf.matMul(x as Tensor2D, this.weight(`${name}.weight`) as Tensor2D, false, true);
    return this.tf.add(product, this.weight(`${name}.bias`));
  }

  relu(x: Tensor): Tensor {
    return this.tf.relu(x);
  }

  add(a: Tensor, b: Tensor): Tensor {
    return this.tf.add(a, b);
  }

  modulate(x: Tensor, { scale, shift }: Modulation<Tensor>): Tensor {
    return this.tf.add(this.tf.mul(x, scale), shift);
  }

  unshuffle(x: Tensor): Tensor {
    const [, height, width, channels] = x.shape as [number, number, number, number];
    const [rows, columns] = [height / 2, width / 2];
    const blocks = this.tf.reshape(x, [rows, 2, columns, 2, channels]);
    // to rows, columns, channel, row in the block, column in the block
    return this.tf.reshape(this.tf.transpose(blocks, [0, 2, 4, 1, 3]), [1, rows, columns, 4 * channels]);
  }

  enlarge(x: Tensor): Tensor {
    const [, height, width] = x.shape as [number, number, number];
    return this.tf.image.resizeNearestNeighbor(x as Tensor4D, [2 * height, 2 * width]);
  }

  moments(x: Tensor): [Tensor, Tensor] {
    const mean = this.tf.mean(x, [1, 2], true);
    const variance = this.tf.mean(this.tf.square(this.tf.sub(x, mean)), [1, 2]);
    return [this.tf.squeeze(mean, [1, 2]), this.tf.sqrt(this.tf.add(variance, EPSILON))];
  }

  concat(vectors: Tensor[]): Tensor {
    return this.tf.concat(vectors, 1);
  }

  private weight(name: string): Tensor {
    const tensor = this.weights.get(name);
    if (!tensor) throw new Error(`the weights lack ${name}`);
    return tensor;
  }
}
