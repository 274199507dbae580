import type { Faithfulness, RegionMap } from '../../shared/explanation';
import type { Picture } from '../pictures/picture';
import { randoms } from '../train/random';
import type { Ruler } from './ruler';

/** Points of a curve, apart from its ends, which all orders share. */
const STEPS = 5;
/** Random orders that a map is held against. */
const ORDERS = 3;

/** What a map of the one name is held to. */
export interface Trial {
  map: Faithfulness['map'];
  /** Of the same size: what was painted, and what its regions are exchanged for. */
  painted: Picture;
  other: Picture;
  /** The figure of which the map speaks. */
  measure(picture: Picture): Promise<number>;
  /** Whether it rises when painted regions that the map names are exchanged. */
  rises: boolean;
}

/** The trial of maps that say what painting did: against the picture as it was. */
export function trialOf(map: 'lost' | 'reached', ruler: Ruler, painted: Picture): Trial {
  const figure = map === 'lost' ? 'structure' : 'style';
  const measure = async (picture: Picture) => (await ruler.measure(picture))[figure];
  return { map, painted, other: ruler.copy.picture, measure, rises: map === 'lost' };
}

/** Tries a map by deletion and insertion; see `Faithfulness`. @param pause throws when nobody waits any more */
export async function tryMap(
  map: RegionMap,
  { map: name, painted, other, measure, rises }: Trial,
  pause: () => Promise<void>,
): Promise<Faithfulness[]> {
  const visible = [...map.values.keys()].filter((at) => map.values[at] !== null);
  const told = visible.toSorted((a, b) => map.values[b]! - map.values[a]!);
  const random = randoms(0xfa17, map.columns, map.rows);
  const others = Array.from({ length: ORDERS }, () => shuffled(visible, random));
  const tried: Faithfulness[] = [];
  for (const [way, from, to] of [
    ['deletion', painted, other],
    ['insertion', other, painted],
  ] as const) {
    const areas: number[] = [];
    for (const order of [told, ...others]) areas.push(await areaUnder(measure, map, order, from, to, pause));
    const [own, ...rest] = areas as [number, ...number[]];
    const mean = rest.reduce((sum, area) => sum + area, 0) / ORDERS;
    const spread = Math.sqrt(rest.reduce((sum, area) => sum + (area - mean) ** 2, 0) / (ORDERS - 1));
    const better = rises === (way === 'deletion') ? 1 : -1;
    tried.push({ map: name, way, gain: better * (own - mean), spread });
  }
  return tried;
}

/** Mean of the figure while regions of `to` replace those of `from` in this order. */
async function areaUnder(
  measure: Trial['measure'],
  map: RegionMap,
  order: readonly number[],
  from: Picture,
  to: Picture,
  pause: () => Promise<void>,
): Promise<number> {
  const exchanged = new Float32Array(map.columns * map.rows);
  let [sum, done] = [0, 0];
  for (let step = 1; step <= STEPS; step++) {
    await pause();
    for (const until = Math.round((step * order.length) / (STEPS + 1)); done < until; done++)
      exchanged[order[done]!] = 1;
    sum += await measure(mixed(from, to, map, exchanged));
  }
  return sum / STEPS;
}

/** Both pictures, with soft borders between regions: the judge would take hard ones for structure. @param shares of `to`, by region */
function mixed(from: Picture, to: Picture, { columns, rows }: RegionMap, shares: Float32Array): Picture {
  const { width, height, channels } = from;
  const pixels = new Uint8Array(from.pixels.length);
  const across = Array.from({ length: width }, (_, x) => between((x + 0.5) / width, columns));
  for (let y = 0; y < height; y++) {
    const [above, below, down] = between((y + 0.5) / height, rows);
    for (let x = 0; x < width; x++) {
      const [left, right, along] = across[x]!;
      const on = (row: number) => shares[row * columns + left]! * (1 - along) + shares[row * columns + right]! * along;
      const share = on(above) * (1 - down) + on(below) * down;
      const at = (y * width + x) * channels;
      for (let c = at; c < at + channels; c++)
        pixels[c] = Math.round(from.pixels[c]! + share * (to.pixels[c]! - from.pixels[c]!));
    }
  }
  return { ...from, pixels };
}

/** The regions whose middles are before and behind a place 0…1, and how far it is from the one to the other. */
function between(place: number, count: number): [before: number, behind: number, share: number] {
  const at = Math.min(count - 1, Math.max(0, place * count - 0.5));
  return [Math.floor(at), Math.min(count - 1, Math.floor(at) + 1), at % 1];
}

function shuffled(items: readonly number[], random: () => number): number[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
