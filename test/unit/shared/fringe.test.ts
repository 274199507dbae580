import { describe, expect, it } from 'vitest';
import { fringeOf } from '../../../src/shared/fringe';
import { random } from '../../random';
import { type Colour, picture, repainted } from './rgbaPictures';

const SIDE = 64;
const depth = (x: number, y: number) => 26 - Math.hypot(x - SIDE / 2, y - SIDE / 2);
/** A ball in two colours with an antialiased edge: alpha falls from 1 to 0 over two pixels. */
const ball = picture(SIDE, SIDE, (x, y) => {
  const alpha = Math.round(255 * Math.min(1, Math.max(0, depth(x, y) / 2)));
  return alpha === 0
    ? [0, 0, 0, 0]
    : ([...((x + y) % 16 < 8 ? [200, 60, 40] : [60, 90, 200]), alpha] as unknown as Colour);
});
const bluer = ([r, g, b]: Colour): Colour => [r * 0.8, g * 0.9, b * 0.7 + 70];

describe('fringeOf', () => {
  it('is nothing where all colours moved alike', () => {
    expect(fringeOf(ball, ball)).toBe(0);
    expect(fringeOf(ball, repainted(ball, bluer))).toBeLessThan(0.01);
  });

  it.each([
    ['white', 255],
    ['black', 0],
  ])('tells of edges that hold some of the %s that a picture was laid on', (_, ground) => {
    const haloed = repainted(ball, (colour, x, y) => {
      const share = depth(x, y) < 2.5 ? 0.5 : 0;
      return bluer(colour).map((value) => value! * (1 - share) + ground * share) as unknown as Colour;
    });
    expect(fringeOf(ball, haloed)).toBeGreaterThan(8);
  });

  it('takes no brush work for a fringe, which goes all ways', () => {
    const next = random(5);
    const rough = repainted(
      ball,
      (colour) => bluer(colour).map((value) => value! + 60 * (next() - 0.5)) as unknown as Colour,
    );
    expect(fringeOf(ball, rough)).toBeLessThan(2.5);
  });

  it('takes no outline for a fringe that came out as outlines do', () => {
    const outlined = repainted(ball, (colour, x, y) => (depth(x, y) < 3 ? [30, 20, 20] : colour));
    const styled = repainted(outlined, (colour, x, y) => (depth(x, y) < 3 ? [55, 45, 60] : bluer(colour)));
    expect(fringeOf(outlined, styled)).toBeUndefined();
  });

  it('says nothing of what has no edges: an opaque picture, a soft glow', () => {
    expect(
      fringeOf(
        picture(32, 32, () => [9, 9, 9]),
        picture(32, 32, () => [99, 9, 9]),
      ),
    ).toBeUndefined();
    const glow = picture(SIDE, SIDE, (x, y) => [250, 240, 90, Math.max(0, 8 * depth(x, y))]);
    expect(
      fringeOf(
        glow,
        repainted(glow, () => [10, 10, 10]),
      ),
    ).toBeUndefined();
  });
});
