import { describe, expect, it } from 'vitest';
import { brandDrift, brandWeight } from '../../../src/shared/brandColours';

const RED = [227, 6, 19] as const;

describe('a colour of a brand', () => {
  it('is one within the tolerance, is none at twice of it, and fades between', () => {
    const weigh = brandWeight([{ color: '#e30613', tolerance: 5 }]);
    expect(weigh(...RED)).toBe(255);
    const weights = Array.from({ length: 120 }, (_, i) => weigh(227, 6 + i, 19 + i));
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(weights.at(-1)).toBe(0);
    expect(new Set(weights).size).toBeGreaterThan(5);
  });

  it('is only itself without tolerance', () => {
    const weigh = brandWeight([{ color: '#e30613', tolerance: 0 }]);
    expect([weigh(...RED), weigh(228, 6, 19)]).toEqual([255, 0]);
  });
});

it('drift is that of pixels whose source has the colour, apart from what is not seen', () => {
  const source = [...RED, 255, 10, 10, 10, 255, ...RED, 0, ...RED, 255];
  const result = [...RED, 255, 90, 90, 90, 255, 0, 0, 0, 0, 200, 30, 40, 255];
  const drift = brandDrift(source, result, 4, ['#e30613']);
  expect(drift.count).toBe(2);
  expect(drift.most).toBeGreaterThan(5);
  expect(drift.most95).toBe(drift.most);
  expect(drift.mean).toBeCloseTo(drift.most / 2);
  expect(brandDrift([0, 0, 0], [0, 0, 0], 3, ['#e30613'])).toEqual({ count: 0, mean: 0, most95: 0, most: 0 });
});
