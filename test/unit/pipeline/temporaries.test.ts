import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import writeFileAtomic from 'write-file-atomic';
import { removeTemporaries } from '../../../src/pipeline/temporaries';

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stylize-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('removes what interrupted writes of this one file left, and nothing that is somebody’s', async () => {
  const folder = await tempFolder();
  const kept = ['fox.png', 'fox.png.1', 'fox.png.bak', 'fox.png.12345x', 'ox.png.3141592653', 'fox.png.3141592653.png'];
  for (const name of [...kept, 'fox.png.3141592653', 'fox.png.271828182']) await writeFile(join(folder, name), '');
  removeTemporaries(join(folder, 'fox.png'), Date.now());
  expect((await readdir(folder)).sort()).toEqual([...kept].sort());
});

it('leaves alone what is older than the write, such as a dated backup', async () => {
  const folder = await tempFolder();
  const began = Date.now();
  for (const name of ['fox.png.20240101', 'fox.png.3141592653']) await writeFile(join(folder, name), '');
  await utimes(join(folder, 'fox.png.20240101'), began / 1000 - 60, began / 1000 - 60);
  removeTemporaries(join(folder, 'fox.png'), began);
  expect(await readdir(folder)).toEqual(['fox.png.20240101']);
});

it('looks beside the file that a link leads to', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'disk'));
  for (const name of ['fox.png', 'fox.png.3141592653']) await writeFile(join(folder, 'disk', name), '');
  await symlink(join(folder, 'disk/fox.png'), join(folder, 'hero.png'));
  removeTemporaries(join(folder, 'hero.png'), Date.now());
  expect(await readdir(join(folder, 'disk'))).toEqual(['fox.png']);
});

it('knows the names that the atomic writer gives', async () => {
  const folder = await tempFolder();
  const began = Date.now();
  let during: string[] = [];
  await writeFileAtomic(join(folder, 'fox.png'), 'new', {
    // at this moment a crash would leave the temporary file behind
    async tmpfileCreated() {
      const before = await readdir(folder);
      expect(before).toHaveLength(1);
      removeTemporaries(join(folder, 'fox.png'), began);
      during = await readdir(folder);
    },
  }).catch(() => {}); // its temporary file is gone
  expect(during).toEqual([]);
});

it('does nothing where the folder was never made', async () => {
  const folder = await tempFolder();
  expect(() => removeTemporaries(join(folder, 'nowhere/fox.png'), 0)).not.toThrow();
});
