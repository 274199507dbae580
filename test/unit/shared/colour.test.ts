import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ciede2000, cielabOf, type Lab, oklabOf, parseHex, type Rgb } from '../../../src/shared/colour';

describe('CIEDE2000', () => {
  // of the test data of Sharma, Wu and Dalal 2005, table 1: those that catch hues, greys and the blue region
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
    [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] satisfies [Lab, Lab, number][])('of %j and %j is %d', (one, other, expected) => {
    expect(ciede2000(one, other)).toBeCloseTo(expected, 4);
    expect(ciede2000(other, one)).toBeCloseTo(expected, 4);
  });
});

describe('the colour spaces', () => {
  it('give the known values of red, white and black', () => {
    expect(cielabOf([255, 0, 0])).toEqual([53.24, 80.09, 67.2].map((v) => expect.closeTo(v, 1)));
    expect(oklabOf([255, 0, 0])).toEqual([0.628, 0.2249, 0.1258].map((v) => expect.closeTo(v, 3)));
    for (const of of [cielabOf, oklabOf]) {
      expect(of([0, 0, 0])).toEqual([0, 0, 0].map((v) => expect.closeTo(v, 6)));
      expect(of([255, 255, 255]).slice(1)).toEqual([0, 0].map((v) => expect.closeTo(v, 1)));
    }
  });

  it('have a colour without hue for each grey', () => {
    const grey = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(grey, (v) => {
        const [, a, b] = oklabOf([v, v, v]);
        expect(Math.hypot(a, b)).toBeLessThan(1e-6);
      }),
      { seed: 1 },
    );
  });
});

it('reads colours of three and six digits, and no other texts', () => {
  const colours: [string, Rgb | undefined][] = [
    ['#ff8800', [255, 136, 0]],
    ['ff8800', [255, 136, 0]],
    ['#F80', [255, 136, 0]],
    ['#ff88001', undefined],
    ['orange', undefined],
    ['', undefined],
  ];
  for (const [text, colour] of colours) expect(parseHex(text)).toEqual(colour);
});
