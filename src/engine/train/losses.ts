import type { Judge } from './judge';
import { mean, moments, normalise, square } from './operations';
import {
  add,
  concat,
  divide,
  multiply,
  relu,
  reshape,
  sign,
  slice,
  subtract,
  sum,
  sumBlocks,
  type Value,
} from './tape';

/** How much each loss counts in the generator's; as in training/README.md, where they are the same. */
export const LOSS_WEIGHTS = { content: 0.5, style: 6, adversarial: 0.1, range: 10, grid: 300 } as const;

/**
 * Per layer the squared error of the channels' means, relative to the means, plus the same of their deviations; of a centred judge
 * both relative to both. Means over the pictures of the batch.
 * @param targets [N, as many as `momentsLength`], as `momentsOf` gives them
 */
export function computeStyleTerms(judge: Judge, maps: readonly Value[], targets: Value): Value[] {
  const [n] = targets.shape as [number];
  let start = 0;
  return maps.map((map, layer) => {
    const channels = judge.channels[layer]!;
    const [wantedMean, wantedDeviation] = [0, 1].map((k) => slice(targets, [0, start + k * channels], [n, channels]));
    start += 2 * channels;
    const [average, deviation] = moments(map);
    const error = (a: Value, b: Value) => sum(square(subtract(a, b)), [1]);
    const size = (a: Value) => sum(square(a), [1]);
    const [errors, sizes] = [
      [error(average, wantedMean!), error(deviation, wantedDeviation!)],
      [size(wantedMean!), size(wantedDeviation!)],
    ] as [[Value, Value], [Value, Value]];
    if (judge.centred) return mean(divide(multiply(add(...errors), 2), add(...sizes)));
    return mean(add(divide(errors[0], sizes[0]), divide(errors[1], sizes[1])));
  });
}

/** What `computeStyleTerms` compares with: means and deviations layer by layer, [N, length]. */
export const momentsOf = (maps: readonly Value[]): Value => concat(maps.flatMap(moments), 1);
export const momentsLength = (judge: Judge): number => 2 * judge.channels.reduce((total, count) => total + count, 0);

/** Mean squared error of the deepest features after instance normalisation (structure, whatever the contrast). */
export function computeContentLoss(maps: readonly Value[], contentMaps: readonly Value[]): Value {
  return mean(square(subtract(normalise(maps.at(-1)!), normalise(contentMaps.at(-1)!))));
}

/** How far a picture is from another to the eye: squared distance of what a `Sight` sees at every place, summed over its maps. */
export function computeLikeness(seen: readonly Value[], contentSeen: readonly Value[]): Value {
  return seen.map((map, grid) => multiply(mean(square(subtract(map, contentSeen[grid]!))), map.shape[1]!)).reduce(add);
}

/** How far a picture leaves [0, 1], squared. */
export function computeRangeLoss(picture: Value): Value {
  return mean(add(square(relu(multiply(picture, -1))), square(relu(subtract(picture, 1)))));
}

/**
 * How much the four pixels of each 2 × 2 block differ alike over 8 × 8 pixels: a weave that generators take to (Odena et al. 2016,
 * "Deconvolution and checkerboard artifacts"), since it brings deviations nearer to a reference's, and that features hardly tell of.
 * What the content has of it, as in its edges, is taken off.
 * @param blocks the picture as the generator gives it, [N, 12, h, w]: four pixels a block for each colour; h and w multiples of 4
 * @param contentBlocks the content in the same form
 */
export function computeGridLoss(blocks: Value, contentBlocks: Value): Value {
  const [n, , height, width] = blocks.shape as [number, number, number, number];
  const pixels = reshape(subtract(blocks, contentBlocks), [n, 3, 4, height * width]);
  const apart = reshape(subtract(pixels, mean(pixels, [2])), blocks.shape);
  return mean(square(divide(sumBlocks(sumBlocks(apart)), 16)));
}

/** Hinge loss (Lim and Ye 2017, 1705.02894). `wrong` are contents as they are: not in the style. */
export function computeDiscriminatorLoss(real: Value[], fake: Value[], wrong: Value[]): Value {
  const told = (maps: Value[], side: 1 | -1) => maps.map((map) => mean(relu(add(multiply(map, -side), 1)))).reduce(add);
  return add(told(real, 1), multiply(add(told(fake, -1), told(wrong, -1)), 0.5));
}

export interface GeneratorTerms {
  content: Value;
  style: readonly Value[];
  likeness: Value;
  range: Value;
  grid: Value;
  /** What the discriminator says of the painted picture; nothing, where it does not play. */
  logits: readonly Value[];
}

/** @param dials the weights of each layer's style [layers], and those of likeness and of the adversarial term, which change */
export function computeGeneratorLoss(
  { content, style, likeness, range, grid, logits }: GeneratorTerms,
  dials: { layers: Value; likeness: Value; adversarial: Value },
): Value {
  const styles = concat(
    style.map((term) => reshape(term, [1])),
    0,
  );
  const weighed = multiply(mean(multiply(styles, dials.layers)), LOSS_WEIGHTS.style);
  const artefacts = add(multiply(range, LOSS_WEIGHTS.range), multiply(grid, LOSS_WEIGHTS.grid));
  const painted = add(add(multiply(content, LOSS_WEIGHTS.content), weighed), artefacts);
  const judged = add(reshape(painted, []), multiply(dials.likeness, reshape(likeness, [])));
  const fooled = logits
    .map((map) => reshape(mean(map), []))
    .reduce<Value | undefined>((a, b) => (a ? add(a, b) : b), undefined);
  return fooled ? subtract(judged, multiply(dials.adversarial, fooled)) : judged;
}

/**
 * The feature weights: with g the norm of each layer's gradient on the picture, the force with which it pulls, they minimise
 * Σ (log w·g)² + (log w)², equal forces held back by equal trust in every layer; so w ∝ g^-1/2, scaled to mean 1.
 */
export function solveFeatureWeights(pulls: readonly number[]): number[] {
  const roots = pulls.map((pull) => Math.max(pull, 1e-12) ** -0.5);
  const average = roots.reduce((total, root) => total + root, 0) / roots.length;
  return roots.map((root) => root / average);
}

/** Share of patches that the discriminator tells rightly, 0…1. */
export function accuracyOf(real: readonly Value[], fake: readonly Value[]): Value {
  const positive = (map: Value) => mean(sign(relu(map)));
  const shares = [...real.map(positive), ...fake.map((map) => positive(multiply(map, -1)))];
  return divide(shares.reduce(add), shares.length);
}
