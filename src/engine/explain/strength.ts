import type { SolveStrengthResult } from '../../shared/protocol';

/**
 * The strength at which a picture reaches a style so far, and keeps so much structure at least: by bisection, since more strength
 * brings more style and less structure. To 1/64 of the way; a picture that is no longer like that at the least strength gets 0.
 * @param measure a painted picture's scores at a strength above 0
 */
export async function solveStrength(
  measure: (strength: number) => Promise<{ style: number; structure: number }>,
  { reach, structure }: { reach: number; structure: number },
): Promise<SolveStrengthResult> {
  const limitOf = (scores: { style: number; structure: number }): 'structure' | 'reached' | undefined => {
    if (scores.structure < structure) return 'structure';
    return scores.style >= reach ? 'reached' : undefined;
  };
  let above = await measure(1);
  let limit = limitOf(above);
  if (!limit) return { ...above, strength: 1, ended: 'full' };
  let below = { style: 0, structure: 1 };
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    const scores = await measure(middle);
    const found = limitOf(scores);
    if (found) [high, above, limit] = [middle, scores, found];
    else [low, below] = [middle, scores];
  }
  // where structure sets the limit, the nearer side of the border keeps it
  return limit === 'structure' ? { ...below, strength: low, ended: limit } : { ...above, strength: high, ended: limit };
}

const STEPS = 6;
