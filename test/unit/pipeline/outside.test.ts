import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkedOutside } from '../../../src/pipeline/outside';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'stylize-outside-')));
  folder = join(base, 'project');
  for (const path of ['project/art', 'elsewhere/deep']) await mkdir(join(base, path), { recursive: true });
  for (const path of ['project/art/a.png', 'elsewhere/b.png']) await writeFile(join(base, path), '');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const link = (target: string, path: string, type?: 'junction') => symlink(join(base, target), join(folder, path), type);
const outside = async (...paths: string[]) => [...(await linkedOutside(folder, paths))].sort();

it('finds what a linked folder leads out, also what is not there yet', async () => {
  await link('elsewhere', 'linked', 'junction');
  expect(
    await outside('linked/b.png', 'linked/new.png', 'linked/deep/x.png', 'linked/no/such/x.png', 'art/a.png'),
  ).toEqual(['linked/b.png', 'linked/deep/x.png', 'linked/new.png', 'linked/no/such/x.png']);
});

it('finds files that are links', async () => {
  await link('elsewhere/b.png', 'art/b.png');
  expect(await outside('art/b.png', 'art/a.png')).toEqual(['art/b.png']);
});

it('lets links within the folder be', async () => {
  await link('project/art', 'again', 'junction');
  await link('project/art/a.png', 'art/c.png');
  expect(await outside('again/a.png', 'again/new/x.png', 'art/c.png', 'new/x.png', 'x.png')).toEqual([]);
});

it('takes a folder that is a link itself for what it is', async () => {
  await symlink(folder, join(base, 'project-link'), 'junction');
  expect([...(await linkedOutside(join(base, 'project-link'), ['art/a.png', 'out/x.png']))]).toEqual([]);
});

it('takes a folder whose name begins as the own one for another', async () => {
  await mkdir(join(base, 'project-2'));
  await link('project-2', 'sibling', 'junction');
  expect(await outside('sibling/x.png')).toEqual(['sibling/x.png']);
});
