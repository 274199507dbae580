import { readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import product from '../../package.json';
import { readPicture } from '../../src/engine/pictures/read';
import { rightsOf } from '../../src/engine/pictures/rights';
import type { EngineClient } from '../../src/pipeline/client';
import { type RunSummary, runManifest } from '../../src/pipeline/run';
import { brandDrift } from '../../src/shared/brandColours';
import { seamOf } from '../../src/shared/seam';
import { newClient, ROOT, tempFolder } from './support';

const PAGES = [
  ...['alpha', 'brand-colours', 'lint', 'masks', 'palettes', 'posters', 'provenance', 'roles', 'seamless', 'sequences'],
  ...['sizes', 'sprite-sheets'],
];

let client: EngineClient;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());

/** Runs the example of a page in a copy of the sample workspace. */
async function run(page: string): Promise<{ folder: string; run(): Promise<RunSummary> }> {
  const text = readFileSync(join(ROOT, 'docs', `${page}.md`), 'utf8');
  const [, example] = /```json\r?\n(.*?)```/s.exec(text)!;
  const folder = await tempFolder();
  for (const part of ['assets', 'palettes', 'styles'])
    await cp(join(ROOT, 'samples', part), join(folder, part), { recursive: true });
  await writeFile(join(folder, 'stylize.json'), example!);
  const installation = { modelPath: join(ROOT, 'models/base.safetensors'), stylesFolder: join(ROOT, 'media/styles') };
  const manifestPath = join(folder, 'stylize.json');
  const options = { ...installation, manifestPath, engineVersion: product.version, client, onEvent() {} };
  return { folder, run: () => runManifest(options) };
}

const samplesOf = (path: string) => sharp(path).ensureAlpha().raw().toBuffer();

