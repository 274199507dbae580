import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { type RunSummary, runManifest } from '../../src/pipeline/run';
import { draw, filesIn, newClient, ROOT, tempFolder } from './support';

const page = readFileSync(join(ROOT, 'docs/manifest.md'), 'utf8');
/** Examples in the order of the page; those that others extend have names. */
const blocks = Array.from(page.matchAll(/```json ?([^\n]*)\r?\n(.*?)```/gs), ([, name, text]) => ({
  name: name || 'stylize.json',
  text: text!,
}));
const examples = blocks.filter(({ name }) => name === 'stylize.json').map(({ text }) => text);

/** What the page's examples name; small, but for one that is larger than all sizes but one. */
const PICTURES = [
  ...['art/hero.png', 'art/heroes/knight.jpg', 'art/bosses/ogre.png', 'art/sketches/idea.png', 'art/fox-draft.png'],
  ...['art/ui/button.png', 'art/ui/icons/ok.png', 'art/backgrounds/sky.png', 'backgrounds/sky.jpg', 'posters/one.jpg'],
  ...['ads/one.jpg', 'ads/two.png', 'sprites/forest/fox.png', 'heroes/knight.png', 'villains/ogre.png'],
  ...['game/assets/art/hero.png', 'game/assets/art/ui/button.png', 'game/assets/art/styles/ink.png'],
  ...['textures/moss.png', 'styles/ink.png', 'styles/oil.png', 'styles/oil-1.jpg', 'styles/oil-2.jpg'],
  ...['sheets/run.png', 'shots/pan_1.png', 'shots/pan_2.png'],
  ...['shared/pictures/ink.png', 'shared/pictures/oil.png', 'pixel/slime.png'],
  ...['products/can.png', 'products/can-mask.png'],
];

let client: EngineClient;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());

async function workspace(example: string): Promise<string> {
  const folder = await tempFolder();
  for (const [seed, picture] of PICTURES.entries()) await draw(join(folder, picture), { seed: seed + 1 });
  await draw(join(folder, 'ads/one.jpg'), { width: 320, height: 180 });
  await writeFile(
    join(folder, 'logo.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="24"><rect width="20" height="9"/></svg>',
  );
  for (const { name, text } of blocks) {
    if (name === 'stylize.json') continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await writeFile(join(folder, 'stylize.json'), example);
  return folder;
}

function run(folder: string): Promise<RunSummary> {
  const installation = { modelPath: join(ROOT, 'models/base.safetensors'), stylesFolder: join(ROOT, 'media/styles') };
  const manifestPath = join(folder, 'stylize.json');
  return runManifest({ ...installation, manifestPath, engineVersion: product.version, client, onEvent() {} });
}

describe('the examples of docs/manifest.md', () => {
  it.each(examples)('are painted as they stand, each rule with a picture, and then up to date: %#', async (example) => {
    const folder = await workspace(example);
    const first = await run(folder);
    expect(first.problems).toEqual([]);
    expect(first).toMatchObject({ failed: 0, cached: 0, cancelled: false });
    expect(first.done).toBeGreaterThan(0);
    const rules = new Set(first.outcomes.map(({ job }) => job.rule));
    expect([...rules].sort()).toEqual([...rules].sort().map((_, index) => index));
    expect(await run(folder)).toMatchObject({ done: 0, cached: first.done, failed: 0 });
  });

  it('give the sizes and formats that the page tells', async () => {
    const folder = await workspace(examples.find((example) => example.includes('"outputs"'))!);
    await run(folder);
    const sizes = async (path: string) => {
      const { width, height, format, channels } = await sharp(join(folder, path)).metadata();
      return [width, height, format, channels];
    };
    expect(await filesIn(join(folder, 'web'))).toEqual([
      'one-1200.webp',
      'one-300x300.jpg',
      'one-banner.png',
      'one-icon.png',
      'one.avif',
    ]);
    expect(await sizes('out/sprites/forest/fox@2x.png')).toEqual([48, 40, 'png', 3]);
    expect(await sizes('out/sprites/forest/fox.png')).toEqual([24, 20, 'png', 3]);
    expect(await sizes('web/one-1200.webp')).toEqual([320, 180, 'webp', 3]); // never enlarged
    expect(await sizes('web/one-300x300.jpg')).toEqual([180, 180, 'jpeg', 3]);
    expect(await sizes('web/one-icon.png')).toEqual([64, 64, 'png', 4]);
  });
});
