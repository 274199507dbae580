import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type BaseFile, type Bases, type ManifestContext, namedBases } from '../shared/manifestLayers';

/**
 * The manifests that a text extends, directly or not; what can't be read is told by each.
 * @param folder of the manifest
 * @param read the text of a file: an editor may have a newer one than the disk
 */
export async function readBases(
  text: string,
  folder: string,
  set?: ManifestContext['set'],
  read: (path: string) => Promise<string> = (path) => readFile(path, 'utf8'),
): Promise<Bases> {
  const bases = new Map<string, BaseFile>();
  for (;;) {
    const missing = namedBases(text, bases, set).filter((path) => !bases.has(path));
    if (missing.length === 0) return bases;
    await Promise.all(missing.map(async (path) => bases.set(path, await readBase(resolve(folder, path), read))));
  }
}

async function readBase(path: string, read: (path: string) => Promise<string>): Promise<BaseFile> {
  try {
    return { text: await read(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EISDIR') return { problem: 'it is a folder. Name the manifest in it', near: [] };
    const entries = await readdir(dirname(path)).catch(() => []);
    const near = entries.filter((name) => /\.jsonc?$/i.test(name));
    return { problem: code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code})`, near };
  }
}
