import { CODE_LENGTH, decode, encode, mapping, STAGE_NAMES, type Stage } from '../network/definition';
import type { Weights } from '../network/weights';
import { type AdamOptions, adam, adamInputs } from './adam';
import { DISCRIMINATOR, discriminate, SPECTRUM, spectrallyNormalised } from './discriminator';
import type { Judge, Sight } from './judge';
import {
  accuracyOf,
  computeContentLoss,
  computeDiscriminatorLoss,
  computeGeneratorLoss,
  computeGridLoss,
  computeLikeness,
  computeRangeLoss,
  computeStyleTerms,
  type GeneratorTerms,
  momentsLength,
  momentsOf,
} from './losses';
import {
  constants,
  HALO,
  inner,
  mean,
  modulation,
  normalise,
  operations,
  shuffle,
  square,
  unshuffle,
} from './operations';
import { joined, type Layout, partsOf } from './parameters';
import { add, concat, gradients, input, multiply, reshape, sqrt, stop, subtract, sum, type Value } from './tape';

export const GENERATOR_ADAM: AdamOptions = { beta1: 0.9, beta2: 0.99, longest: 5 };
export const DISCRIMINATOR_ADAM: AdamOptions = { beta1: 0.5, beta2: 0.99, longest: 5 };

/** What a graph is built for. */
export interface Setting {
  judge: Judge;
  sight: Sight;
  /** All weights of the generator, and `code` [1, 256]; where they are not trained they stay as they are. */
  weights: Weights;
  /** Those that are trained, in one vector. */
  trained: Layout;
  /** Side of the crops in pixels, a multiple of 16. */
  side: number;
  /** Pictures at once. */
  batch: number;
}

/**
 * One step of the discriminator and one of the generator.
 *
 * Inputs: `weights`, `weights.first`, `weights.second`, `average`: vectors of `trained`; `picture` [N, 3, side + 2 · HALO, …];
 * `targets`, moments of the references; `layers`, their feature weights; `pace` (as long as `trained`), `keep` of the average,
 * `likeness`, the weight of that loss. With a discriminator: `critic`, `critic.first`, `critic.second`, `spectrum`,
 * `critic.pace`, `real` [N, 3, side, side], `adversarial`.
 * Outputs: the vectors by their names, and figures by theirs.
 */
export function stepGraph(setting: Setting, adversarial: boolean): Record<string, Value> {
  const { judge, sight, trained, batch } = setting;
  const state = adamInputs('weights', trained.length);
  const parts = partsOf(trained, state.values);
  const { painted, blocks, contents, code } = paintedContents(setting, parts);
  const maps = judge.look(painted);
  const contentMaps = judge.look(contents);
  const terms = {
    content: computeContentLoss(maps, contentMaps),
    style: computeStyleTerms(judge, maps, input('targets', [batch, momentsLength(judge)])),
    likeness: computeLikeness(sight(painted), sight(contents)),
    range: computeRangeLoss(painted),
    grid: computeGridLoss(blocks, unshuffle(contents)),
  };
  const played = adversarial ? playDiscriminator(painted, contents, code) : undefined;
  const dials = {
    layers: input('layers', [judge.layers.length]),
    likeness: input('likeness', []),
    adversarial: adversarial ? input('adversarial', []) : input('unused', []),
  };
  const loss = computeGeneratorLoss({ ...terms, logits: played?.logits ?? [] }, dials);
  const gradient = joined(gradients(loss, [...parts.values()]));
  const { values, first, second } = adam(state, gradient, input('pace', [trained.length]), GENERATOR_ADAM);
  const average = input('average', [trained.length]);
  const keep = input('keep', []);
  return {
    weights: values,
    'weights.first': first,
    'weights.second': second,
    average: add(values, multiply(keep, subtract(average, values))),
    ...played?.outputs,
    loss,
    ...figures(judge, terms),
    gradient: sqrt(sum(square(gradient))),
  };
}

