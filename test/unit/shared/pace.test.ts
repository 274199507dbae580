import { describe, expect, it } from 'vitest';
import { forecast, type Measured, type Pace, sumOf, withMeasured } from '../../../src/shared/pace';

const NOTHING: Pace = { sources: {}, formats: {} };
const PICTURE: Measured = {
  extension: 'png',
  sourceBytes: 1000,
  format: 'webp',
  outputBytes: 500,
  pixels: 10_000,
  milliseconds: 40,
};
const learned = withMeasured(NOTHING, PICTURE);

describe('a forecast', () => {
  it('is unknown before anything like it was painted', () => {
    const asked = { extension: 'png', sourceBytes: 1000, format: 'webp' as const };
    expect(forecast(NOTHING, asked)).toBeUndefined();
    expect(forecast(learned, { ...asked, extension: 'jpg' })).toBeUndefined();
    expect(forecast(learned, { ...asked, format: 'avif' })).toBeUndefined();
  });

  it('scales what was measured by the bytes of the source, or by its pixels where they are known', () => {
    const asked = { extension: 'png', sourceBytes: 3000, format: 'webp' as const };
    expect(forecast(learned, asked)).toEqual({ milliseconds: 120, bytes: 1500 });
    expect(forecast(learned, { ...asked, pixels: 5000 })).toEqual({ milliseconds: 20, bytes: 250 });
    expect(forecast(learned, { ...asked, extension: 'jpg', pixels: 5000 })).toEqual({ milliseconds: 20, bytes: 250 });
  });

  it('comes closer to what is measured now, however long it was otherwise', () => {
    let pace = NOTHING;
    for (let i = 0; i < 500; i++) pace = withMeasured(pace, PICTURE);
    for (let i = 0; i < 200; i++) pace = withMeasured(pace, { ...PICTURE, milliseconds: 80 });
    const { milliseconds } = forecast(pace, { ...PICTURE })!;
    expect(milliseconds).toBeGreaterThan(78);
    expect(milliseconds).toBeLessThanOrEqual(80);
  });

  it('of several is a sum, which counts those of which nothing is known', () => {
    const one = { milliseconds: 5, bytes: 7 };
    expect(sumOf([one, undefined, one])).toEqual({ milliseconds: 10, bytes: 14, unknown: 1 });
  });
});
