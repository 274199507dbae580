import { describe, expect, it } from 'vitest';
import { ACTORS } from '../../../src/shared/explanation';
import { additive } from '../../../src/shared/shapley';

const none = { style: 0.1, structure: 0.9, colour: 2 };
const shares = { style: 0.08, structure: -0.02, colour: 1 };
const actors = ACTORS.map(({ id }) => ({ id, shares, without: none }));

describe('additivity', () => {
  it('is seen where the shares add up to the whole change, of each effect', () => {
    const all = { style: 0.5, structure: 0.8, colour: 7 };
    expect(additive({ nobody: none, all, actors })).toBe(true);
    expect(additive({ nobody: none, all: { ...all, structure: 0.82 }, actors })).toBe(false);
  });
});
