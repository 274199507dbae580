import fc from 'fast-check';
import { expect, it } from 'vitest';
import { duration } from '../../../src/cli/console';

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
  [3_600_000, '60 min 0 s'],
])('%d ms reads %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

it('never reaches a whole larger unit within a smaller one, and is off by half a last digit at most', () => {
  const property = fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (milliseconds) => {
    const [, ms, s, min, rest] = /^(?:(\d+) ms|(\d+\.\d) s|(\d+) min (\d+) s)$/.exec(duration(milliseconds)) ?? [];
    const [value, limit, step] =
      ms !== undefined
        ? [Number(ms), 1000, 1]
        : s !== undefined
          ? [Number(s) * 1000, 60_000, 100]
          : [(Number(min) * 60 + Number(rest)) * 1000, Number.POSITIVE_INFINITY, 1000];
    expect(value).toBeLessThan(limit);
    expect(Number(rest ?? 0)).toBeLessThan(60);
    expect(Math.abs(value - milliseconds)).toBeLessThanOrEqual(step / 2 + 0.5); // half a millisecond is rounded first
  });
  fc.assert(property, { seed: 20 });
});
