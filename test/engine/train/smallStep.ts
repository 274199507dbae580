import { CODE_LENGTH } from '../../../src/engine/network/definition';
import type { Weights } from '../../../src/engine/network/weights';
import { DISCRIMINATOR, drawDiscriminator, SPECTRUM } from '../../../src/engine/train/discriminator';
import { type Judge, perceptualEye, type Sight } from '../../../src/engine/train/judge';
import { momentsLength } from '../../../src/engine/train/losses';
import { HALO } from '../../../src/engine/train/operations';
import { layoutOf, toVector } from '../../../src/engine/train/parameters';
import type { Setting } from '../../../src/engine/train/step';
import { random } from '../../random';

/** The discriminator, and of the generator the code and all that decodes. @param side of crops in pixels, a multiple of 16 */
export function smallSetting(base: Weights, side: number): Setting {
  const code = { shape: [1, CODE_LENGTH], data: noise(4, CODE_LENGTH, 0.5) };
  const weights: Weights = { tensors: new Map([...base.tensors, ['code', code]]) };
  const names = [...weights.tensors.keys()].filter((name) => name === 'code' || name.startsWith('decoder.'));
  const trained = layoutOf(names.map((name) => [name, weights.tensors.get(name)!.shape] as const));
  return { ...smallEye(), weights, trained, side, batch: 1 };
}

/** A perceptual encoder with few channels and weights at random, and its sight. */
export function smallEye(): { judge: Judge; sight: Sight } {
  const tensors: Weights['tensors'] = new Map();
  let inputs = 3;
  const layer = (name: string, outputs: number, side: number): void => {
    const reach = Math.sqrt(3 / (inputs * side * side));
    const data = noise(tensors.size, outputs * inputs * side * side, reach);
    tensors.set(`${name}.weight`, { shape: [outputs, inputs, side, side], data });
    tensors.set(`${name}.bias`, { shape: [outputs], data: noise(tensors.size, outputs, 0.1) });
  };
  for (const [stage, depth] of [1, 2, 3, 3].entries()) {
    for (let k = 0; k < depth; k++) {
      layer(`stages.${stage}.${k}`, 4 + stage, 3);
      inputs = 4 + stage;
    }
    layer(`heads.${stage}`, 3, 1);
  }
  for (const [grid, seen] of [18, 30, 44, 44].entries())
    tensors.set(`likeness.${grid}.weight`, { shape: [2, seen, 1, 1], data: noise(50 + grid, 2 * seen, 0.2) });
  return perceptualEye({ tensors });
}

/** What `stepGraph` takes at the first step, drawn at random. */
export function feedsFor({ judge, weights, trained, side }: Setting): Record<string, Float32Array> {
  const zeros = (length: number) => new Float32Array(length);
  const vector = toVector(trained, weights);
  const critic = drawDiscriminator(3);
  const canvas = side + 2 * HALO;
  return {
    weights: vector,
    'weights.first': zeros(trained.length),
    'weights.second': zeros(trained.length),
    average: vector,
    pace: zeros(trained.length).fill(2e-4),
    picture: noise(1, 3 * canvas * canvas, 0.5).map((v) => v + 0.5),
    targets: noise(2, momentsLength(judge), 1),
    layers: zeros(judge.layers.length).fill(1),
    likeness: Float32Array.of(0.5),
    adversarial: Float32Array.of(0.3),
    keep: Float32Array.of(0.9),
    critic: critic.weights,
    'critic.first': zeros(DISCRIMINATOR.length),
    'critic.second': zeros(DISCRIMINATOR.length),
    'critic.pace': Float32Array.of(2e-4),
    spectrum: critic.spectrum.slice(0, SPECTRUM.length),
    real: noise(5, 3 * side * side, 0.5).map((v) => v + 0.5),
    other: noise(6, CODE_LENGTH, 0.5),
  };
}

/** From −reach to reach. */
function noise(seed: number, length: number, reach: number): Float32Array {
  const draw = random(seed + 1);
  return Float32Array.from({ length }, () => reach * (2 * draw() - 1));
}
