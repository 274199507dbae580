import { ciede2000, cielabOf, type Rgb } from './colour';
import type { Rgba } from './rgba';

/**
 * How far a brand's colour has moved: the mean ΔE2000 between source and output over the source's pixels of that colour.
 * Undefined where the source has none that count.
 * @param tolerance ΔE2000 up to which a pixel counts as of that colour
 * @param output as large as `source`
 */
export function brandDrift(source: Rgba, output: Rgba, colour: Rgb, tolerance: number): number | undefined {
  const brand = cielabOf(colour);
  const near = new Map<number, boolean>(); // pictures with a logo hold its colour a thousand times
  let [sum, count] = [0, 0];
  for (let at = 0; at < source.data.length; at += 4) {
    if (source.data[at + 3]! < SEEN) continue;
    const [r, g, b] = [source.data[at]!, source.data[at + 1]!, source.data[at + 2]!];
    const key = (r << 16) | (g << 8) | b;
    let isNear = near.get(key);
    if (isNear === undefined) {
      isNear = ciede2000(cielabOf([r, g, b]), brand) <= tolerance;
      if (near.size < REMEMBERED) near.set(key, isNear);
    }
    if (!isNear) continue;
    sum += ciede2000(cielabOf([r, g, b]), cielabOf([output.data[at]!, output.data[at + 1]!, output.data[at + 2]!]));
    count++;
  }
  return count < LEAST ? undefined : sum / count;
}

/** Alpha from which on a colour is seen for what it is. */
const SEEN = 128;
/** Pixels: fewer are chance. */
const LEAST = 16;
const REMEMBERED = 200_000;
