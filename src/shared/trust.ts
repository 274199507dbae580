import type { Faithfulness } from './explanation';

/**
 * How far a map can be trusted, by deletion and insertion: `good` where both ways do better than random orders by more than twice
 * their spread, `some` where they do better in the mean, else `none`; undefined where it was not tried.
 */
export function trustIn(
  map: Faithfulness['map'],
  tried: readonly Faithfulness[] | undefined,
): { trust: 'good' | 'some' | 'none'; gain: number; spread: number } | undefined {
  const own = tried?.filter((one) => one.map === map) ?? [];
  if (own.length === 0) return undefined;
  const mean = (of: 'gain' | 'spread') => own.reduce((sum, one) => sum + one[of], 0) / own.length;
  const [gain, spread] = [mean('gain'), mean('spread')];
  const isGood = own.every((one) => one.gain > 2 * one.spread);
  return { trust: isGood ? 'good' : gain > 0 ? 'some' : 'none', gain, spread };
}
