import { describe, expect, it } from 'vitest';
import { brandDrift } from '../../../src/shared/brandDrift';
import { picture, repainted } from './rgbaPictures';

const RED = [227, 6, 19] as const;
const poster = picture(16, 16, (x, y) => (x < 8 && y < 8 ? RED : [40, 120, 60]));

describe('brandDrift', () => {
  it('is nothing where the colour stayed, whatever became of the others', () => {
    const output = repainted(poster, (colour) => (colour[0] === 227 ? colour : [200, 200, 0]));
    expect(brandDrift(poster, output, RED, 8)).toBe(0);
  });

  it('is the mean ΔE2000 of the pixels of that colour', () => {
    const faded = repainted(poster, (colour, _, y) => (colour[0] === 227 && y < 4 ? [227, 6, 19] : [180, 60, 60]));
    const all = repainted(poster, () => [180, 60, 60]);
    expect(brandDrift(poster, faded, RED, 8)! * 2).toBeCloseTo(brandDrift(poster, all, RED, 8)!, 5);
    expect(brandDrift(poster, all, RED, 8)).toBeGreaterThan(8);
  });

  it('does not apply where the source lacks the colour, or nobody sees it', () => {
    expect(brandDrift(poster, poster, [0, 0, 255], 8)).toBeUndefined();
    const clear = repainted(poster, ([r, g, b]) => [r, g, b, 0]);
    expect(brandDrift(clear, clear, RED, 8)).toBeUndefined();
  });
});
