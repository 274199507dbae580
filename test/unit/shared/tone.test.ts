import { describe, expect, it } from 'vitest';
import { toneOf, toneOutliers } from '../../../src/shared/tone';
import { picture } from './rgbaPictures';

describe('toneOf', () => {
  it('gives mean and spread of L*', () => {
    expect(toneOf(picture(8, 8, () => [119, 119, 119]))).toMatchObject({
      mean: expect.closeTo(50, 0),
      deviation: expect.closeTo(0, 3),
    });
    const halves = toneOf(picture(8, 8, (x) => (x < 4 ? [0, 0, 0] : [255, 255, 255])));
    expect(halves).toMatchObject({ mean: expect.closeTo(50, 1), deviation: expect.closeTo(50, 1) });
  });

  it('counts what is seen only', () => {
    expect(toneOf(picture(8, 8, (x) => (x < 4 ? [255, 255, 255] : [0, 0, 0, 0])))?.mean).toBeCloseTo(100, 1);
    expect(toneOf(picture(4, 4, () => [9, 9, 9, 0]))).toBeUndefined();
  });
});

describe('toneOutliers', () => {
  const set = (...means: number[]) => means.map((mean) => ({ mean, deviation: 15 }));

  it('finds the one that is darker than all others', () => {
    expect(toneOutliers(set(60, 61, 59, 62, 60, 31))).toEqual([
      { index: 5, what: 'mean', value: 31, usual: 60, sigmas: expect.closeTo(14.5, 1) },
    ]);
  });

  it('finds it though it is one of few, and two of them', () => {
    expect(toneOutliers(set(60, 60, 61, 60, 80)).map(({ index }) => index)).toEqual([4]);
    expect(toneOutliers(set(60, 60, 61, 59, 60, 61, 90, 20)).map(({ index }) => index)).toEqual([6, 7]);
  });

  it('tells of contrast, too', () => {
    const tones = [14, 15, 16, 15, 40].map((deviation) => ({ mean: 50, deviation }));
    expect(toneOutliers(tones)).toMatchObject([{ index: 4, what: 'deviation' }]);
  });

  it('leaves a set alone that is spread wide, or so small that nothing is usual', () => {
    expect(toneOutliers(set(10, 30, 50, 70, 90))).toEqual([]);
    expect(toneOutliers(set(60, 60, 60, 10))).toEqual([]);
    expect(toneOutliers(set(60, 60, 60, 60, 65))).toEqual([]);
  });
});