/** What a vector of weights is worth. Inputs: `weights`, `picture`, `targets`. Outputs: figures, and `painted` [N, 3, side, side]. */
export function scoreGraph(setting: Setting): Record<string, Value> {
  const { judge, sight, trained, batch } = setting;
  const { painted, blocks, contents } = paintedContents(setting, partsOf(trained, input('weights', [trained.length])));
  const [maps, contentMaps] = [judge.look(painted), judge.look(contents)];
  const style = computeStyleTerms(judge, maps, input('targets', [batch, momentsLength(judge)]));
  const content = computeContentLoss(maps, contentMaps);
  const likeness = computeLikeness(sight(painted), sight(contents));
  const [range, grid] = [computeRangeLoss(painted), computeGridLoss(blocks, unshuffle(contents))];
  return { ...figures(judge, { content, style, likeness, range, grid }), painted };
}

/** Norms of the gradients of each layer's style term on the picture, one figure named after each layer. Inputs as `scoreGraph`. */
export function pullGraph(setting: Setting): Record<string, Value> {
  const { judge, trained, batch } = setting;
  const { painted } = paintedContents(setting, partsOf(trained, input('weights', [trained.length])));
  const terms = computeStyleTerms(judge, judge.look(painted), input('targets', [batch, momentsLength(judge)]));
  return Object.fromEntries(
    judge.layers.map((layer, i) => [layer, sqrt(sum(square(gradients(terms[i]!, [painted])[0]!)))]),
  );
}

/** Moments of a picture's features, `moments` [1, length]. Input: `picture` [1, 3, height, width], sides multiples of 8. */
export function momentsGraph(judge: Judge, height: number, width: number): Record<string, Value> {
  return { moments: momentsOf(judge.look(input('picture', [1, 3, height, width]))) };
}

/** Contents as the generator paints them, and as they were, both without their halo. */
function paintedContents({ weights, side, batch }: Setting, parts: ReadonlyMap<string, Value>) {
  const fixed = constants(weights);
  const weight = (name: string) => parts.get(name) ?? fixed(name);
  const ops = operations(weight);
  const content = input('picture', [batch, 3, side + 2 * HALO, side + 2 * HALO]);
  const code = reshape(weight('code'), [1, CODE_LENGTH]);
  const { fine, coarse } = encode(ops, content);
  const vectors = mapping(ops, code);
  const modulations = Object.fromEntries(STAGE_NAMES.map((stage) => [stage, modulation(vectors[stage])]));
  const decoded = decode(
    ops,
    normalise(fine, HALO / 4),
    normalise(coarse, HALO / 8),
    modulations as Record<Stage, ReturnType<typeof modulation>>,
  );
  const blocks = inner(decoded, HALO / 2);
  return { painted: shuffle(blocks), blocks, contents: inner(content, HALO), code };
}

/** The discriminator's step, and what it says of the painted pictures after it. */
function playDiscriminator(painted: Value, contents: Value, code: Value) {
  const state = adamInputs('critic', DISCRIMINATOR.length);
  const parts = partsOf(DISCRIMINATOR, state.values);
  const directions = partsOf(SPECTRUM, input('spectrum', [SPECTRUM.length]));
  const before = spectrallyNormalised(parts, directions);
  const references = input('real', painted.shape);
  const real = discriminate(before.weights, references, code);
  const fake = discriminate(before.weights, painted, code);
  const wrong = discriminate(before.weights, contents, code);
  const loss = computeDiscriminatorLoss(real, fake, wrong);
  const gradient = joined(gradients(loss, [...parts.values()]));
  const next = adam(state, gradient, input('critic.pace', []), DISCRIMINATOR_ADAM);
  const nextDirections = stop(joined(before.spectrum));
  // the generator answers to the discriminator as it is now: not to how painting otherwise would have taught it
  const after = spectrallyNormalised(partsOf(DISCRIMINATOR, stop(next.values)), partsOf(SPECTRUM, nextDirections));
  return {
    logits: discriminate(after.weights, painted, stop(code)),
    outputs: {
      critic: next.values,
      'critic.first': next.first,
      'critic.second': next.second,
      spectrum: nextDirections,
      discriminator: loss,
      accuracy: accuracyOf(real, fake),
    },
  };
}

function figures(
  judge: Judge,
  { content, style, likeness, range, grid }: Omit<GeneratorTerms, 'logits'>,
): Record<string, Value> {
  const layers = Object.fromEntries(judge.layers.map((layer, i) => [layer, style[i]!]));
  return {
    content,
    style: mean(
      concat(
        style.map((term) => reshape(term, [1])),
        0,
      ),
    ),
    ...layers,
    likeness,
    range,
    grid,
  };
}
