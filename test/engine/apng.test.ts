import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../../src/engine/pictures/picture';
import { type Chunk, joinChunks, readChunks } from '../../src/engine/pictures/png';
import { inspect, readPicture } from '../../src/engine/pictures/read';
import { encodePicture } from '../../src/engine/pictures/write';
import { difference, pictureOf, scene } from './studio';
import { tempFolder } from './support';

const [WIDTH, HEIGHT] = [20, 12];
const TIMING = { delay: [100, 1000 / 30, 250], loop: 3 };

/** Three frames; in the second only a corner differs from the first, the third is another picture. */
function film(channels: 3 | 4 = 4, wide = false): Picture {
  const first = scene(WIDTH, HEIGHT, channels, 1);
  if (channels === 4) for (let at = 3; at < first.length; at += 12) first[at] = at % 256;
  const second = first.slice();
  for (let x = 15; x < 19; x++) second.fill(7, (3 * WIDTH + x) * channels, (3 * WIDTH + x) * channels + 3);
  const bytes = Uint8Array.from([...first, ...second, ...scene(WIDTH, HEIGHT, channels, 2)]);
  const pixels = wide ? Uint16Array.from(bytes, (v, i) => v * 257 - (v > 0 && i % 4 === 0 ? 3 : 0)) : bytes;
  const picture = pictureOf(pixels, WIDTH, HEIGHT, channels, 3);
  return { ...picture, origin: { ...picture.origin, ...TIMING } };
}

async function stored(bytes: Buffer): Promise<string> {
  const path = join(await tempFolder(), 'film.png');
  await writeFile(path, bytes);
  return path;
}

async function encoded(picture: Picture): Promise<Buffer> {
  return (await encodePicture(picture, 'png', undefined, 'film.png')).bytes;
}

