import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeLeft } from '../../../src/shared/timeLeft';

it.each([
  [
    { done: 5, total: 10, spent: 10_000 },
    { count: 10, unit: 'seconds' },
  ],
  [
    { done: 9, total: 10, spent: 2000 },
    { count: 5, unit: 'seconds' },
  ],
  [
    { done: 1, total: 2, spent: 57_499 },
    { count: 55, unit: 'seconds' },
  ],
  [
    { done: 1, total: 2, spent: 57_500 },
    { count: 1, unit: 'minutes' },
  ],
  [
    { done: 1, total: 11, spent: 18_000 },
    { count: 3, unit: 'minutes' },
  ],
  [
    { done: 1, total: 2, spent: 59.5 * 60_000 },
    { count: 1, unit: 'hours' },
  ],
  [
    { done: 1, total: 10_000, spent: 2000 },
    { count: 6, unit: 'hours' },
  ],
])('of %o says %o', (progress, left) => {
  expect(timeLeft(progress)).toEqual(left);
});

it.each([
  [{ done: 0, total: 10, spent: 60_000 }],
  [{ done: 1, total: 10, spent: 1999 }],
  [{ done: 10, total: 10, spent: 60_000 }],
  [{ done: 0, total: 0, spent: 60_000 }],
])('says nothing of %o', (progress) => {
  expect(timeLeft(progress)).toBeUndefined();
});

it('is never a whole of the next unit, and never off by more than half a step', () => {
  const [most, seconds] = [
    { seconds: 55, minutes: 59, hours: Number.POSITIVE_INFINITY },
    { seconds: 1, minutes: 60, hours: 3600 },
  ];
  const property = fc.property(
    fc.integer({ min: 2, max: 1000 }),
    fc.integer({ min: 2000, max: 1e7 }),
    (total, spent) => {
      const left = timeLeft({ done: 1, total, spent })!;
      expect(left.count).toBeLessThanOrEqual(most[left.unit]);
      const exact = (spent * (total - 1)) / 1000;
      const step = left.unit === 'seconds' ? 5 : seconds[left.unit];
      expect(Math.abs(left.count * seconds[left.unit] - exact)).toBeLessThanOrEqual(Math.max(step / 2, 5));
    },
  );
  fc.assert(property, { seed: 20 });
});
