import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { formatOfExtension } from '../shared/outputTemplate';
import { PICTURE_EXTENSIONS } from '../shared/pictureFiles';
import type { OutputFormat, Problem } from '../shared/protocol';

export interface PlannedApply {
  source: string;
  output: string;
  format: OutputFormat;
}

/**
 * What `apply` has to do: files, folders (searched through) and patterns to absolute sources and outputs. With `out` a file,
 * the one picture goes there; a folder keeps the pictures' folders below it; without, results lie beside the pictures.
 */
export async function planApply(
  inputs: string[],
  out: string | undefined,
): Promise<{ jobs: PlannedApply[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const found = new Map<string, string>(); // source → the folder it was looked for in
  for (const input of inputs) {
    const sources = await expand(input);
    if (sources.length === 0)
      problems.push({
        kind: 'missing',
        file: input,
        cause: 'there is no such picture',
        remedy: 'Check the path or the pattern.',
      });
    for (const { path, base } of sources) found.set(path, base);
  }
  const single = out !== undefined && found.size === 1 && extname(out) !== '' && !(await isFolder(out));
  const jobs: PlannedApply[] = [];
  const takenBy = new Map<string, string>();
  for (const [source, base] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const job = single ? named(source, resolve(out)) : derived(source, base, out);
    const other = takenBy.get(job.output);
    if (await isSame(job.output, found))
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
      takenBy.set(job.output, source);
      jobs.push(job);
    }
  }
  return { jobs, problems };
}

const PICTURES = `**/*.{${PICTURE_EXTENSIONS.join()}}`;
const IGNORED = ['**/node_modules/**', '**/.git/**', '**/.stylize/**'];

async function expand(input: string): Promise<{ path: string; base: string }[]> {
  const path = resolve(input);
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile()) return [{ path, base: dirname(path) }];
  const options = { absolute: true, caseSensitiveMatch: false, ignore: IGNORED };
  if (info?.isDirectory())
    return (await glob(PICTURES, { ...options, cwd: path })).map((file) => ({ path: resolve(file), base: path }));
  const base = resolve(input.split(/[\\/]/).slice(0, firstMagic(input)).join('/') || '.');
  return (await glob(input.replaceAll('\\', '/'), options)).map((file) => ({ path: resolve(file), base }));
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

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Whether an output is one of the sources, also by way of links. */
async function isSame(output: string, sources: ReadonlyMap<string, string>): Promise<boolean> {
  if (sources.has(output)) return true;
  const real = await realpath(output).catch(() => undefined);
  return real !== undefined && sources.has(real);
}
