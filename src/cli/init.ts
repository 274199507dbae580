import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listPictures } from '../pipeline/pictures';
import { starterManifest } from '../shared/starterManifest';
import { count } from './console';

/** `stylize init`: a first manifest that suits the pictures of a folder. Exit code 1 where there is one, or it can't be written. */
export async function initCommand(folder: string): Promise<void> {
  const path = join(resolve(folder), 'stylize.json');
  const pictures = await listPictures(resolve(folder));
  try {
    await writeFile(path, starterManifest(pictures), { flag: 'wx' });
    process.stdout.write(`${path} is written: ${count(pictures.length, 'picture')} found. See what a run would do:\n`);
    process.stdout.write(`  stylize run ${path} --dry-run\n`);
  } catch (error) {
    process.stderr.write(`${refusal(path, (error as NodeJS.ErrnoException).code)}\n`);
    process.exitCode = 1;
  }
}

function refusal(path: string, code: string | undefined): string {
  if (code === 'EEXIST') return `${path}: it exists already. Change it by hand, or move it away first.`;
  if (code === 'ENOENT') return `${path}: there is no such folder. Make it first.`;
  return `${path}: it can't be written (${code}). Check the permissions of its folder.`;
}
