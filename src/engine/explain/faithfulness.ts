import type { Faithfulness, RegionMap } from '../../shared/explanation';
import type { Picture } from '../pictures/picture';
import { randoms } from '../train/random';
import { areaOf } from './distance';
import type { Ruler, Scores } from './ruler';

/** Points of a curve, apart from its ends, which all orders share. */
const STEPS = 5;
/** Random orders that a map is held against. */
const ORDERS = 3;

/** Tries a map by deletion and insertion; see `Faithfulness`. @param pause throws when nobody waits any more */
export async function tryMap(
  name: Faithfulness['map'],
  map: RegionMap,
  ruler: Ruler,
  painted: Picture,
  pause: () => Promise<void>,
): Promise<Faithfulness[]> {
  const { picture } = ruler.copy;
  const figure = name === 'lost' ? 'structure' : 'style';
  const visible = [...map.values.keys()].filter((at) => map.values[at] !== null);
  const told = visible.toSorted((a, b) => map.values[b]! - map.values[a]!);
  const random = randoms(0xfa17, map.columns, map.rows);
  const others = Array.from({ length: ORDERS }, () => shuffled(visible, random));
  const tried: Faithfulness[] = [];
  for (const [way, from, to] of [
    ['deletion', painted, picture],
    ['insertion', picture, painted],
  ] as const) {
    const areas: number[] = [];
    for (const order of [told, ...others]) areas.push(await areaUnder(ruler, figure, map, order, from, to, pause));
    const [own, ...rest] = areas as [number, ...number[]];
    const mean = rest.reduce((sum, area) => sum + area, 0) / ORDERS;
    const spread = Math.sqrt(rest.reduce((sum, area) => sum + (area - mean) ** 2, 0) / (ORDERS - 1));
    // structure comes back when what was painted is deleted; style goes
    const better = (name === 'lost') === (way === 'deletion') ? 1 : -1;
    tried.push({ map: name, way, gain: better * (own - mean), spread });
  }
  return tried;
}

/** Mean of the figure while regions of `to` replace those of `from` in this order. */
async function areaUnder(
  ruler: Ruler,
  figure: keyof Scores,
  map: RegionMap,
  order: readonly number[],
  from: Picture,
  to: Picture,
  pause: () => Promise<void>,
): Promise<number> {
  const mixed = { ...from, pixels: Uint8Array.from(from.pixels) };
  let [sum, done] = [0, 0];
  for (let step = 1; step <= STEPS; step++) {
    await pause();
    for (const until = Math.round((step * order.length) / (STEPS + 1)); done < until; done++)
      lay(mixed, to, areaOf(map, order[done]! % map.columns, Math.floor(order[done]! / map.columns), to));
    sum += (await ruler.measure(mixed))[figure];
  }
  return sum / STEPS;
}

function lay(onto: Picture, from: Picture, { left, top, right, bottom }: ReturnType<typeof areaOf>): void {
  const { width, channels } = onto;
  for (let y = top; y < bottom; y++) {
    const [start, end] = [(y * width + left) * channels, (y * width + right) * channels];
    onto.pixels.set(from.pixels.subarray(start, end), start);
  }
}

function shuffled(items: readonly number[], random: () => number): number[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
