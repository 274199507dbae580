import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fdir } from 'fdir';
import { glob } from 'tinyglobby';
import { formatOfExtension } from '../shared/outputTemplate';
import { isPicture, PICTURE_EXTENSIONS } from '../shared/pictureFiles';
import { fileIdentity } from '../shared/planChecks';
import type { OutputFormat, Problem } from '../shared/protocol';

export interface PlannedApply {
  source: string;
  output: string;
  format: OutputFormat;
}

/**
 * What `apply` has to do: files, folders (searched through) and patterns to absolute sources and outputs. With `out` a file,
 * the one picture goes there; a folder keeps the pictures' folders below it; without, results lie beside the pictures.
 * What a search finds of earlier results is left out, so that a command can be repeated.
 */
export async function planApply(
  inputs: string[],
  out: string | undefined,
): Promise<{ jobs: PlannedApply[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const found = new Map<string, string>(); // source → the folder it was looked for in
  for (const input of inputs) {
    const sources = await expand(input, out);
    if (sources.length === 0)
      problems.push({
        kind: 'missing',
        file: input,
        cause: 'there is no such picture',
        remedy: 'Check the path or the pattern.',
      });
    for (const { path, base } of sources) found.set(path, base);
  }
  const single = out !== undefined && (await isFileName(out));
  if (single && found.size > 1) {
    const cause = `it names one file, but there are ${found.size} pictures`;
    problems.push({ kind: 'unwritable', file: out, cause, remedy: 'Name a folder, or one picture.' });
    return { jobs: [], problems };
  }
  const sources = await underAllNames([...found.keys()]);
  const jobs: PlannedApply[] = [];
  const takenBy = new Map<string, string>();
  for (const [source, base] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const job = single ? named(source, resolve(out)) : derived(source, base, out);
    const other = takenBy.get(fileIdentity(job.output));
    if (await isAmong(sources, job.output))
      problems.push({
        kind: 'unwritable',
        file: source,
        cause: `its result would overwrite ${job.output}`,
        remedy: 'Choose another --out.',
      });
    else if (other)
      problems.push({
        kind: 'unwritable',
        file: source,
        cause: `its result and that of ${other} would both be ${job.output}`,
        remedy: 'Run them apart.',
      });
    else {
      takenBy.set(fileIdentity(job.output), source);
      jobs.push(job);
    }
  }
  return { jobs, problems };
}

/** Never pictures: what tools keep for themselves. */
export const IGNORED_FOLDERS = ['node_modules', '.git', '.stylize'];
/** All below these folders, as patterns. */
export const IGNORED = IGNORED_FOLDERS.map((folder) => `**/${folder}/**`);

/** All files below a folder but for those of ignored ones, through links, too: relative, with forward slashes, in any order. */
export function filesBelow(folder: string): Promise<string[]> {
  // asked for a pattern, a glob would hold each of ten thousand names against it
  const crawler = new fdir().withRelativePaths().withPathSeparator('/').withSymlinks({ resolvePaths: false });
  return crawler
    .exclude((name) => IGNORED_FOLDERS.includes(name))
    .crawl(folder)
    .withPromise();
}

/** Files by the names that they were given, and by those that they have without links. */
export async function underAllNames(paths: string[]): Promise<ReadonlySet<string>> {
  return new Set([...paths, ...(await Promise.all(paths.map((path) => realpath(path).catch(() => path))))]);
}

/** Whether an output is one of these files, also by way of links. */
export async function isAmong(allNames: ReadonlySet<string>, output: string): Promise<boolean> {
  if (allNames.has(output)) return true;
  const real = await realpath(output).catch(() => undefined);
  return real !== undefined && allNames.has(real);
}

interface Found {
  path: string;
  /** The folder it was looked for in. */
  base: string;
}

const PICTURES = `**/*.{${PICTURE_EXTENSIONS.join()}}`;

async function expand(input: string, out: string | undefined): Promise<Found[]> {
  const path = resolve(input);
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile()) return [{ path, base: dirname(path) }];
  const found = await search(input, path, info?.isDirectory() ?? false);
  return withoutResults(found, out);
}

async function search(input: string, path: string, isFolder: boolean): Promise<Found[]> {
  const options = { absolute: true, caseSensitiveMatch: false, ignore: IGNORED };
  if (isFolder)
    return (await glob(PICTURES, { ...options, cwd: path })).map((file) => ({ path: resolve(file), base: path }));
  const base = resolve(input.split(/[\\/]/).slice(0, firstMagic(input)).join('/') || '.');
  const matches = await glob(input.replaceAll('\\', '/'), options);
  return matches.filter(isPicture).map((file) => ({ path: resolve(file), base }));
}

/** Without what the same command, given before, has put among the pictures. */
function withoutResults(found: Found[], out: string | undefined): Found[] {
  if (out === undefined) {
    const results = new Set(found.map(({ path, base }) => derived(path, base, out).output));
    return found.filter(({ path }) => !results.has(path));
  }
  const target = resolve(out);
  return found.filter(({ path, base }) => !(isBelow(target, base) && (path === target || isBelow(path, target))));
}

/** How many leading folders of a pattern are plain names. */
function firstMagic(pattern: string): number {
  const index = pattern.split(/[\\/]/).findIndex((part) => /[*?[\]{}()!]/.test(part));
  return Math.max(0, index);
}

function named(source: string, output: string): PlannedApply {
  return { source, output, format: formatOfExtension(extname(output).slice(1)) ?? 'png' };
}

function derived(source: string, base: string, out: string | undefined): PlannedApply {
  const own = formatOfExtension(extname(source).slice(1));
  const name = basename(source, extname(source)) + (out === undefined ? '-stylized' : '');
  const folder = out === undefined ? dirname(source) : join(resolve(out), dirname(relative(base, source)));
  return { source, output: join(folder, name + (own ? extname(source) : '.png')), format: own ?? 'png' };
}

/** Whether `--out` means a file: `out.png` does, `out`, `out.v2`, `out.png/` and a folder that is there do not. */
async function isFileName(out: string): Promise<boolean> {
  if (/[\\/]$/.test(out) || !formatOfExtension(extname(out).slice(1))) return false;
  return !(await stat(out).catch(() => undefined))?.isDirectory();
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way.split(sep)[0] !== '..';
}
