import { describe, expect, it } from 'vitest';
import { flicker } from '../../../../src/engine/pictures/flicker';
import { estimateMotion, type Plane, planeOf, uniformMotion } from '../../../../src/engine/pictures/motion';
import { noise, pictureOf } from '../../../engine/studio';

const [WIDTH, HEIGHT] = [96, 72];

/** A window into a large, softly noisy scene. */
function windowAt(left: number, top: number): Plane {
  const side = 400;
  const grain = noise(side * side, 256, 11);
  const soft = (x: number, y: number) => {
    let sum = 0;
    for (let v = 0; v < 3; v++) for (let u = 0; u < 3; u++) sum += grain[(y + v) * side + x + u]!;
    return sum / 9;
  };
  const data = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    soft(150 + left + (i % WIDTH), 150 + top + Math.floor(i / WIDTH)),
  );
  return { data, width: WIDTH, height: HEIGHT };
}

describe('estimateMotion', () => {
  it.each([
    [0, 0],
    [3, -2],
    [-7, 5],
    [21, 13],
  ])('finds how a camera moved, away from the borders: %i, %i', (dx, dy) => {
    const motion = estimateMotion(windowAt(dx, dy), windowAt(0, 0));
    const found: string[] = [];
    for (let row = 3; row < motion.rows - 3; row++)
      for (let column = 4; column < motion.columns - 4; column++) {
        const block = row * motion.columns + column;
        found.push(`${motion.dx[block]} ${motion.dy[block]}`);
      }
    const right = found.filter((vector) => vector === `${dx} ${dy}`);
    expect(right.length / found.length).toBeGreaterThan(0.9);
  });

  it.each([
    ['a plain ground', () => 230],
    ['grass that stands still', (x: number, y: number) => 90 + 60 * Math.sin(x / 2.1) * Math.cos(y / 1.7 + x / 9)],
  ] as const)(
    'moves the plain sides and edges of a box with the label on it, and not what is around it: over %s',
    (what, ground) => {
      const [width, height] = [200, 160];
      const at = (left: number, top: number): Plane => ({
        data: Float32Array.from({ length: width * height }, (_, i) => {
          const [x, y] = [i % width, Math.floor(i / width)];
          const [u, v] = [x - left, y - top];
          if (u < 0 || v < 0 || u >= 112 || v >= 96) return ground(x, y);
          const isLabel = Math.hypot(u - 56, v - 48) < 18;
          // light falls on it from the left, so that it is not quite plain
          return isLabel ? 120 + 80 * Math.sin(u / 2) * Math.sin(v / 2.5) : 160 - u / 16;
        }),
        width,
        height,
      });
      const motion = estimateMotion(at(40, 32), at(45, 29));
      const isGrass = what !== 'a plain ground';
      const count = { box: 0, moved: 0, ground: 0, still: 0 };
      for (let row = 0; row < motion.rows; row++)
        for (let column = 0; column < motion.columns; column++) {
          const [dx, dy] = [motion.dx, motion.dy].map((vectors) => vectors[row * motion.columns + column]);
          // what is plain near the grass may as well stand still with it
          const isBox = isGrass
            ? column >= 10 && column < 14 && row >= 8 && row < 12
            : column >= 5 && column < 19 && row >= 4 && row < 16;
          const isFar = column < 3 || column >= 21 || row < 2 || row >= 18;
          if (isBox) count.box++;
          if (isBox && dx === 5 && dy === -3) count.moved++;
          if (isFar) count.ground++;
          if (isFar && dx === 0 && dy === 0) count.still++;
        }
      expect(count.moved / count.box).toBeGreaterThan(0.95);
      if (isGrass) expect(count.still / count.ground).toBeGreaterThan(0.95);
    },
  );

  it('takes a plain surface for still', () => {
    const plain = { data: new Float32Array(WIDTH * HEIGHT).fill(90), width: WIDTH, height: HEIGHT };
    const { dx, dy } = estimateMotion(plain, plain);
    expect([...dx, ...dy].every((v) => v === 0)).toBe(true);
  });

  it('takes pictures of any size, also of one pixel', () => {
    for (const [width, height] of [
      [1, 1],
      [9, 3],
      [33, 70],
    ] as const) {
      const plane = { data: Float32Array.from(noise(width * height)), width, height };
      const { columns, rows, dx } = estimateMotion(plane, plane);
      expect([columns * rows, Math.max(...dx)]).toEqual([Math.ceil(width / 8) * Math.ceil(height / 8), 0]);
    }
  });
});

describe('planeOf', () => {
  it('sees transparent pixels as grey', () => {
    const picture = pictureOf(new Uint8Array([255, 255, 255, 0, 255, 255, 255, 255]), 2, 1, 4);
    expect(Array.from(planeOf(picture, 0).data, Math.round)).toEqual([128, 255]);
  });
});

describe('flicker', () => {
  const still = uniformMotion({ width: 2, height: 1 }, 0, 0);

  it('is the mean difference along what moves', () => {
    const frames = pictureOf(new Uint8Array([10, 10, 10, 50, 50, 50, 50, 50, 50, 90, 90, 90]), 2, 1, 3, 2);
    expect(flicker(frames, [still])).toBe(40);
    expect(flicker(frames, [uniformMotion({ width: 2, height: 1 }, 1, 0)])).toBe(0);
  });

  it('leaves out what is transparent, and is measured alike in 16 bits', () => {
    const clear = pictureOf(new Uint8Array([0, 0, 0, 0, 9, 9, 9, 255, 200, 0, 0, 255, 12, 9, 9, 255]), 2, 1, 4, 2);
    expect(flicker(clear, [still])).toBe(1);
    const wide = pictureOf(
      Uint16Array.from(clear.pixels, (v) => v * 257),
      2,
      1,
      4,
      2,
    );
    expect(flicker(wide, [still])).toBeCloseTo(1);
  });
});
