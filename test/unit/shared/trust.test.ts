import { describe, expect, it } from 'vitest';
import type { Faithfulness } from '../../../src/shared/explanation';
import { trustIn } from '../../../src/shared/trust';

const tried = (deletion: number, insertion: number, spread = 0.02): Faithfulness[] => [
  { map: 'lost', way: 'deletion', gain: deletion, spread },
  { map: 'lost', way: 'insertion', gain: insertion, spread },
  { map: 'reached', way: 'deletion', gain: -1, spread },
];

describe('trust in a map', () => {
  it('is good where both ways do much better than chance', () => {
    expect(trustIn('lost', tried(0.05, 0.07))?.trust).toBe('good');
    expect(trustIn('lost', tried(0.5, 0.03))?.trust).toBe('some');
  });

  it('is little where they do no better in the mean', () => {
    expect(trustIn('lost', tried(0.01, -0.02))).toEqual({ trust: 'none', gain: expect.closeTo(-0.005), spread: 0.02 });
    expect(trustIn('reached', tried(1, 1))?.trust).toBe('none');
  });

  it('is not told of a map that was not tried', () => {
    expect(trustIn('unlike', tried(1, 1))).toBeUndefined();
    expect(trustIn('lost', undefined)).toBeUndefined();
  });
});
