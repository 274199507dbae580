import { describe, expect, it } from 'vitest';
import { hideBrandColours, keepBrandColours } from '../../src/engine/pictures/brandColours';
import { Shots } from '../../src/engine/shots';
import { paintTreated } from '../../src/engine/treat';
import { brandWeight } from '../../src/shared/brandColours';
import { ciede2000, cielabOf, type Rgb } from '../../src/shared/colour';
import { random } from '../random';
import { noise, openNetwork, painting, pictureOf, scene, someCode } from './studio';

const RED: Rgb = [227, 6, 19];
const WHITE: Rgb = [250, 250, 245];
const BLUE: Rgb = [30, 60, 140];

/** A disc of one colour on a ground of another, antialiased. */
function disc(side: number, logo: Rgb, ground: Rgb): Uint8Array {
  const pixels = new Uint8Array(3 * side * side);
  for (let i = 0; i < side * side; i++) {
    const far = Math.hypot((i % side) - side / 2 + 0.5, Math.floor(i / side) - side / 2 + 0.5);
    const share = Math.min(1, Math.max(0, side / 3 - far + 0.5));
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = share * logo[c]! + (1 - share) * ground[c]! + 0.5;
  }
  return pixels;
}

/** Keeps red of a source over what was painted from it. */
function kept(source: Uint8Array, painted: Uint8Array, side: number, tolerance = 8): Uint8Array {
  const out = pictureOf(painted.slice(), side, side);
  keepBrandColours(out, pictureOf(source, side, side), [{ color: '#e30613', tolerance }]);
  return out.pixels as Uint8Array;
}

const at = (pixels: ArrayLike<number>, i: number): Rgb => [pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!];
const distance = (one: Rgb, other: Rgb) => ciede2000(cielabOf(one), cielabOf(other));

