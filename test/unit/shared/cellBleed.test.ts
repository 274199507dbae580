import { describe, expect, it } from 'vitest';
import { cellBleed } from '../../../src/shared/cellBleed';
import { picture, repainted } from './rgbaPictures';

const CELLS = [
  { left: 1, top: 1, right: 9, bottom: 9 },
  { left: 11, top: 1, right: 19, bottom: 9 },
];
const GUTTERS = 20 * 10 - 2 * 64;
const isCell = (x: number, y: number) =>
  CELLS.some((it) => x >= it.left && x < it.right && y >= it.top && y < it.bottom);
const sheet = picture(20, 10, (x, y) => (isCell(x, y) ? [90, 160, 40] : [0, 0, 0, 0]));

describe('cellBleed', () => {
  it('is nothing where only cells were painted', () => {
    const painted = repainted(sheet, (colour, x, y) => (isCell(x, y) ? [10, 20, 200] : colour));
    expect(cellBleed(sheet, painted, CELLS, 0)).toBe(0);
  });

  it('is the share of gutters that were painted, without what is extruded', () => {
    const bled = repainted(sheet, (colour, x, y) => (x === 9 && y < 5 ? [10, 20, 200, 80] : colour));
    expect(cellBleed(sheet, bled, CELLS, 0)).toBe(5 / GUTTERS);
    expect(cellBleed(sheet, bled, [CELLS[1]!], 0)).toBe(5 / (GUTTERS + 64));
    expect(cellBleed(sheet, bled, CELLS, 1)).toBeUndefined();
  });

  it('does not mind colours that nobody sees, and what encoding takes', () => {
    const hidden = repainted(sheet, (colour) => (colour[3] === 0 ? [99, 99, 99, 0] : colour));
    expect(cellBleed(sheet, hidden, CELLS, 0)).toBe(0);
    const opaque = repainted(sheet, ([r, g, b]) => [r, g, b, 255]);
    const coded = repainted(opaque, ([r, g, b]) => [r + 8, g, b]);
    const painted = repainted(opaque, ([r, g, b]) => [r + 30, g, b]);
    expect(cellBleed(opaque, coded, CELLS, 0)).toBe(0);
    expect(cellBleed(opaque, painted, CELLS, 0)).toBe(1);
  });

  it('is unknown where cells are all there is', () => {
    const all = [{ left: -5, top: -5, right: 50, bottom: 50 }];
    expect(cellBleed(sheet, sheet, all, 0)).toBeUndefined();
  });
});
