import { Dataset, File, Group } from 'jsfive';
import type { Weights } from '../network/weights';

/**
 * VGG-19 (Simonyan and Zisserman 2015, 1409.1556) up to conv4_1, out of the HDF5 file that Keras publishes
 * (vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5): `vgg.conv1_1.weight` [out, in, 3, 3] and `vgg.conv1_1.bias` [out] …
 * `vgg.conv4_1.bias`, and `vgg.mean` [3].
 *
 * The first convolution takes RGB in [0, 1]: what Keras does before it, BGR of 0…255 less ImageNet's mean, is folded into it.
 * Keras then surrounds the picture with zeros, which is the mean colour. Whoever wants that to the bit extends the picture by one
 * pixel of `vgg.mean`; with zeros around it, that is black, features differ along the picture's edge only.
 * @throws Error naming what is wrong, when the bytes are no such file
 */
export function convertKerasVgg(bytes: ArrayBuffer): Weights {
  const file = open(bytes);
  const tensors: Weights['tensors'] = new Map();
  for (const [block, convolution] of LAYERS) {
    const { kernel, bias } = layerOf(file, `block${block}_conv${convolution}`);
    const name = `vgg.conv${block}_${convolution}`;
    const [height, width, inputs, outputs] = kernel.shape as [number, number, number, number];
    tensors.set(`${name}.weight`, { shape: [outputs, inputs, height, width], data: outputsFirst(kernel) });
    tensors.set(`${name}.bias`, bias);
  }
  foldPreprocessing(tensors.get('vgg.conv1_1.weight')!, tensors.get('vgg.conv1_1.bias')!);
  tensors.set('vgg.mean', { shape: [3], data: Float32Array.from(MEAN_RGB, (value) => value / 255) });
  return { tensors };
}

/** Block and convolution, from 1. */
const LAYERS = [
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [3, 1],
  [3, 2],
  [3, 3],
  [3, 4],
  [4, 1],
] as const;

/** ImageNet's, of 255, as Keras's `preprocess_input` subtracts it. */
const MEAN_RGB = [123.68, 116.779, 103.939] as const;

type Tensor = Weights['tensors'] extends Map<string, infer T> ? T : never;

function open(bytes: ArrayBuffer): File {
  try {
    return new File(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error); // jsfive throws texts, too
    throw new Error(`it is no HDF5 file, or not a whole one (${reason})`);
  }
}

/** The names of a layer's tensors have changed with Keras's versions; their order, in the attribute `weight_names`, has not. */
function layerOf(file: File, name: string): { kernel: Tensor; bias: Tensor } {
  const group = find(file, name);
  if (!(group instanceof Group)) throw new Error(`it has no layer ${name}`);
  const names = group.attrs.weight_names;
  if (!Array.isArray(names) || names.length !== 2) throw new Error(`layer ${name} does not say what its weights are`);
  const [kernel, bias] = names.map((it) => tensorOf(group, String(it).replace(/\0+$/, ''), name)) as [Tensor, Tensor];
  if (kernel.shape.length !== 4 || kernel.shape[0] !== 3 || kernel.shape[1] !== 3)
    throw new Error(`layer ${name} is no 3 × 3 convolution`);
  if (bias.shape.length !== 1 || bias.shape[0] !== kernel.shape[3])
    throw new Error(`layer ${name} has a bias that does not fit its kernel`);
  return { kernel, bias };
}

function tensorOf(group: Group, path: string, layer: string): Tensor {
  const found = find(group, path);
  if (!(found instanceof Dataset)) throw new Error(`layer ${layer} lacks ${path}`);
  const data = Float32Array.from(found.value);
  if (data.length !== found.shape.reduce((product, side) => product * side, 1))
    throw new Error(`${path} ends too soon`);
  return { shape: [...found.shape], data };
}

function find(group: Group, path: string): Group | Dataset | undefined {
  try {
    return group.get(path);
  } catch {
    return undefined; // jsfive throws for what is not there
  }
}

/** Height, width, inputs, outputs, as TensorFlow has them → outputs, inputs, height, width. */
function outputsFirst({ shape, data }: Tensor): Float32Array {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const area = height * width;
  const moved = new Float32Array(data.length);
  for (let spot = 0; spot < area; spot++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++)
        moved[(o * inputs + i) * area + spot] = data[(spot * inputs + i) * outputs + o]!;
  return moved;
}

/** w · (255 x − mean) + b = 255 w · x + (b − Σ w · mean), with inputs in the order RGB instead of BGR; in place. */
function foldPreprocessing({ shape, data }: Tensor, bias: Tensor): void {
  const [outputs, inputs, height, width] = shape as [number, number, number, number];
  const area = height * width;
  for (let o = 0; o < outputs; o++) {
    const filter = data.subarray(o * inputs * area, (o + 1) * inputs * area);
    const bgr = filter.slice();
    let shift = 0;
    for (let c = 0; c < inputs; c++)
      for (let spot = 0; spot < area; spot++) {
        const weight = bgr[(inputs - 1 - c) * area + spot]!;
        filter[c * area + spot] = 255 * weight;
        shift += weight * MEAN_RGB[c]!;
      }
    bias.data[o]! -= shift;
  }
}
