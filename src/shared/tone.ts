import { cielabOf } from './colour';
import type { Rgba } from './rgba';

/** Of a picture's lightness L*, 0 to 100, over what is seen of it. */
export interface Tone {
  mean: number;
  deviation: number;
}

/** Undefined for a picture of which nothing is seen. */
export function toneOf({ data }: Rgba): Tone | undefined {
  // every pixel of what a screen shows, and enough of what is larger
  const step = 4 * Math.max(1, Math.floor(data.length / 4 / SAMPLES));
  let [weight, sum, squares] = [0, 0, 0];
  for (let at = 0; at < data.length; at += step) {
    const alpha = data[at + 3]!;
    if (alpha === 0) continue;
    const [lightness] = cielabOf([data[at]!, data[at + 1]!, data[at + 2]!]);
    weight += alpha;
    sum += alpha * lightness;
    squares += alpha * lightness * lightness;
  }
  if (weight === 0) return undefined;
  const mean = sum / weight;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / weight - mean * mean)) };
}

const SAMPLES = 60_000;

/** One of a set that is not like the others. */
export interface Outlier {
  index: number;
  /** Of the two the one that is further off. */
  what: keyof Tone;
  value: number;
  /** Of the set: its median. */
  usual: number;
  /** How many robust standard deviations it is from there. */
  sigmas: number;
}

/**
 * Those of a set whose lightness, or its spread, is more than 3 standard deviations from the set's. Median and median deviation
 * stand for mean and standard deviation, so that an outlier does not hide itself; of fewer than 5 nobody knows what is usual.
 */
export function toneOutliers(tones: readonly Tone[]): Outlier[] {
  if (tones.length < LEAST_SET) return [];
  const found = (['mean', 'deviation'] as const).map((what) => outliersOf(tones, what));
  const worst = new Map<number, Outlier>();
  for (const outlier of found.flat()) {
    const other = worst.get(outlier.index);
    if (!other || outlier.sigmas > other.sigmas) worst.set(outlier.index, outlier);
  }
  return [...worst.values()].sort((a, b) => a.index - b.index);
}

const LEAST_SET = 5;
const SIGMAS = 3;
/** L*: what is nearer than that belongs together, however much alike the others are. */
const LEAST_SPREAD = 2;
/** The standard deviation of a normal distribution over its median deviation. */
const NORMAL = 1.4826;

function outliersOf(tones: readonly Tone[], what: keyof Tone): Outlier[] {
  const values = tones.map((tone) => tone[what]);
  const usual = median(values);
  const spread = Math.max(LEAST_SPREAD, NORMAL * median(values.map((value) => Math.abs(value - usual))));
  return values.flatMap((value, index) => {
    const sigmas = Math.abs(value - usual) / spread;
    return sigmas > SIGMAS ? [{ index, what, value, usual, sigmas }] : [];
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
