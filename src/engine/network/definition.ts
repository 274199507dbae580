/**
 * The networks, once, for every backend: an `Ops` builds an ONNX graph (onnx.ts), or computes. Their twin for training is
 * training/network.py, and test/engine/parity.test.ts holds the two together.
 *
 * Tensors are pictures [1, C, h, w] or vectors [1, C]. Nothing here pads with anything but zeros: the caller extends the
 * picture by a halo and cuts the result. Whole-picture statistics enter at the two outputs of `encode` only (AdaIN, Huang
 * and Belongie 2017), so that one pass over all tiles yields them.
 */

export interface Ops<T> {
  /** 3×3 or 1×1 convolution with the weights `${name}.weight` and `${name}.bias`, zero padding that keeps the size. */
  conv(x: T, name: string, stride?: 1 | 2): T;
  /** conv(unshuffle(picture), name) for an RGB picture, in one step where that is faster. */
  convOfUnshuffled(picture: T, name: string): T;
  /** Fully connected layer with the weights `${name}.weight` and `${name}.bias`. */
  linear(x: T, name: string): T;
  relu(x: T): T;
  add(a: T, b: T): T;
  /** x · scale + shift per channel; scale and shift are [1, C, 1, 1]. */
  modulate(x: T, modulation: Modulation<T>): T;
  /** Space to depth by 2: [1, C, h, w] → [1, 4C, h/2, w/2], in PyTorch's channel order. */
  unshuffle(x: T): T;
  /** Nearest-neighbour enlargement by 2. */
  enlarge(x: T): T;
  /** Mean and standard deviation over the picture: two vectors [1, C]. */
  moments(x: T): [mean: T, deviation: T];
  concat(vectors: T[]): T;
}

export interface Modulation<T> {
  scale: T;
  shift: T;
}

export const CODE_LENGTH = 256;
export const FINE = 64;
export const COARSE = 96;
const HALF = 32;
const BLOCKS = ['block0', 'block1', 'block2'] as const;

/** The places where a style acts, in the order of the picture's way, with their channels. */
export const STAGES = {
  coarse: COARSE,
  block0: COARSE,
  block1: COARSE,
  block2: COARSE,
  fine: FINE,
  detail: FINE,
  finish: HALF,
} as const;
export type Stage = keyof typeof STAGES;
export const STAGE_NAMES = Object.keys(STAGES) as Stage[];

/** Sides of pictures given to `encode` and `decode` are multiples of this. */
export const GRID = 8;
/** The encoder's reach in pixels: how far from a spot a pixel can still change its features. */
export const ENCODER_REACH = 28;
/** The same for the whole generator, rounded up to GRID. */
export const REACH = 96;
/** Added to variances under the root. */
export const EPSILON = 1e-5;

/** Style encoder: a picture of any even size → its code [1, 256], from statistics of its features at five depths. */
export function styleCode<T>(ops: Ops<T>, picture: T): T {
  let h = ops.unshuffle(picture);
  const statistics = [...ops.moments(h)];
  for (const [name, stride] of [
    ['style.conv1', 1],
    ['style.conv2', 2],
    ['style.conv3', 2],
    ['style.conv4', 2],
  ] as const) {
    h = ops.relu(ops.conv(h, name, stride));
    statistics.push(...ops.moments(h));
  }
  return ops.linear(ops.relu(ops.linear(ops.concat(statistics), 'style.fc1')), 'style.fc2');
}

/** Mapping: a code → per stage a vector [1, 2C], the change of the channels' scale (from 1) and then of their shift. */
export function mapping<T>(ops: Ops<T>, code: T): Record<Stage, T> {
  const h = ops.relu(ops.linear(code, 'mapping.fc'));
  return Object.fromEntries(STAGE_NAMES.map((stage) => [stage, ops.linear(h, `mapping.stages.${stage}`)])) as Record<
    Stage,
    T
  >;
}

/** Content encoder: a picture → features at a quarter and at an eighth of its size. */
export function encode<T>(ops: Ops<T>, picture: T): { fine: T; coarse: T } {
  let h = ops.relu(ops.convOfUnshuffled(picture, 'encoder.conv1'));
  h = ops.relu(ops.conv(h, 'encoder.conv2', 2));
  const fine = ops.conv(h, 'encoder.conv3');
  const coarse = residual(ops, ops.relu(ops.conv(ops.relu(fine), 'encoder.conv4', 2)), 'encoder.block');
  return { fine, coarse };
}

/**
 * Generator: features and modulations → picture, RGB around [0, 1], unshuffled as by `Ops.unshuffle`: the caller takes it
 * apart on its way to samples, which spares the network a pass over it. At `coarse` and `fine` the modulation carries the
 * normalisation with the whole picture's statistics too; see `normalising`.
 */
export function decode<T>(ops: Ops<T>, fine: T, coarse: T, m: Record<Stage, Modulation<T>>): T {
  let h = ops.modulate(coarse, m.coarse);
  for (const [i, stage] of BLOCKS.entries()) h = residual(ops, h, `decoder.blocks.${i}`, m[stage]);
  h = ops.enlarge(ops.conv(h, 'decoder.up1'));
  h = ops.add(h, ops.modulate(fine, m.fine));
  h = residual(ops, h, 'decoder.detail', m.detail);
  h = ops.enlarge(ops.conv(ops.relu(h), 'decoder.up2'));
  h = ops.relu(ops.modulate(ops.conv(h, 'decoder.finish'), m.finish));
  return ops.conv(h, 'decoder.out');
}

/** A mapping's vector [2C] as multipliers: scale = 1 + its first half, shift = its second half. */
export function modulationOf(vector: Float32Array): Modulation<Float32Array> {
  const half = vector.length / 2;
  return { scale: vector.slice(0, half).map((v) => 1 + v), shift: vector.slice(half) };
}

/** AdaIN in one multiplication: (x − mean) / deviation · scale + shift = x · scale' + shift'. */
export function normalising(
  { scale, shift }: Modulation<Float32Array>,
  mean: Float64Array,
  deviation: Float64Array,
): Modulation<Float32Array> {
  const folded = scale.map((s, c) => s / deviation[c]!);
  return { scale: folded, shift: shift.map((b, c) => b - mean[c]! * folded[c]!) };
}

function residual<T>(ops: Ops<T>, x: T, name: string, modulation?: Modulation<T>): T {
  const h = ops.conv(x, `${name}.conv1`);
  return ops.add(x, ops.conv(ops.relu(modulation ? ops.modulate(h, modulation) : h), `${name}.conv2`));
}
