import { describe, expect, it } from 'vitest';
import { columnsOf, shortNumber } from '../../../../webview-ui/training/chartData';

const run = { steps: [1, 2, 3], values: { loss: [4, 0, 2], late: [null, null, 7] } };
const other = { steps: [2, 4], values: { loss: [-1, 5] } };

describe('the columns of a chart', () => {
  it('are those of the run, and null for figures that it lacks', () => {
    expect(columnsOf(['loss', 'late', 'never'], false, run)).toEqual([
      [1, 2, 3],
      [4, 0, 2],
      [null, null, 7],
      [null, null, null],
    ]);
  });

  it('are over the steps of both runs, where there are two', () => {
    expect(columnsOf(['loss'], false, run, other)).toEqual([
      [1, 2, 3, 4],
      [4, 0, 2, undefined],
      [undefined, -1, undefined, 5],
    ]);
  });

  it('have gaps where a logarithm has no value', () => {
    expect(columnsOf(['loss'], true, run, other).slice(1)).toEqual([
      [4, null, 2, undefined],
      [undefined, null, undefined, 5],
    ]);
  });
});

it.each([
  [0, '0'],
  [1234.5, '1230'],
  [0.12345, '0.123'],
  [0.000012, '1.2e-5'],
  [-2_500_000, '-2.5e+6'],
])('%d is written %s', (value, text) => expect(shortNumber(value)).toBe(text));
