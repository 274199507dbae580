import { describe, expect, it } from 'vitest';
import { shapleyValues } from '../../../src/shared/shapley';
import { random } from '../../random';

describe('Shapley values', () => {
  it('are those of the glove game: one left glove, two right ones', () => {
    const pair = (coalition: number) => (coalition & 1 && coalition & 6 ? 1 : 0);
    const values = Array.from({ length: 8 }, (_, coalition) => pair(coalition));
    for (const [i, share] of shapleyValues(values).entries()) expect(share).toBeCloseTo([2 / 3, 1 / 6, 1 / 6][i]!, 12);
  });

  it('add up to what all have over nobody, and give nothing to who adds nothing', () => {
    const next = random(7);
    const values = Array.from({ length: 32 }, () => next());
    // player 2 changes nothing
    const idle = values.map((_, coalition) => values[coalition & ~4]!);
    const shares = shapleyValues(idle);
    expect(shares[2]).toBe(0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(idle[31]! - idle[0]!, 12);
  });

  it('refuse what is no whole game', () => {
    expect(() => shapleyValues([1, 2, 3])).toThrow('3 is no number of coalitions');
  });
});