describe('an animated PNG', () => {
  it.each([
    [3, false],
    [4, false],
    [3, true],
    [4, true],
  ] as const)('gives back what was written: %i channels, 16 bits: %s', async (channels, wide) => {
    const picture = film(channels, wide);
    const path = await stored(await encoded(picture));
    expect(await inspect(path)).toMatchObject({ pages: 3, pageHeight: HEIGHT, width: WIDTH });
    const read = await readPicture(path);
    expect(read).toMatchObject({ width: WIDTH, height: HEIGHT, frames: 3, channels });
    expect(difference(read.pixels, picture.pixels)).toBe(0);
    expect(read.origin.loop).toBe(3);
    expect(read.origin.delay).toHaveLength(3);
    for (const [index, delay] of TIMING.delay.entries()) expect(read.origin.delay![index]).toBeCloseTo(delay, 9);
  });

  it('holds only what differs from frame to frame, and its first frame for programs that know no animation', async () => {
    const picture = film();
    const bytes = await encoded(picture);
    const controls = readChunks(bytes).filter(({ type }) => type === 'fcTL');
    const areas = controls.map(({ data }) => [4, 8, 12, 16].map((at) => data.readUInt32BE(at)));
    expect(areas).toEqual([[WIDTH, HEIGHT, 0, 0], [4, 1, 15, 3], expect.anything()]);
    const still = await sharp(bytes).raw().toBuffer();
    expect(difference(still, picture.pixels.subarray(0, still.length))).toBe(0);
    const numbers = readChunks(bytes).filter(({ type }) => type === 'fcTL' || type === 'fdAT');
    expect(numbers.map(({ data }) => data.readUInt32BE(0))).toEqual(numbers.map((_, index) => index));
  });

  it('keeps profile and density', async () => {
    const picture = film(3);
    const p3 = (await sharp(await sharp(scene(4, 4), { raw: { width: 4, height: 4, channels: 3 } }).withIccProfile('p3').png().toBuffer()).metadata()).icc!; // biome-ignore format: one line
    const path = await stored(await encoded({ ...picture, origin: { ...picture.origin, profile: p3, density: 144 } }));
    const metadata = await inspect(path);
    expect(metadata.icc?.equals(p3)).toBe(true);
    expect(metadata.density).toBe(144);
  });

  it('goes over into GIF and WebP, and back, with its timing', async () => {
    const picture = film(3);
    for (const format of ['gif', 'webp'] as const) {
      const { bytes } = await encodePicture(picture, format, undefined, 'film.png');
      expect(await sharp(bytes, { pages: -1 }).metadata()).toMatchObject({
        pages: 3,
        loop: 3,
        delay: [100, format === 'gif' ? 30 : 33, 250],
      });
    }
  });

  it('is composed as it says: parts disposed and blended, a still before the animation left out', async () => {
    const side = 4;
    const solid = (size: number, rgba: readonly number[]) =>
      sharp({ create: { width: size, height: size, channels: 4, background: colour(rgba) } })
        .png()
        .toBuffer()
        .then((bytes) => readChunks(bytes));
    const parts = [
      { size: 4, at: [0, 0], rgba: [255, 0, 0, 255], dispose: 0, blend: 0 },
      { size: 2, at: [0, 0], rgba: [0, 255, 0, 255], dispose: 2, blend: 0 }, // goes again
      { size: 2, at: [1, 1], rgba: [0, 0, 255, 128], dispose: 1, blend: 1 }, // over red, then clears
      { size: 1, at: [3, 3], rgba: [9, 9, 9, 0], dispose: 0, blend: 0 }, // replaces by nothing
    ];
    const still = await solid(side, [1, 2, 3, 255]);
    const chunks: Chunk[] = [still[0]!, { type: 'acTL', data: Buffer.from([0, 0, 0, 4, 0, 0, 0, 0]) }];
    chunks.push(...still.filter(({ type }) => type === 'IDAT'));
    let number = 0;
    for (const { size, at, rgba, dispose, blend } of parts) {
      const control = Buffer.alloc(26);
      for (const [i, value] of [number++, size, size, ...at].entries()) control.writeUInt32BE(value, 4 * i);
      control.writeUInt16BE(1, 20); // of a hundredth, since 0 stands for 100
      control.set([dispose, blend], 24);
      chunks.push({ type: 'fcTL', data: control });
      for (const { type, data } of await solid(size, rgba))
        if (type === 'IDAT') {
          const sequence = Buffer.alloc(4);
          sequence.writeUInt32BE(number++);
          chunks.push({ type: 'fdAT', data: Buffer.concat([sequence, data]) });
        }
    }
    chunks.push({ type: 'IEND', data: Buffer.alloc(0) });
    const { pixels, frames, origin } = await readPicture(await stored(joinChunks(chunks)));
    expect([frames, origin.delay, origin.loop]).toEqual([4, [10, 10, 10, 10], 0]);
    const pixel = (frame: number, x: number, y: number) =>
      Array.from(pixels.subarray(((frame * side + y) * side + x) * 4, ((frame * side + y) * side + x) * 4 + 4));
    const [red, nothing] = [[255, 0, 0, 255], [0, 0, 0, 0]]; // biome-ignore format: two colours
    expect(pixel(0, 2, 2)).toEqual(red);
    expect([pixel(1, 1, 1), pixel(1, 2, 2)]).toEqual([[0, 255, 0, 255], red]);
    expect([pixel(2, 0, 0), pixel(2, 1, 1)]).toEqual([red, [127, 0, 128, 255]]);
    expect([pixel(3, 1, 1), pixel(3, 0, 3), pixel(3, 3, 3)]).toEqual([nothing, red, [9, 9, 9, 0]]);
  });

  it('of one frame is a still picture', async () => {
    const bytes = await readFile(await stored(await encoded(film())));
    const chunks = readChunks(bytes);
    const second = chunks.findLastIndex(({ type }) => type === 'fcTL') - 2;
    const firstOnly = chunks.filter(({ type }, at) => at < second || type === 'IEND');
    const path = await stored(joinChunks(firstOnly.filter(({ type }) => type !== 'fdAT')));
    expect(await readPicture(path)).toMatchObject({ frames: 1, height: HEIGHT });
  });
});

function colour([r, g, b, alpha]: readonly number[]) {
  return { r: r!, g: g!, b: b!, alpha: alpha! / 255 };
}
