import type { Weights } from '../network/weights';
import { constants, leakyRelu, mean, square } from './operations';
import {
  add,
  concat,
  constant,
  convolve,
  divide,
  maxBlocks,
  relu,
  sqrt,
  subtract,
  sumBlocks,
  type Value,
} from './tape';

/** A network that tells how pictures look, and never changes. */
export interface Judge {
  name: 'VGG-19' | 'perceptual encoder';
  layers: readonly string[];
  /** Of each layer. */
  channels: readonly number[];
  /**
   * Whether the features' means are around zero, so that differences of means are no share of the means alone: principal
   * components are, what comes out of a relu is not.
   */
  centred: boolean;
  /** Feature maps of a picture [N, 3, h, w] in [0, 1], h and w multiples of 8: at 1, 1/2, 1/4 and 1/8 of its size. */
  look(picture: Value): Value[];
}

const LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'] as const;

/** VGG-19 (Simonyan and Zisserman 2015, 1409.1556) up to relu4_1. @param weights as vgg/kerasVgg.ts makes them */
export function vggJudge(weights: Weights): Judge {
  const weight = constants(weights);
  const mean = weights.tensors.get('vgg.mean');
  if (!mean) throw new Error('the weights lack vgg.mean');
  const first = unfoldedBias(weights, mean.data);
  return {
    name: 'VGG-19',
    layers: LAYERS,
    channels: [64, 128, 256, 512],
    centred: false,
    look(picture) {
      // the mean colour lies around the picture, as when VGG was trained: so it is taken off here, and not by the bias
      let h = subtract(picture, constant(mean.data, [1, 3, 1, 1]));
      const maps: Value[] = [];
      for (const name of ['1_1', '1_2', '2_1', '2_2', '3_1', '3_2', '3_3', '3_4', '4_1']) {
        if (name !== '1_1' && name.endsWith('_1')) h = maxBlocks(h);
        const bias = name === '1_1' ? first : weight(`vgg.conv${name}.bias`);
        h = relu(convolve(h, weight(`vgg.conv${name}.weight`), bias, { stride: 1, pad: 1 }));
        if (name.endsWith('_1')) maps.push(h);
      }
      return maps;
    },
  };
}

/**
 * Features whose squared differences tell how unlike two pictures look: at 1/2, 1/4, 1/8 and 1/16 of the size of a picture
 * [N, 3, h, w] in [0, 1], h and w multiples of 16.
 */
export type Sight = (picture: Value) => Value[];

/**
 * The compact encoder in models/perceptual.safetensors. As a judge it gives the principal components of VGG-19's features, as
 * training/distill.py has taught it. Its sight was read from its stages by training/likeness.py, after LPIPS (Zhang et al.
 * 2018, 1801.03924); VGG-19's own features don't do for that: they hardly tell of a texture that comes over what was calm.
 */
export function perceptualEye(weights: Weights): { judge: Judge; sight: Sight } {
  const weight = constants(weights);
  const known = new WeakMap<Value, Value[]>();
  const stagesOf = (picture: Value): Value[] => {
    if (!known.has(picture)) known.set(picture, look(weight, picture));
    return known.get(picture)!;
  };
  return {
    judge: {
      name: 'perceptual encoder',
      layers: LAYERS,
      channels: DEPTHS.map((_, stage) => weight(`heads.${stage}.bias`).shape[0]!),
      centred: true,
      look: (picture) =>
        stagesOf(picture).map((h, stage) =>
          convolve(h, weight(`heads.${stage}.weight`), weight(`heads.${stage}.bias`), { stride: 1, pad: 0 }),
        ),
    },
    sight(picture) {
      const seen: Value[] = [];
      let finer: Value | undefined;
      for (const h of stagesOf(picture)) {
        const scaled = divide(h, sqrt(add(mean(square(h), [1]), 1e-4)));
        finer = concat(finer ? [halved(finer), h, scaled] : [h, scaled], 1);
        seen.push(finer);
      }
      return [...seen.slice(1), halved(finer!)].map((map, grid) => {
        const read = weight(`likeness.${grid}.weight`);
        return convolve(map, read, constant(new Float32Array(read.shape[0]!), [read.shape[0]!]), { stride: 1, pad: 0 });
      });
    },
  };
}

/** What the compact encoder's four stages see: at 1, 1/2, 1/4 and 1/8 of the picture's size. */
function look(weight: (name: string) => Value, picture: Value): Value[] {
  let h = add(picture, add(picture, -1));
  return DEPTHS.map((depth, stage) => {
    for (let k = 0; k < depth; k++) {
      const name = `stages.${stage}.${k}`;
      const stride = stage > 0 && k === 0 ? 2 : 1;
      h = leakyRelu(convolve(h, weight(`${name}.weight`), weight(`${name}.bias`), { stride, pad: 1 }), 0.1);
    }
    return h;
  });
}

const halved = (x: Value): Value => divide(sumBlocks(x), 4);

/** Convolutions of each stage. */
const DEPTHS = [1, 2, 3, 3];

/** The bias for a picture from which the mean colour was taken: conv1_1's has that folded in. */
function unfoldedBias({ tensors }: Weights, mean: Float32Array): Value {
  const filters = tensors.get('vgg.conv1_1.weight')!;
  const bias = Float32Array.from(tensors.get('vgg.conv1_1.bias')!.data);
  for (const [i, number] of filters.data.entries()) bias[Math.floor(i / 27)]! += number * mean[Math.floor(i / 9) % 3]!;
  return constant(bias, [bias.length]);
}
