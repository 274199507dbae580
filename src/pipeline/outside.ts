import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { groupBy } from '../shared/groupBy';
import { mapAtOnce } from './mapAtOnce';
import { FILES_AT_ONCE } from './state';

/**
 * Those of the paths that links lead out of the folder, whether there are such files yet or not. Looks at folders, not at
 * each file: ten thousand pictures cost no more than the folders that they lie in.
 * @param paths from the folder, or absolute; with forward slashes
 */
export async function linkedOutside(folder: string, paths: Iterable<string>): Promise<Set<string>> {
  const root = await realpath(folder).catch(() => folder);
  const byFolder = groupBy([...new Set(paths)], (path) => path.slice(0, path.lastIndexOf('/') + 1));
  const outside = new Set<string>();
  const look = async ([parent, within]: [string, string[]]): Promise<void> => {
    const real = await realFolder(resolve(folder, parent));
    const isFolderInside = isInside(real, root);
    const links = await linksIn(real);
    for (const path of within) {
      const name = path.slice(parent.length);
      const isLink = links.has(name);
      const target = isLink && (await realpath(join(real, name)).catch(() => undefined));
      if (!(target ? isInside(target, root) : isFolderInside)) outside.add(path);
    }
  };
  await mapAtOnce([...byFolder], FILES_AT_ONCE, look);
  return outside;
}

/**
 * Files as they are named without links. Looks at folders, as `linkedOutside` does.
 * @param paths absolute, as a search found them, so that upper and lower case are those of the disk
 */
export async function realNames(paths: Iterable<string>): Promise<string[]> {
  const byFolder = groupBy([...new Set(paths)], dirname);
  const names = await mapAtOnce([...byFolder], FILES_AT_ONCE, async ([folder, within]) => {
    const [real, links] = [await realFolder(folder), await linksIn(folder)];
    return mapAtOnce(within, FILES_AT_ONCE, async (path) =>
      links.has(basename(path)) ? realpath(path).catch(() => path) : join(real, basename(path)),
    );
  });
  return names.flat();
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
