import type { Weights } from '../network/weights';
import { constants, leakyRelu } from './operations';
import { add, constant, convolve, maxBlocks, relu, subtract, type Value } from './tape';

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
 * The compact encoder in models/perceptual.safetensors, taught by training/distill.py to give the principal components of
 * VGG-19's features.
 */
export function perceptualJudge(weights: Weights): Judge {
  const weight = constants(weights);
  const DEPTHS = [1, 2, 3, 3];
  return {
    name: 'perceptual encoder',
    layers: LAYERS,
    channels: DEPTHS.map((_, stage) => weight(`heads.${stage}.bias`).shape[0]!),
    centred: true,
    look(picture) {
      let h = add(picture, add(picture, -1));
      return DEPTHS.map((depth, stage) => {
        for (let k = 0; k < depth; k++) {
          const name = `stages.${stage}.${k}`;
          const stride = stage > 0 && k === 0 ? 2 : 1;
          h = leakyRelu(convolve(h, weight(`${name}.weight`), weight(`${name}.bias`), { stride, pad: 1 }), 0.1);
        }
        return convolve(h, weight(`heads.${stage}.weight`), weight(`heads.${stage}.bias`), { stride: 1, pad: 0 });
      });
    },
  };
}

/** The bias for a picture from which the mean colour was taken: conv1_1's has that folded in. */
function unfoldedBias({ tensors }: Weights, mean: Float32Array): Value {
  const filters = tensors.get('vgg.conv1_1.weight')!;
  const bias = Float32Array.from(tensors.get('vgg.conv1_1.bias')!.data);
  for (const [i, number] of filters.data.entries()) bias[Math.floor(i / 27)]! += number * mean[Math.floor(i / 9) % 3]!;
  return constant(bias, [bias.length]);
}
