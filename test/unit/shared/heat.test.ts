import { describe, expect, it } from 'vitest';
import { cielabOf } from '../../../src/shared/colour';
import { HEAT_STOPS, heatColour } from '../../../src/shared/heat';

describe('colours of heat maps', () => {
  it('go from the first to the last stop, and no further', () => {
    expect([heatColour(0), heatColour(1)]).toEqual([HEAT_STOPS[0], HEAT_STOPS.at(-1)]);
    expect([heatColour(-1), heatColour(2)]).toEqual([HEAT_STOPS[0], HEAT_STOPS.at(-1)]);
  });

  it('get lighter all the way, so that greys say the same', () => {
    const lightness = Array.from({ length: 50 }, (_, i) => cielabOf(heatColour(i / 49))[0]);
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
  });
});
