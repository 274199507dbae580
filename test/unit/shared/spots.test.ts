import { describe, expect, it } from 'vitest';
import { spotAfter, spotAt } from '../../../src/shared/spots';

const grid = { columns: 4, rows: 3 };

describe('spots of a picture', () => {
  it('are found by a place of the picture, also at its borders', () => {
    expect([spotAt(grid, 0, 0), spotAt(grid, 0.3, 0.4), spotAt(grid, 1, 1)]).toEqual([0, 5, 11]);
    expect([spotAt(grid, -0.1, 2), spotAt(grid, 0.999, 0)]).toEqual([8, 3]);
  });

  it('are gone through by arrow keys, which end at the borders and never turn into another row', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
    expect(keys.map((key) => spotAfter(key, 5, grid))).toEqual([4, 6, 1, 9]);
    expect(keys.map((key) => spotAfter(key, 0, grid))).toEqual([0, 1, 0, 4]);
    expect(keys.map((key) => spotAfter(key, 11, grid))).toEqual([10, 11, 7, 11]);
    expect([spotAfter('Home', 6, grid), spotAfter('End', 6, grid), spotAfter('x', 6, grid)]).toEqual([4, 7, undefined]);
  });
});
