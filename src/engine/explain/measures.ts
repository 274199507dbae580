import { type Lab, oklabOf } from '../../shared/colour';
import type { Rect } from '../../shared/rect';
import { EPSILON } from '../network/definition';
import { type Picture, whiteOf } from '../pictures/picture';

/** Features of one layer: planes [channels, height, width]. */
export interface LayerMap {
  data: Float32Array;
  channels: number;
  width: number;
  height: number;
}

/** Of each channel. */
export interface LayerMoments {
  mean: Float64Array;
  deviation: Float64Array;
}

/** What moments are made of: sums over visible cells, weighted by coverage. They add up over areas. */
export interface LayerSums {
  total: number;
  sum: Float64Array;
  squares: Float64Array;
}

/**
 * Means and deviations of a layer over what is visible, as losses.ts has them over a whole opaque picture.
 * @param coverage mean alpha of each of the map's cells, 0…1; all count alike if left out
 * @returns undefined where nothing is visible
 */
export function momentsIn(map: LayerMap, coverage?: Float32Array): LayerMoments | undefined {
  const { width, height } = map;
  return momentsOfSums(sumsIn(map, coverage, { left: 0, top: 0, right: width, bottom: height }));
}

export function momentsOfSums({ total, sum, squares }: LayerSums): LayerMoments | undefined {
  if (total < 1e-3) return undefined;
  const mean = sum.map((value) => value / total);
  const deviation = squares.map((value, c) => Math.sqrt(Math.max(0, value / total - mean[c]! ** 2) + EPSILON));
  return { mean, deviation };
}

/** @param area in cells of the map */
export function sumsIn(map: LayerMap, coverage: Float32Array | undefined, area: Rect): LayerSums {
  const { data, channels, width, height } = map;
  const { left, top, right, bottom } = area;
  const [sum, squares] = [new Float64Array(channels), new Float64Array(channels)];
  let total = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) total += coverage ? coverage[y * width + x]! : 1;
  for (let c = 0; c < channels; c++) {
    let [first, second] = [0, 0];
    for (let y = top; y < bottom; y++) {
      const [row, cells] = [(c * height + y) * width, y * width];
      for (let x = left; x < right; x++) {
        const value = data[row + x]!;
        const part = coverage ? coverage[cells + x]! * value : value;
        first += part;
        second += part * value;
      }
    }
    [sum[c], squares[c]] = [first, second];
  }
  return { total, sum, squares };
}

/**
 * How far a layer is from a style: 0 is the style's own. `computeStyleTerms` in numbers, for any part of a picture.
 * @param centred see `Judge`
 */
export function styleErrorOf(found: LayerMoments, wanted: LayerMoments, centred: boolean): number {
  const errors = [0, 0];
  const sizes = [0, 0];
  for (const [k, part] of (['mean', 'deviation'] as const).entries())
    for (const [c, number] of wanted[part].entries()) {
      errors[k]! += (found[part][c]! - number) ** 2;
      sizes[k]! += number ** 2;
    }
  if (centred) return (2 * (errors[0]! + errors[1]!)) / (sizes[0]! + sizes[1]!);
  return errors[0]! / sizes[0]! + errors[1]! / sizes[1]!;
}

/** Moments of a blend: the mean of its parts' by their shares. @param parts of equal channels */
export function blendMoments(parts: readonly { moments: LayerMoments; weight: number }[]): LayerMoments {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const blend = (part: keyof LayerMoments) =>
    parts[0]!.moments[part].map((_, c) =>
      parts.reduce((sum, { moments, weight }) => sum + (moments[part][c]! * weight) / total, 0),
    );
  return { mean: blend('mean'), deviation: blend('deviation') };
}

/**
 * What a layer lost of the picture's content, cell by cell: half the squared difference of both after instance normalisation. Over
 * the visible cells its mean is 1 minus the mean correlation of the channels: 0 is all kept, 1 is nothing to do with it.
 */
export function contentLoss(map: LayerMap, content: LayerMap, coverage?: Float32Array): Float32Array {
  const { channels, width, height } = map;
  const area = width * height;
  const out = new Float32Array(area);
  const [found, wanted] = [momentsIn(map, coverage), momentsIn(content, coverage)];
  if (!found || !wanted) return out;
  for (let c = 0; c < channels; c++) {
    const [a, b] = [1 / found.deviation[c]!, 1 / wanted.deviation[c]!];
    const off = wanted.mean[c]! * b - found.mean[c]! * a;
    for (let i = 0, at = c * area; i < area; i++, at++) {
      const apart = map.data[at]! * a - content.data[at]! * b + off;
      out[i]! += (apart * apart) / (2 * channels);
    }
  }
  return out;
}

/** Mean over visible cells. */
export function meanOver(values: Float32Array, coverage?: Float32Array): number {
  let [sum, total] = [0, 0];
  for (const [i, value] of values.entries()) {
    const weight = coverage ? coverage[i]! : 1;
    sum += weight * value;
    total += weight;
  }
  return total === 0 ? 0 : sum / total;
}

/** Mean distance of the visible colours of two pictures of one size, 100 times that in OKLab: 2 is just seen, 20 is another colour. */
export function colourChange(before: Picture, after: Picture): number {
  const { channels } = before;
  const [scale, white] = [255 / whiteOf(before), whiteOf(before)];
  let [sum, total] = [0, 0];
  for (let at = 0; at < before.pixels.length; at += channels) {
    const alpha = channels === 4 ? before.pixels[at + 3]! / white : 1;
    if (alpha === 0) continue;
    const [a, b] = [before, after].map(({ pixels }) =>
      oklabOf([0, 1, 2].map((c) => Math.round(pixels[at + c]! * scale)) as [number, number, number]),
    ) as [Lab, Lab];
    sum += alpha * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    total += alpha;
  }
  return total === 0 ? 0 : (100 * sum) / total;
}
