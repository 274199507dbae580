import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSame, stampOf } from '../../../src/pipeline/stamps';
import { tempFolder } from './workspace';

it('the stamp of a file changes with its size or time, and only a file has one', async () => {
  const folder = tempFolder();
  const file = join(folder, 'a.png');
  writeFileSync(file, 'one');
  utimesSync(file, 1000, 1000);
  const stamp = await stampOf(file);
  expect(stamp).toEqual({ size: 3, mtimeMs: 1_000_000 });
  for (let i = 0; i < 100; i++) expect(isSame(stamp!, (await stampOf(file))!)).toBe(true);
  utimesSync(file, 1000, 1001);
  expect(isSame(stamp!, (await stampOf(file))!)).toBe(false);
  mkdirSync(join(folder, 'folder'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  for (const name of ['none', 'folder', 'dangling', 'a.png/inside', 'bad\0name'])
    expect(await stampOf(join(folder, name))).toBeUndefined();
});