describe('brand colours', () => {
  it('stay as they are wherever the source has them within the tolerance', () => {
    const side = 40;
    const next = random(2);
    const source = Uint8Array.from({ length: 3 * side * side }, (_, i) => RED[i % 3]! + 40 * (next() - 0.4));
    const painted = noise(3 * side * side) as Uint8Array;
    const result = kept(source, painted, side);
    const weigh = brandWeight(['#e30613']);
    let count = 0;
    for (let i = 0; i < side * side; i++) {
      const within = distance(at(source, i), RED) <= 8;
      expect(weigh(...at(source, i)) === 255).toBe(within);
      if (within) expect(at(result, i)).toEqual(at(source, i));
      if (within) count++;
    }
    expect(count).toBeGreaterThan(300);
  });

  it('leave everything else as it was painted', () => {
    const side = 32;
    const painted = noise(3 * side * side) as Uint8Array;
    const source = new Uint8Array(3 * side * side).fill(128);
    expect(kept(source, painted, side)).toEqual(painted);
  });

  it('have no rim of the old ground: their edge is that of the logo on the new one', () => {
    const side = 60;
    for (const [ground, paintedGround] of [
      [WHITE, BLUE],
      [WHITE, [240, 220, 180]],
      [
        [10, 10, 10],
        [200, 190, 60],
      ],
    ] as [Rgb, Rgb][]) {
      const source = disc(side, RED, ground);
      const result = kept(source, disc(side, paintedGround, paintedGround), side);
      const ideal = disc(side, RED, paintedGround);
      for (let i = 0; i < side * side; i++)
        if (distance(at(source, i), RED) > 8) expect(distance(at(result, i), at(ideal, i))).toBeLessThan(3);
    }
  });

  it('stay the same wherever in a tall picture they lie', () => {
    const [width, side] = [64, 60];
    const poster = (height: number, top: number, logo: Uint8Array, ground: Rgb) => {
      const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => ground[i % 3]!);
      for (let y = 0; y < side; y++) pixels.set(logo.subarray(3 * y * side, 3 * (y + 1) * side), 3 * (top + y) * width);
      return pictureOf(pixels, width, height);
    };
    const keptAt = (height: number, top: number): Uint8Array => {
      const painted = poster(height, top, noise(3 * side * side) as Uint8Array, BLUE);
      keepBrandColours(painted, poster(height, top, disc(side, RED, WHITE), WHITE), ['#e30613']);
      return painted.pixels.slice(3 * top * width, 3 * (top + side) * width) as Uint8Array;
    };
    const alone = keptAt(120, 24);
    expect(distance(at(alone, 30 * width + 30), RED)).toBe(0);
    for (const top of [460, 461, 480, 500, 501, 502, 503, 504]) expect(keptAt(1100, top)).toEqual(alone);
  });

  it('are hidden while the rest is painted, and come back as they were', () => {
    const side = 60;
    for (const channels of [3, 4] as const) {
      const rgb = disc(side, RED, WHITE);
      const pixels = Uint8Array.from({ length: channels * side * side }, (_, i) => {
        const [c, place] = [i % channels, Math.floor(i / channels)];
        return c === 3 ? 255 : rgb[3 * place + c]!;
      });
      const before = pixels.slice();
      const show = hideBrandColours(pictureOf(pixels, side, side, channels), ['#e30613']);
      for (let i = 0; i < side * side; i++)
        for (let c = 0; c < 3; c++) expect(Math.abs(pixels[channels * i + c]! - WHITE[c]!)).toBeLessThan(10);
      show();
      expect(pixels).toEqual(before);
    }
  });

  it('leave an outline in a third colour to be painted', () => {
    const side = 60;
    const pixels = disc(side, RED, WHITE);
    for (let i = 0; i < side * side; i++) {
      const far = Math.hypot((i % side) - side / 2 + 0.5, Math.floor(i / side) - side / 2 + 0.5);
      if (Math.abs(far - side / 3) < 2) pixels.set([20, 40, 120], 3 * i);
    }
    hideBrandColours(pictureOf(pixels, side, side), ['#e30613']);
    const outline = 3 * ((side / 2) * side + side / 2 + side / 3);
    expect([...pixels.subarray(outline, outline + 3)]).toEqual([20, 40, 120]);
  });

  it('are painted around without a halo: the ground is that of a picture without them', async () => {
    const network = await openNetwork();
    const code = await someCode(network);
    const [side, small] = [144, 36];
    const ground = scene(side, side, 3, 7).map((value) => 150 + value / 4);
    const source = ground.slice();
    const logo = disc(small, [255, 255, 255], [0, 0, 0]);
    for (let i = 0; i < small * small; i++) {
      const place = 3 * ((54 + Math.floor(i / small)) * side + 54 + (i % small));
      const share = logo[3 * i]! / 255;
      for (let c = 0; c < 3; c++) source[place + c] = share * RED[c]! + (1 - share) * ground[place + c]!;
    }
    const paint = async (pixels: Uint8Array, brandColors: string[]) => {
      const how = { ...painting(), source: 'logo.png', treatment: { brandColors }, shots: new Shots(network) };
      return (await paintTreated(network, pictureOf(pixels.slice(), side, side), code, how)).pixels;
    };
    const alone = await paint(ground, []);
    /** How far from it, in the mean, what lies around the logo is. */
    const error = async (brandColors: string[]) => {
      const pixels = await paint(source, brandColors);
      let [sum, count] = [0, 0];
      for (let i = 0; i < side * side; i++) {
        const far = Math.hypot((i % side) - side / 2 + 0.5, Math.floor(i / side) - side / 2 + 0.5) - small / 3;
        if (far < 2 || far > 10) continue;
        sum += distance(at(pixels, i), at(alone, i));
        count++;
      }
      return sum / count;
    };
    expect(await error(['#e30613'])).toBeLessThan(0.4 * (await error([])));
  });

  it('fade over into what was painted where colours change softly', () => {
    const side = 96;
    // from red to orange over the whole width
    const source = Uint8Array.from({ length: 3 * side * side }, (_, i) => {
      const x = (Math.floor(i / 3) % side) / (side - 1);
      return RED[i % 3]! + x * ([255, 150, 20][i % 3]! - RED[i % 3]!);
    });
    const painted = new Uint8Array(source.length).fill(128);
    const result = kept(source, painted, side);
    const row = Array.from({ length: side }, (_, x) => at(result, 40 * side + x));
    const steps = row.slice(1).map((colour, x) => distance(colour, row[x]!));
    expect(Math.max(...steps)).toBeLessThan(12); // at once it would be 60
    expect(row[0]).toEqual(at(source, 0));
    expect(row.at(-1)).toEqual([128, 128, 128]);
  });

  it('are laid under the clear edge of a sprite, too', () => {
    const side = 16;
    const source = Uint8Array.from({ length: 4 * side * side }, (_, i) => {
      const isLogo = Math.floor(i / 4) % side < 8;
      return isLogo ? [...RED, 255][i % 4]! : 0;
    });
    const out = pictureOf(
      new Uint8Array(source.length).fill(90).map((v, i) => (i % 4 === 3 ? source[i]! : v)),
      side,
      side,
      4,
    );
    keepBrandColours(out, pictureOf(source, side, side, 4), ['#e30613']);
    expect([...out.pixels.subarray(4 * 8, 4 * 9)]).toEqual([...RED, 0]);
    expect([...out.pixels.subarray(4 * 14, 4 * 15)]).toEqual([90, 90, 90, 0]);
  });

  it('stay in 16 bits and in every frame', () => {
    const red = RED.map((v) => v * 257 + 3);
    const source = Uint16Array.from({ length: 3 * 24 }, (_, i) => red[i % 3]!);
    const out = pictureOf(new Uint16Array(3 * 24).fill(1000), 4, 3, 3, 2);
    keepBrandColours(out, pictureOf(source, 4, 3, 3, 2), ['#e30613']);
    expect(out.pixels).toEqual(source);
  });
});
