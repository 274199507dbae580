import type { SolveStrengthResult, StrengthScores } from '../../shared/protocol';

/** Strengths at which a picture is looked at before a strength is solved for. */
export const STRENGTHS = Array.from({ length: 8 }, (_, i) => (i + 1) / 8);

/**
 * The least strength at which a picture reaches a style so far, and keeps so much structure up to there: by bisection between two
 * strengths that were measured, to 1/64 of the way. Some pictures come nearer to a style and then leave it again, as small sprites do:
 * one that does not reach it at all gets the strength that brings it nearest. A picture that is no longer like that at the least
 * strength gets 0.
 * @param measure a painted picture's scores at a strength above 0
 * @param points what was measured, at rising strengths
 */
export async function solveStrength(
  measure: (strength: number) => Promise<Pick<StrengthScores, 'style' | 'structure'>>,
  { reach, structure }: { reach: number; structure: number },
  points: readonly StrengthScores[],
): Promise<SolveStrengthResult> {
  const limitOf = (scores: Pick<StrengthScores, 'style' | 'structure'>): 'structure' | 'reached' | undefined => {
    if (scores.structure < structure) return 'structure';
    return scores.style >= reach ? 'reached' : undefined;
  };
  const end = points.findIndex(limitOf);
  const kept = [UNTOUCHED, ...(end < 0 ? points : points.slice(0, end))];
  const nearest = kept.reduce((a, b) => (b.style > a.style ? b : a));
  if (end < 0) return { ...nearest, ended: 'full' };
  let [below, above] = [kept.at(-1)!, points[end]!];
  let limit = limitOf(above);
  while (above.strength - below.strength > 1 / 64) {
    const strength = (below.strength + above.strength) / 2;
    const middle = { ...(await measure(strength)), strength };
    const found = limitOf(middle);
    if (found) [above, limit] = [middle, found];
    else below = middle;
  }
  if (limit === 'reached') return { ...above, ended: limit };
  // where structure sets the limit, the nearer side of the border keeps it
  return { ...(below.style > nearest.style ? below : nearest), ended: 'structure' };
}

const UNTOUCHED: StrengthScores = { strength: 0, style: 0, structure: 1 };
