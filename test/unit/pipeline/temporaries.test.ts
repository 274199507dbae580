import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
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
  removeTemporaries(join(folder, 'fox.png'));
  expect((await readdir(folder)).sort()).toEqual([...kept].sort());
});

it('knows the names that the atomic writer gives', async () => {
  const folder = await tempFolder();
  let during: string[] = [];
  await writeFileAtomic(join(folder, 'fox.png'), 'new', {
    // at this moment a crash would leave the temporary file behind
    async tmpfileCreated() {
      const before = await readdir(folder);
      expect(before).toHaveLength(1);
      removeTemporaries(join(folder, 'fox.png'));
      during = await readdir(folder);
    },
  }).catch(() => {}); // its temporary file is gone
  expect(during).toEqual([]);
});

it('does nothing where the folder was never made', async () => {
  const folder = await tempFolder();
  expect(() => removeTemporaries(join(folder, 'nowhere/fox.png'))).not.toThrow();
});
