import { describe, expect, it } from 'vitest';
import { codeOfMix, mixOf } from '../../../src/shared/recipe';
import { random } from '../../random';

const next = random(5);
const factors = Array.from({ length: 6 }, () => Float32Array.from({ length: 32 }, () => 2 * next() - 1));

describe('a recipe', () => {
  it('finds the few factors that a code was mixed of', () => {
    const { weights, open } = mixOf(codeOfMix(factors, [0, 0.6, 0, 0.4, 0, 0]), factors);
    for (const [k, weight] of weights.entries()) expect(weight).toBeCloseTo([0, 0.6, 0, 0.4, 0, 0][k]!, 3);
    expect(open).toBeLessThan(1e-5);
  });

  it('has shares that add up to 1, and says how much it leaves open', () => {
    const code = Float32Array.from({ length: 32 }, () => 2 * next() - 1);
    const { weights, open } = mixOf(code, factors);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(weights.every((weight) => weight === 0 || weight >= 0.01)).toBe(true);
    expect(open).toBeGreaterThan(0.3);
    expect(open).toBeLessThanOrEqual(1);
  });

  it('gives another code for other weights', () => {
    expect(codeOfMix(factors, [0, 0, 3, 0, 0, 0])).toEqual(factors[2]);
  });
});
