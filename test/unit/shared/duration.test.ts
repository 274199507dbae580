import fc from 'fast-check';
import { expect, it } from 'vitest';
import { duration } from '../../../src/shared/duration';

it.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [90, '90 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [2345, '2.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [75_000, '1 min 15 s'],
  [119_499, '1 min 59 s'],
  [119_500, '2 min 0 s'],
  [3_599_499, '59 min 59 s'],
  [3_599_500, '1 h 0 min'],
  [7_199_000, '2 h 0 min'],
  [7_500_000, '2 h 5 min'],
])('%d ms reads %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

it('never reaches a whole larger unit within a smaller one, and is off by half a last digit at most', () => {
  const units = [
    { pattern: /^(\d+) ms$/, worth: [1], limit: 1000, digit: 1 },
    { pattern: /^(\d+\.\d) s$/, worth: [1000], limit: 60_000, digit: 100 },
    { pattern: /^(\d+) min (\d+) s$/, worth: [60_000, 1000], limit: 3_600_000, digit: 1000 },
    { pattern: /^(\d+) h (\d+) min$/, worth: [3_600_000, 60_000], limit: Number.POSITIVE_INFINITY, digit: 60_000 },
  ];
  const property = fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (milliseconds) => {
    const text = duration(milliseconds);
    const { pattern, worth, limit, digit } = units.find((unit) => unit.pattern.test(text))!;
    const figures = pattern.exec(text)!.slice(1).map(Number);
    const value = figures.reduce((sum, figure, index) => sum + figure * worth[index]!, 0);
    expect(value).toBeLessThan(limit);
    expect(figures[1] ?? 0).toBeLessThan(60);
    expect(Math.abs(value - milliseconds)).toBeLessThanOrEqual(digit / 2 + 0.5); // half a millisecond is rounded first
  });
  fc.assert(property, { seed: 20 });
});
