import { describe, expect, it } from 'vitest';
import { countDifference, histogramBars } from '../../../src/shared/difference';

describe('countDifference', () => {
  it('is the absolute difference of opaque colours', () => {
    const { out, statistics } = compare([10, 200, 30, 255, 5, 5, 5, 255], [13, 190, 30, 255, 5, 5, 5, 255]);
    expect(out).toEqual([3, 10, 0, 255, 0, 0, 0, 255]);
    expect(statistics).toMatchObject({ mean: 13 / 6, max: 10, changed: 0.5 });
    expect([statistics.histogram[0], statistics.histogram[10], statistics.histogram[3]]).toEqual([1, 1, 0]);
  });

  it('is nothing for equal pictures', () => {
    const pixels = [1, 2, 3, 255, 9, 9, 9, 0, 50, 60, 70, 128];
    expect(compare(pixels, pixels).statistics).toMatchObject({ mean: 0, max: 0, changed: 0 });
  });

  it('does not count colours that nobody sees', () => {
    expect(compare([255, 0, 9, 0], [0, 77, 200, 0]).statistics.max).toBe(0);
  });

  it('counts a change of alpha, whatever the colour', () => {
    expect(compare([0, 0, 0, 255], [0, 0, 0, 0]).statistics).toMatchObject({ mean: 255, changed: 1 });
    expect(compare([255, 255, 255, 255], [255, 255, 255, 0]).statistics.max).toBe(255);
  });

  it('adds pieces up to the whole', () => {
    const before = Uint8ClampedArray.from({ length: 400 }, (_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256));
    const after = before.map((value, i) => (i % 4 === 3 ? 255 : (value * 91) % 256));
    const whole = countDifference();
    whole.add(before, after, new Uint8ClampedArray(400));
    const pieces = countDifference();
    for (const [from, to] of [
      [0, 120],
      [120, 400],
    ])
      pieces.add(before.subarray(from, to), after.subarray(from, to), new Uint8ClampedArray(to! - from!));
    expect(pieces.statistics()).toEqual(whole.statistics());
    expect(whole.statistics().mean).toBeGreaterThan(1);
  });

  it('has figures for no pixels', () => {
    expect(countDifference().statistics()).toMatchObject({ mean: 0, max: 0, changed: 0 });
  });

  function compare(before: number[], after: number[]) {
    const counter = countDifference();
    const out = new Uint8ClampedArray(before.length);
    counter.add(Uint8ClampedArray.from(before), Uint8ClampedArray.from(after), out);
    return { out: [...out], statistics: counter.statistics() };
  }
});

describe('histogramBars', () => {
  it('sums neighbours, and lets few be seen beside many', () => {
    const histogram = new Uint32Array(256);
    histogram.set([1_000_000, 0, 3, 4], 0);
    histogram[255] = 1;
    const bars = histogramBars(histogram, 32);
    expect(bars).toHaveLength(32);
    expect(bars[0]).toBe(1);
    expect(bars[31]).toBeGreaterThan(0.04);
    expect(bars.slice(1, 31)).toEqual(Array(30).fill(0));
  });

  it('is flat where nothing was counted', () => {
    expect(histogramBars(new Uint32Array(256), 32)).toEqual(Array(32).fill(0));
  });
});
