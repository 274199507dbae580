import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeContactSheet } from '../../src/engine/pictures/contactSheet';
import { writeGlimpse } from '../../src/engine/pictures/glimpse';
import { type Glimpse, Glimpses } from '../../src/pipeline/glimpses';
import { stampOf } from '../../src/pipeline/stamps';
import { filesIn, tempFolder } from './support';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await tempFolder();
  await plain('grey.png', 400, 200, { r: 100, g: 100, b: 100, alpha: 1 });
  await plain('lighter.png', 400, 200, { r: 110, g: 120, b: 130, alpha: 1 });
  await plain('clear.png', 400, 200, { r: 100, g: 100, b: 100, alpha: 0 });
  await plain('half.png', 200, 100, { r: 100, g: 100, b: 100, alpha: 1 });
});

describe('a glimpse of a picture and its output', () => {
  it.each([
    ['grey.png', 0],
    ['lighter.png', 20],
    ['half.png', 0], // of another size
    ['clear.png', 155], // over white
  ])('tells how far the two are apart: %s', async (painted, difference) => {
    const params = {
      source: at('grey.png'),
      painted: at(painted),
      before: at('b.webp'),
      after: at('a.webp'),
      side: 64,
    };
    expect((await writeGlimpse(params)).difference).toBeCloseTo(difference, 1);
    expect(await sharp(at('b.webp')).metadata()).toMatchObject({ width: 64, height: 32, format: 'webp' });
    expect(await sharp(at('a.webp')).metadata()).toMatchObject({ width: 64, height: 32 });
  });

  it('names the one that can not be read', async () => {
    const params = {
      source: at('grey.png'),
      painted: at('gone.png'),
      before: at('x.webp'),
      after: at('y.webp'),
      side: 64,
    };
    await expect(writeGlimpse(params)).rejects.toMatchObject({ problem: { kind: 'missing', file: at('gone.png') } });
    expect(await filesIn(folder)).not.toContain('x.webp');
  });
});

describe('the kept glimpses', () => {
  it('are made once for the same bytes, and anew for others; the oldest go', async () => {
    const kept = at('kept');
    let made = 0;
    const client = () => ({
      request: async (_: string, params: { before: string; after: string }) => {
        made++;
        return writeGlimpse({ source: at('grey.png'), painted: at('lighter.png'), ...params, side: 16 });
      },
    });
    const glimpses = await Glimpses.open(kept, 4);
    const look = async (path: string, mtimeMs?: number) => {
      const stamp = (await stampOf(at(path)))!;
      return { path: at(path), stamp: mtimeMs === undefined ? stamp : { ...stamp, mtimeMs } };
    };
    const signal = new AbortController().signal;
    const ask = async (mtimeMs?: number): Promise<Glimpse> =>
      glimpses.of(await look('grey.png'), await look('lighter.png', mtimeMs), client as never, signal);
    const first = await ask();
    expect(first.difference).toBeCloseTo(20, 1);
    expect(await ask()).toEqual(first);
    expect(made).toBe(1);
    for (let time = 1; time <= 6; time++) expect((await ask(time)).after).not.toBe(first.after);
    expect(made).toBe(7);
    await glimpses.save();
    const again = await Glimpses.open(kept, 4);
    expect((await filesIn(kept)).filter((name) => name.endsWith('.webp')).length).toBeLessThanOrEqual(4);
    expect(again.difference(await look('grey.png'), await look('lighter.png', 6))).toBeCloseTo(20, 1);
    expect(again.difference(await look('grey.png'), await look('lighter.png', 99))).toBeUndefined();
  });
});

describe('a contact sheet', () => {
  it('has before and after of each picture beside each other, and names what is missing', async () => {
    const pictures = ['lighter.png', 'half.png', 'gone.png'].map((name) => ({
      before: at('grey.png'),
      after: at(name),
      label: `out/${name} & <more>`,
    }));
    const told: number[] = [];
    const result = await writeContactSheet({ pictures, output: at('sheet.png') }, (done) => told.push(done));
    expect(told).toEqual([0, 1, 2, 3]);
    expect(result.missing).toEqual(['out/gone.png & <more>']);
    const { data, info } = await sharp(at('sheet.png')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: result.width, height: result.height });
    const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    expect(pixel(24 + 128, 24 + 128)).toEqual([100, 100, 100]);
    expect(pixel(24 + 260 + 128, 24 + 128)).toEqual([110, 120, 130]);
    expect(pixel(24 + 128, 26)).toEqual([238, 238, 238]); // above a wide picture
    const line = data.subarray((24 + 256) * info.width * 3, (24 + 256 + 34) * info.width * 3);
    expect(line.some((value) => value < 128)).toBe(true); // the text
  });

  it('is not written once it was called off', async () => {
    const pictures = [{ before: at('grey.png'), after: at('grey.png'), label: 'x' }];
    const stop = () => {
      throw new Error('called off');
    };
    await expect(writeContactSheet({ pictures, output: at('none.png') }, stop)).rejects.toThrow('called off');
    await expect(stat(at('none.png'))).rejects.toThrow('ENOENT');
  });
});

async function plain(
  name: string,
  width: number,
  height: number,
  background: { r: number; g: number; b: number; alpha: number },
): Promise<void> {
  await sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toFile(at(name));
}