describe('the examples of the pages on how pictures are treated', () => {
  it.each(PAGES)('are painted as they stand, and then up to date: docs/%s.md', async (page) => {
    const { run: paint } = await run(page);
    const first = await paint();
    expect(first.problems).toEqual([]);
    expect(first).toMatchObject({ failed: 0, cached: 0 });
    expect(first.done).toBeGreaterThan(0);
    expect(first.outcomes.flatMap(({ result }) => result?.notices ?? [])).toEqual([]);
    expect(await paint()).toMatchObject({ done: 0, cached: first.done, failed: 0 });
  });

  it('give hard edges in every size', async () => {
    const { folder, run: paint } = await run('alpha');
    await paint();
    for (const name of ['slime', 'slime-half', 'lantern']) {
      const pixels = await samplesOf(join(folder, 'out', `${name}.png`));
      expect(new Set(pixels.filter((_, i) => i % 4 === 3))).toEqual(new Set([0, 255]));
    }
  });

  it('give the colours of the palette alone, and others once it was changed', async () => {
    const { folder, run: paint } = await run('palettes');
    await paint();
    const colours = async (path: string) => {
      const pixels = await samplesOf(join(folder, path));
      return new Set(Array.from({ length: pixels.length / 4 }, (_, i) => pixels.toString('hex', 4 * i, 4 * i + 3)));
    };
    const five = ['1b1726', '6e426e', 'b8324f', 'f0aa56', 'f4f7d6'];
    expect([...(await colours('out/potion-five.webp'))].filter((colour) => !five.includes(colour))).toEqual([]);
    expect((await colours('out/slime.png')).size).toBeLessThanOrEqual(16);
    await writeFile(join(folder, 'palettes/moor.gpl'), 'GIMP Palette\n10 20 30\n200 210 220\n');
    expect(await paint()).toMatchObject({ done: 1, cached: 1, failed: 0 });
    expect([...(await colours('out/slime.png'))].sort()).toEqual(['0a141e', 'c8d2dc']);
  });

  it('keep the colours of a brand: no difference in PNG, next to none in JPEG', async () => {
    const { folder, run: paint } = await run('brand-colours');
    await paint();
    const raw = (path: string) => sharp(join(folder, path)).removeAlpha().raw().toBuffer();
    const [source, painted] = [await raw('assets/products/veluma.jpg'), await raw('out/veluma.png')];
    const brands = ['#d8202f', { color: '#fffaf0', tolerance: 3 }];
    const drift = brandDrift(source, painted, 3, brands);
    expect(drift.count).toBeGreaterThan(20_000);
    expect(drift.most).toBe(0);
    expect(brandDrift(source, await raw('out/veluma.jpg'), 3, brands).most95).toBeLessThanOrEqual(2);
  });

  it('keep what is white in the mask, to the last digit', async () => {
    const { folder, run: paint } = await run('masks');
    await paint();
    const mask = await samplesOf(join(folder, 'assets/products/veluma-mask.png'));
    const source = await samplesOf(join(folder, 'assets/products/veluma.jpg'));
    const painted = await samplesOf(join(folder, 'out/veluma.png'));
    let [kept, changed] = [0, 0];
    for (let i = 0; i < mask.length; i += 4) {
      const isSame = source.readUInt32LE(i) === painted.readUInt32LE(i);
      if (mask[i] === 255) expect(isSame).toBe(true);
      if (mask[i] === 255) kept++;
      else if (!isSame) changed++;
    }
    expect(kept).toBeGreaterThan(20_000);
    expect(changed).toBeGreaterThan(300_000);
  });

  it('give posters their profile, their density and whose they are', async () => {
    const { folder, run: paint } = await run('posters');
    await paint();
    const metadata = (path: string) => sharp(join(folder, path)).metadata();
    const { icc, density } = await metadata('assets/posters/tidekeeper.jpg');
    expect(density).toBe(150);
    for (const name of ['tidekeeper.jpg', 'tidekeeper.tif', 'tidekeeper-web.webp']) {
      const result = await metadata(join('out', name));
      expect(result.icc?.equals(icc!), name).toBe(true);
      expect(rightsOf(result)).toMatchObject({ creators: ['The Stylize project'] });
      if (!name.endsWith('.webp')) expect(result.density, name).toBe(density); // WebP has none
    }
  });

  it('give animations their frames and timing, in both formats', async () => {
    const { folder, run: paint } = await run('sequences');
    await paint();
    for (const format of ['webp', 'png']) {
      const file = join(folder, `out/assets/animations/campfire.${format}`);
      const picture = await readPicture(file);
      expect(picture).toMatchObject({ width: 160, height: 160, frames: 12 });
      expect(picture.origin).toMatchObject({ delay: Array(12).fill(80), loop: 0 });
    }
  });

  it('give cells, textures and maps as the pages tell', async () => {
    const sheet = await run('sprite-sheets');
    await sheet.run();
    const alpha = async (path: string) => (await samplesOf(path)).filter((_, i) => i % 4 === 3);
    for (const name of ['coin-spin', 'loot'])
      expect(await alpha(join(sheet.folder, `out/${name}.png`))).toEqual(
        await alpha(join(sheet.folder, `assets/sheets/${name}.png`)),
      );
    const roles = await run('roles');
    await roles.run();
    const normal = 'assets/textures/mossy-cobblestone_normal.png';
    expect(await readFile(join(roles.folder, 'out', normal))).toEqual(await readFile(join(roles.folder, normal)));
    const texture = join(roles.folder, 'out/assets/textures/mossy-cobblestone.png');
    const pixels = { data: await samplesOf(texture), width: 512, height: 512 };
    for (const axis of ['x', 'y'] as const) expect(seamOf(pixels, axis)).toBeLessThan(1.3);
  });

  it('name a mask that is not there', async () => {
    const { folder, run: paint } = await run('masks');
    await cp(join(folder, 'assets/products/veluma.jpg'), join(folder, 'assets/products/other.jpg'));
    const { problems, done } = await paint();
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'assets/products/other-mask.png, which "mask" names for assets/products/other.jpg, does not exist.',
      ),
    ]);
    expect(done).toBe(1);
  });
});
