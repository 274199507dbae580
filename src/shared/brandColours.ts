import { ciede2000, cielabOf, parseHex, type Rgb } from './colour';
import { colourMemo } from './colourMemo';
import type { BrandColour } from './treatment';

/** How far a colour may be from a brand's to count as it, in ΔE2000, where nothing is said. */
export const BRAND_TOLERANCE = 8;

/** Of a colour of 8 bits: 255 where it is one of a brand's, 0 where it is none. */
export type BrandWeight = (r: number, g: number, b: number) => number;

/** How much a colour is one of a brand's: 255 within the tolerance, 0 from twice of it on. */
export function brandWeight(brands: readonly BrandColour[]): BrandWeight {
  const known = brands.map((brand) => {
    const { color, tolerance = BRAND_TOLERANCE } = typeof brand === 'string' ? { color: brand } : brand;
    return { lab: cielabOf(parseHex(color) as Rgb), tolerance }; // the manifest's schema and the command line know that it is one
  });
  return colourMemo((r, g, b) => {
    const lab = cielabOf([r, g, b]);
    return Math.max(
      ...known.map((brand) => {
        const distance = ciede2000(brand.lab, lab);
        if (distance <= brand.tolerance) return 255;
        const left = 2 - distance / brand.tolerance;
        return left > 0 ? Math.round(254 * left * left * (3 - 2 * left)) : 0;
      }),
    );
  });
}

export interface BrandDrift {
  /** Pixels whose source is in a brand's colour. */
  count: number;
  /** ΔE2000 of these between source and result: in the mean, of all but the worst twentieth, and of the worst. */
  mean: number;
  most95: number;
  most: number;
}

/**
 * How far colours of a brand have drifted. Both pictures have the same size, 8 bits a channel and as many `channels`; what is wholly
 * transparent does not count.
 */
export function brandDrift(
  source: ArrayLike<number>,
  result: ArrayLike<number>,
  channels: 3 | 4,
  brands: readonly BrandColour[],
): BrandDrift {
  const weigh = brandWeight(brands);
  const drifts: number[] = [];
  for (let at = 0; at < source.length; at += channels) {
    if (channels === 4 && source[at + 3] === 0) continue;
    const before: Rgb = [source[at]!, source[at + 1]!, source[at + 2]!];
    if (weigh(...before) !== 255) continue;
    const after: Rgb = [result[at]!, result[at + 1]!, result[at + 2]!];
    drifts.push(ciede2000(cielabOf(before), cielabOf(after)));
  }
  drifts.sort((a, b) => a - b);
  const count = drifts.length;
  const mean = count === 0 ? 0 : drifts.reduce((sum, drift) => sum + drift, 0) / count;
  return { count, mean, most95: drifts[Math.ceil(0.95 * count) - 1] ?? 0, most: drifts.at(-1) ?? 0 };
}
