import type { Effect, StageExplanation } from './explanation';

/**
 * Exact Shapley values of a game of few players (Shapley 1953, A value for n-person games): each player's share of
 * value(all) − value(nobody), the mean of what it adds over all orders of joining. They add up to that difference.
 * @param values of every coalition, 2^n of them; bit i of an index says whether player i is in
 * @throws RangeError for another number of values
 */
export function shapleyValues(values: readonly number[]): number[] {
  const players = Math.log2(values.length);
  if (!Number.isInteger(players)) throw new RangeError(`${values.length} is no number of coalitions`);
  const weights = Array.from({ length: players }, (_, size) => 1 / (players * choose(players - 1, size)));
  return Array.from({ length: players }, (_, player) => {
    let share = 0;
    for (let others = 0; others < values.length; others++) {
      if (others & (1 << player)) continue;
      share += weights[sizeOf(others)]! * (values[others | (1 << player)]! - values[others]!);
    }
    return share;
  });
}

/** Whether the values of stages add up to what all together change, as exact ones do. */
export function additive({ nobody, all, actors }: StageExplanation): boolean {
  return (Object.keys(all) as Effect[]).every((effect) => {
    const sum = actors.reduce((total, { shares }) => total + shares[effect], 0);
    return Math.abs(sum - (all[effect] - nobody[effect])) < 1e-3;
  });
}

function sizeOf(coalition: number): number {
  let size = 0;
  for (let rest = coalition; rest > 0; rest >>= 1) size += rest & 1;
  return size;
}

function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 0; i < k; i++) count = (count * (n - i)) / (i + 1);
  return count;
}
