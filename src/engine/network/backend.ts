import type { Modulation, Stage } from './definition';

/**
 * The four networks on one device: onnxBackend.ts and tfjsBackend.ts run the one definition. Pictures and features are planes,
 * [1, C, h, w], float32, in this process's memory. Not reentrant.
 */
export interface Backend {
  /** Style code [256] of a picture with even sides of at least 16. */
  styleCode(picture: Planes): Promise<Float32Array>;
  /** Per stage [2C], the change of scale and then of shift, of a code [256]. */
  mapping(code: Float32Array): Promise<Record<Stage, Float32Array>>;
  /** Content features of a picture whose sides are multiples of GRID, into `into`. */
  encode(picture: Planes, into: Features): Promise<void>;
  /** The painted picture, unshuffled [12, h/2, w/2], into `into`. */
  decode(features: Features, modulations: Modulations, into: Float32Array): Promise<void>;
}

/** RGB planes in [0, 1], [3, height, width]. */
export interface Planes {
  data: Float32Array;
  width: number;
  height: number;
}

/** Planes of features. */
export interface FeatureMap {
  data: Float32Array;
  dims: readonly [1, channels: number, height: number, width: number];
}

export interface Features {
  fine: FeatureMap;
  coarse: FeatureMap;
}

export type Modulations = Record<Stage, Modulation<Float32Array>>;
