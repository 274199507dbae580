import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTiles } from '../../src/engine/pictures/tiles';

describe('a picture cut into tiles', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stylize-tiles-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has all its pixels in its last level, turned upright', async () => {
    const [width, height] = [700, 1100];
    const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 251));
    const source = join(folder, 'turned.tif');
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .tiff()
      .toFile(source);
    const tiles = join(folder, 'turned');
    const found = await writeTiles({ source, folder: tiles });
    expect(found).toEqual({ width: 1100, height: 700, tile: 512, levels: 3 });
    expect(readdirSync(join(tiles, '2')).sort()).toEqual(
      ['0_0', '0_1', '1_0', '1_1', '2_0', '2_1'].map((it) => `${it}.png`),
    );
    const upright = await sharp(source)
      .autoOrient()
      .extract({ left: 512, top: 512, width: 512, height: 188 })
      .raw()
      .toBuffer();
    expect(await sharp(join(tiles, '2/1_1.png')).raw().toBuffer()).toEqual(upright);
    expect(await sharp(join(tiles, '0/0_0.png')).metadata()).toMatchObject({ width: 275, height: 175 });
  });

  it('says what is wrong with one that is none, and leaves nothing behind', async () => {
    const source = join(folder, 'broken.png');
    writeFileSync(source, 'no picture');
    await expect(writeTiles({ source, folder: join(folder, 'broken') })).rejects.toThrow(/broken\.png/);
    expect(existsSync(join(folder, 'broken'))).toBe(false);
  });
});
