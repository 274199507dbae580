import { ASPECTS, type DistanceExplanation, type RegionMap } from '../../shared/explanation';
import type { Rect } from '../../shared/rect';
import type { Picture } from '../pictures/picture';
import { contentLoss, type LayerMap, type LayerSums, meanOver, momentsOfSums, styleErrorOf, sumsIn } from './measures';
import type { Ruler } from './ruler';
import type { SmallCopy } from './smallCopy';

/** Regions along the longer side: each has enough cells of the deepest layer for moments. */
const REGIONS = 8;

/**
 * How far a painted picture is from its style and its content, per layer of the judge and per region.
 * @param painted of the ruler's size
 * @returns figures, and per layer the map of content lost, whose mean over what is visible is the layer's figure
 */
export async function explainDistance(
  ruler: Ruler,
  centred: boolean,
  layers: readonly string[],
  painted: Picture,
): Promise<{ figures: DistanceExplanation; content: LayerMap[] }> {
  const { copy, featureWeights, before, content: originals } = ruler;
  const maps = await ruler.look(painted);
  const after = ruler.styleErrors(maps);
  const content = maps.map((map, i) => ({
    data: contentLoss(map, originals[i]!, copy.coverage[i]),
    channels: 1,
    width: map.width,
    height: map.height,
  }));
  const figures = {
    ...ruler.scores(maps, after),
    layers: layers.map((layer, i) => ({
      layer,
      aspect: ASPECTS[i]!,
      weight: featureWeights[i]!,
      styleBefore: before[i]!,
      style: after[i]!,
      content: meanOver(content[i]!.data, copy.coverage[i]),
    })),
    reached: reachedBy(ruler, centred, maps),
    lost: lostBy(copy, content.at(-1)!),
  };
  return { figures, content };
}

/**
 * By region, what painting it adds to the style reached: the mean of what it adds as the only painted one and of what is lost where it
 * alone is left out, with features exchanged rather than pixels. Over all regions about the style reached, which is not additive.
 */
export function reachedBy(ruler: Ruler, centred: boolean, maps: readonly LayerMap[]): RegionMap {
  const { copy, content, style, featureWeights } = ruler;
  const grid = gridOver(copy.picture);
  const regions = regionsOf(grid);
  const whole = ruler.before.reduce((sum, error, i) => sum + featureWeights[i]! * error, 0);
  const added = regions.map(() => 0);
  const visible = regions.map(() => true);
  for (const [i, map] of maps.entries()) {
    const sums = [content[i]!, map].map((of) =>
      regions.map(({ column, row }) => sumsIn(of, copy.coverage[i], areaOf(grid, column, row, of))),
    ) as [LayerSums[], LayerSums[]];
    const [none, all] = sums.map((of) => of.reduce(plus)) as [LayerSums, LayerSums];
    const errorOf = (of: LayerSums) => styleErrorOf(momentsOfSums(of)!, style[i]!, centred);
    const [first, last] = [errorOf(none), errorOf(all)];
    for (const at of regions.keys()) {
      const [was, is] = [sums[0][at]!, sums[1][at]!];
      if (was.total < 1e-3) visible[at] = false;
      const alone = first - errorOf(plus(minus(none, was), is));
      const without = errorOf(plus(minus(all, is), was)) - last;
      added[at]! += (featureWeights[i]! * (alone + without)) / 2 / whole;
    }
  }
  return { ...grid, values: added.map((value, at) => (visible[at] ? value : null)) };
}

const plus = (a: LayerSums, b: LayerSums): LayerSums => combined(a, b, 1);
const minus = (a: LayerSums, b: LayerSums): LayerSums => combined(a, b, -1);

function combined(a: LayerSums, b: LayerSums, sign: 1 | -1): LayerSums {
  return {
    total: a.total + sign * b.total,
    sum: a.sum.map((value, c) => value + sign * b.sum[c]!),
    squares: a.squares.map((value, c) => value + sign * b.squares[c]!),
  };
}

/** By region, the mean of a map of content lost. */
export function lostBy({ picture, coverage }: SmallCopy, map: LayerMap): RegionMap {
  const grid = gridOver(picture);
  const weights = coverage[Math.round(Math.log2(picture.width / map.width))];
  const values = regionsOf(grid).map(({ column, row }) => {
    const { left, top, right, bottom } = areaOf(grid, column, row, map);
    let [sum, total] = [0, 0];
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const weight = weights ? weights[y * map.width + x]! : 1;
        sum += weight * map.data[y * map.width + x]!;
        total += weight;
      }
    return total < 1e-3 ? null : sum / total;
  });
  return { ...grid, values };
}

type Grid = Pick<RegionMap, 'columns' | 'rows'>;

/** Of about square regions, each at least two cells of the deepest layer wide. */
export function gridOver({ width, height }: Picture): Grid {
  const side = Math.max(16, Math.max(width, height) / REGIONS);
  return { columns: Math.max(1, Math.round(width / side)), rows: Math.max(1, Math.round(height / side)) };
}

/** A region in cells of something that lies over the whole picture. */
export function areaOf(
  { columns, rows }: Grid,
  column: number,
  row: number,
  over: { width: number; height: number },
): Rect {
  return {
    left: Math.floor((column * over.width) / columns),
    top: Math.floor((row * over.height) / rows),
    right: Math.floor(((column + 1) * over.width) / columns),
    bottom: Math.floor(((row + 1) * over.height) / rows),
  };
}

export function regionsOf({ columns, rows }: Grid): { column: number; row: number }[] {
  return Array.from({ length: columns * rows }, (_, i) => ({ column: i % columns, row: Math.floor(i / columns) }));
}
