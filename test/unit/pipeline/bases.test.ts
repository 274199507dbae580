import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBases } from '../../../src/pipeline/bases';
import { parseManifest } from '../../../src/shared/parseManifest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-bases-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = async (path: string, content: object) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), JSON.stringify({ version: 1, ...content }));
};
const manifest = (bases: string | string[]) => JSON.stringify({ version: 1, extends: bases, assets: [] });
const problemsOf = async (bases: string | string[]) => {
  const text = manifest(bases);
  return parseManifest(text, { bases: await readBases(text, folder) }).problems.map(({ message }) => message);
};

it('reads what is extended, and what that extends, each from its own folder', async () => {
  await write('a/one.json', { extends: ['../b/two.json'] });
  await write('b/two.json', { extends: 'three.json', styles: { ink: { reference: 'ink.png' } } });
  await write('b/three.json', {});
  const text = manifest('a/one.json');
  const bases = await readBases(text, folder);
  expect([...bases.keys()]).toEqual(['a/one.json', 'b/two.json', 'b/three.json']);
  expect(parseManifest(text, { bases })).toMatchObject({
    problems: [],
    manifest: { styles: { ink: { reference: 'b/ink.png' } } },
  });
});

it('takes newer texts than those on the disk', async () => {
  await write('one.json', {});
  const bases = await readBases(
    manifest('one.json'),
    folder,
    {},
    async () => '{ "version": 1, "extends": "one.json" }',
  );
  expect(bases).toEqual(new Map([['one.json', { text: '{ "version": 1, "extends": "one.json" }' }]]));
});

it('names what may be meant by a file that is not there, and the manifest in a folder', async () => {
  await write('shared/looks.json', {});
  await write('shared/stylize.json', {});
  await writeFile(join(folder, 'shared/loks.png'), '');
  expect(await problemsOf('shared/loks.json')).toEqual([
    '"shared/loks.json" can\'t be extended: there is no such file. Did you mean "shared/looks.json"?',
  ]);
  expect(await problemsOf('shared')).toEqual(['"shared" can\'t be extended: it is a folder. Name the manifest in it.']);
  expect(await problemsOf(['nowhere/x.json'])).toEqual(['"nowhere/x.json" can\'t be extended: there is no such file.']);
});

it('comes to an end however files extend each other', async () => {
  await write('a.json', { extends: 'd/b.json' });
  await write('d/b.json', { extends: ['../a.json', 'b.json'] });
  expect(await problemsOf('a.json')).toEqual([
    'A manifest cannot extend itself: a.json → d/b.json → a.json.',
    'A manifest cannot extend itself: d/b.json → d/b.json.',
  ]);
});
