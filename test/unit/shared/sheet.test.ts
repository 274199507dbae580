import { describe, expect, it } from 'vitest';
import { gridOf, parseSheet } from '../../../src/shared/sheet';
import { sheetText } from '../../../src/shared/sheetText';

describe('the cells of a sheet in words', () => {
  it.each([
    ['32x24', { cell: [32, 24] }],
    ['16x16+1+2', { cell: [16, 16], margin: 1, spacing: 2 }],
    ['16x16+0+2', { cell: [16, 16], spacing: 2 }],
    ['16x16+1', { cell: [16, 16], margin: 1 }],
    ['8*4', { columns: 8, rows: 4 }],
    ['{dir}/{name}.json', { atlas: '{dir}/{name}.json' }],
  ])('are read, and written the same: %s', (text, sheet) => {
    expect(parseSheet(text)).toEqual(sheet);
    expect(sheetText(parseSheet(text)!)).toBe(text);
  });

  it.each(['', '32', '32x', '0x8', '32x32+', 'hero.png', '8*9999'])('are refused where they are none: %s', (text) => {
    expect(parseSheet(text)).toBeUndefined();
  });

  it('become a grid', () => {
    expect(gridOf({ cell: [8, 9], spacing: 2 })).toEqual({ by: 'size', width: 8, height: 9, margin: 0, spacing: 2 });
    expect(gridOf({ columns: 3, rows: 2 })).toEqual({ by: 'count', columns: 3, rows: 2, margin: 0, spacing: 0 });
  });
});
