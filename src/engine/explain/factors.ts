import type { FactorExplanation } from '../../shared/explanation';
import { FACTOR_IDS, type Factors } from '../../shared/factors';
import type { LearntFactor, LearntFactors } from '../factors';

/** Amounts below this are as good as the mean: told of few factors, a style is told better. */
const LEAST = 0.2;

/**
 * How much of each learnt factor a style has, and what they leave open. Factors are uncorrelated over styles, so that leaving one
 * out changes none of the others.
 * @param code without what was added to it
 * @param set what was added
 * @param exemplars codes of styles that people know
 */
export function explainFactors(
  { mean, factors }: LearntFactors,
  code: Float32Array,
  set: Factors | undefined,
  exemplars: readonly { id: string; code: Float32Array }[],
): FactorExplanation {
  const off = code.map((value, i) => value - mean[i]!);
  const told = factors
    .map((factor) => ({ factor, amount: amountOf(factor, off) }))
    .map(({ factor, amount }) => ({
      factor,
      amount: Math.abs(amount) < LEAST ? 0 : amount,
    }));
  const left = off.map((value, i) => value - told.reduce((sum, it) => sum + it.amount * it.factor.direction[i]!, 0));
  const whole = dot(off, off);
  return {
    parts: told.map(({ factor, amount }) => {
      const sorted = exemplars
        .map(({ id, code: other }) => ({
          id,
          amount: amountOf(
            factor,
            other.map((value, i) => value - mean[i]!),
          ),
        }))
        .sort((a, b) => b.amount - a.amount);
      return {
        id: factor.id,
        amount,
        set: set?.[factor.id] ?? 0,
        effects: FACTOR_IDS.map((id) => ({ id, change: factor.effects[id] ?? 0 })).sort(
          (a, b) => Math.abs(b.change) - Math.abs(a.change),
        ),
        ...(sorted.length > 1 && { most: sorted[0]!.id, least: sorted.at(-1)!.id }),
      };
    }),
    open: whole === 0 ? 0 : Math.min(1, dot(left, left) / whole),
  };
}

function amountOf({ reader }: LearntFactor, off: Float32Array): number {
  return dot(reader, off);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
