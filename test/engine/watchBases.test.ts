import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeEngine } from '../unit/pipeline/fakeEngine';
import { draw, tempFolder } from './support';
import { Watching, writeManifest } from './watching';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await tempFolder();
  folder = join(base, 'project');
  for (const [seed, path] of ['project/art/a.png', 'shared/ink.png', 'shared/oil.png'].entries())
    await draw(join(base, path), { seed: seed + 1 });
});

async function writeBase(path: string, reference: string): Promise<void> {
  await mkdir(dirname(join(base, path)), { recursive: true });
  await writeFile(join(base, path), JSON.stringify({ version: 1, styles: { ink: { reference } } }));
}
const extending = (path: string) =>
  writeManifest(folder, {
    version: 1,
    extends: path,
    assets: [{ input: 'art/*.png', style: 'ink', output: 'out/{name}.png' }],
  });
const begin = async (options = {}) => {
  const watching = new Watching(folder, fakeEngine(), options);
  await watching.next('watching');
  return watching;
};
const PAINTED = { toPaint: 1, told: ['art/a.png: done'] };

describe('watching a manifest that extends another', () => {
  it.each([
    ['outside its folder', 'shared/looks.json', '../shared/looks.json', 'ink.png', 'oil.png', {}],
    ['inside its folder', 'project/looks/l.json', 'looks/l.json', '../../shared/ink.png', '../../shared/oil.png', {}],
    [
      'inside, while files are polled',
      'project/l.json',
      'l.json',
      '../shared/ink.png',
      '../shared/oil.png',
      { poll: true },
    ],
  ])('runs again when that changes: %s', async (_, path, entry, before, after, options) => {
    await writeBase(path, before);
    await extending(entry);
    const watching = await begin(options);
    expect(await watching.run()).toEqual(PAINTED);
    await writeBase(path, after);
    expect(await watching.run()).toEqual(PAINTED);
  });

  it('tells when that breaks or goes, and goes on once it is put right', async () => {
    await writeBase('shared/looks.json', 'ink.png');
    await extending('../shared/looks.json');
    const watching = await begin();
    expect(await watching.run()).toEqual(PAINTED);
    await writeFile(join(base, 'shared/looks.json'), '{');
    expect((await watching.next('unusable')).problems).toMatchObject([
      { path: ['extends'], message: expect.stringContaining('../shared/looks.json, line 1: ') },
    ]);
    await rm(join(base, 'shared/looks.json'));
    expect((await watching.next('unusable')).problems).toMatchObject([
      { path: ['extends'], message: '"../shared/looks.json" can\'t be extended: there is no such file.' },
    ]);
    await writeBase('shared/looks.json', 'oil.png');
    expect(await watching.run()).toEqual(PAINTED);
  });

  it('begins also where that is not there yet', async () => {
    await extending('../shared/looks.json');
    const watching = await begin();
    await watching.next('unusable');
    await writeBase('shared/looks.json', 'ink.png');
    expect(await watching.run()).toEqual(PAINTED);
  });
});

it('watching sees pictures outside the folder change, where these are allowed', async () => {
  await writeBase('shared/looks.json', 'ink.png');
  await draw(join(base, 'elsewhere/b.png'), { seed: 5 });
  const rule = { input: '../elsewhere/*.png', style: 'ink', output: 'out/{name}.png' };
  await writeManifest(folder, { version: 1, extends: '../shared/looks.json', assets: [rule] });
  const watching = await begin({ allowOutside: true });
  expect(await watching.run()).toEqual({ toPaint: 1, told: ['../elsewhere/b.png: done'] });
  await draw(join(base, 'elsewhere/b.png'), { seed: 6 });
  expect(await watching.run()).toEqual({ toPaint: 1, told: ['../elsewhere/b.png: done'] });
});
