import { describe, expect, it } from 'vitest';
import { seamOf } from '../../../src/shared/seam';
import { picture } from './rgbaPictures';

const wave = (at: number, period: number) => 128 + 100 * Math.sin((2 * Math.PI * at) / period);

describe('seamOf', () => {
  it('is about 1 where a texture repeats', () => {
    const tile = picture(48, 32, (x, y) => [wave(x, 24), wave(y, 16), wave(x + y, 16)]);
    expect(seamOf(tile, 'x')).toBeGreaterThan(0.8);
    expect(seamOf(tile, 'x')).toBeLessThan(1.6);
    expect(seamOf(tile, 'y')).toBeLessThan(1.6);
  });

  it('is many times that where it does not, along that axis only', () => {
    const ramp = picture(32, 32, (x, y) => [8 * x, wave(y, 16), 0]);
    expect(seamOf(ramp, 'x')).toBeCloseTo(31, 0);
    expect(seamOf(ramp, 'y')).toBeLessThan(1.6);
  });

  it('looks at what is seen: colours below clear pixels count for nothing, alpha does', () => {
    const clear = picture(16, 16, (x) => [16 * x, 0, 0, 0]);
    expect(seamOf(clear, 'x')).toBe(1);
    expect(
      seamOf(
        picture(16, 16, (x) => [0, 0, 0, 16 * x]),
        'x',
      ),
    ).toBeCloseTo(15, 0);
  });

  it('is 1 for a plain picture, and undefined for a single pixel', () => {
    expect(
      seamOf(
        picture(8, 8, () => [80, 80, 80]),
        'y',
      ),
    ).toBe(1);
    expect(
      seamOf(
        picture(1, 8, () => [80, 80, 80]),
        'x',
      ),
    ).toBeUndefined();
  });
});
