import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import PQueue from 'p-queue';
import { groupBy } from '../shared/groupBy';
import { FILES_AT_ONCE } from './state';

/**
 * Those of the paths that links lead out of the folder, whether there are such files yet or not. Looks at folders, not at
 * each file: ten thousand pictures cost no more than the folders that they lie in.
 * @param paths from the folder, or absolute
 */
export async function linkedOutside(folder: string, paths: Iterable<string>): Promise<Set<string>> {
  const root = await realpath(folder).catch(() => folder);
  const files = [...new Set(paths)].map((path) => ({ path, file: resolve(folder, path) }));
  const byFolder = groupBy(files, ({ file }) => dirname(file));
  const outside = new Set<string>();
  const queue = new PQueue({ concurrency: FILES_AT_ONCE });
  const look = async ([parent, within]: [string, typeof files]): Promise<void> => {
    const real = await realFolder(parent);
    const links = await linksIn(real);
    for (const { path, file } of within) {
      const name = basename(file);
      const target = links.has(name) ? await realpath(join(real, name)).catch(() => join(real, name)) : real;
      if (!isInside(target, root)) outside.add(path);
    }
  };
  await queue.addAll([...byFolder].map((entry) => () => look(entry)));
  return outside;
}

/** The folder without links; of one that is not there yet, what is there of the way to it. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(await realFolder(parent), relative(parent, folder));
  }
}

async function linksIn(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return new Set(entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
