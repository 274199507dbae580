import { describe, expect, it } from 'vitest';
import { cellBleed } from '../../../src/shared/cellBleed';
import { picture, repainted } from './rgbaPictures';

const CELLS = [
  { left: 1, top: 1, right: 9, bottom: 9 },
  { left: 11, top: 1, right: 19, bottom: 9 },
];
const isCell = (x: number, y: number) =>
  CELLS.some((it) => x >= it.left && x < it.right && y >= it.top && y < it.bottom);
const sheet = picture(20, 10, (x, y) => (isCell(x, y) ? [90, 160, 40] : [0, 0, 0, 0]));

describe('cellBleed', () => {
  it('is nothing where only cells were painted', () => {
    expect(
      cellBleed(
        sheet,
        repainted(sheet, (colour, x, y) => (isCell(x, y) ? [10, 20, 200] : colour)),
        CELLS,
      ),
    ).toBe(0);
  });

  it('counts painted pixels in the gutters', () => {
    const bled = repainted(sheet, (colour, x, y) => (x === 9 && y < 5 ? [10, 20, 200, 80] : colour));
    expect(cellBleed(sheet, bled, CELLS)).toBe(5);
  });

  it('does not mind colours that nobody sees, and rounding', () => {
    expect(
      cellBleed(
        sheet,
        repainted(sheet, (colour) => (colour[3] === 0 ? [99, 99, 99, 0] : colour)),
        CELLS,
      ),
    ).toBe(0);
    const opaque = repainted(sheet, ([r, g, b]) => [r, g, b, 255]);
    expect(
      cellBleed(
        opaque,
        repainted(opaque, ([r, g, b]) => [r + 2, g, b]),
        CELLS,
      ),
    ).toBe(0);
    expect(
      cellBleed(
        opaque,
        repainted(opaque, ([r, g, b]) => [r + 9, g, b]),
        CELLS,
      ),
    ).toBe(20 * 10 - 2 * 64);
  });

  it('takes cells at the border of the picture as far as they go', () => {
    expect(
      cellBleed(
        sheet,
        repainted(sheet, () => [1, 2, 3, 255]),
        [{ left: -5, top: -5, right: 50, bottom: 50 }],
      ),
    ).toBe(0);
  });
});
