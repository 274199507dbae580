import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import cacache from 'cacache';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { parseJson } from '../shared/parseJson';
import { mapAtOnce } from './mapAtOnce';
import type { CacheOptions } from './outputCache';
import { stampOf } from './stamps';
import { FILES_AT_ONCE } from './state';

/** What lies in a cache folder. */
export interface CacheSize {
  outputs: number;
  bytes: number;
}

/** @throws where the folder is there but can't be read. */
export async function measureCache(folder: string): Promise<CacheSize> {
  const files = await contentOf(folder);
  return { outputs: files.length, bytes: total(files) };
}

/**
 * Removes the least recently used outputs until the rest takes at most nine tenths of the limit, if it takes more than the limit
 * now. May go on beside readers and writers: what they lose by it, they paint. @throws where files can't be removed.
 * @returns what was removed
 */
export async function pruneCache({ folder, limit }: CacheOptions): Promise<CacheSize> {
  const files = await contentOf(folder);
  let bytes = total(files);
  const removed: CacheSize = { outputs: 0, bytes: 0 };
  if (bytes > limit) {
    for (const file of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (bytes <= KEPT * limit) break;
      await rm(file.path, { force: true });
      bytes -= file.bytes;
      removed.outputs++;
      removed.bytes += file.bytes;
    }
    await forgetMissing(folder);
  }
  await removeAbandoned(join(folder, 'tmp'));
  await note(folder, bytes);
  return removed;
}

/** Removes all outputs. @returns what was removed */
export async function clearCache(folder: string): Promise<CacheSize> {
  const size = await measureCache(folder);
  const names = (await entriesOf(folder)).filter((name) => OWN.test(name)); // a shared folder may hold more than a cache
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  return size;
}

/** Keeps count, and prunes once the count says so; counting files anew each time would take longer than most runs. */
export async function noteAdded(options: CacheOptions, added: number): Promise<void> {
  const text = await readFile(join(options.folder, USAGE), 'utf8').catch(() => '');
  const known = usage.safeParse(parseJson(text)).data;
  const bytes = (known?.bytes ?? 0) + added;
  // processes that end at once may forget what the other added: a count that is old is counted again
  if (!known || bytes > options.limit || Date.now() - known.countedAt > COUNT_EVERY) await pruneCache(options);
  else await note(options.folder, bytes, known.countedAt);
}

const usage = z.object({ bytes: z.number(), countedAt: z.number() });
const USAGE = 'usage.json';
const OWN = /^(content-v\d+|index-v\d+|tmp|usage\.json)$/;
/** The share of the limit that is left, so that not every run has to prune. */
const KEPT = 0.9;
/** Milliseconds. */
const COUNT_EVERY = 24 * 3_600_000;
/** Milliseconds after which nobody is writing a temporary file any more. */
const ABANDONED = 24 * 3_600_000;

interface ContentFile {
  path: string;
  bytes: number;
  usedAt: number;
}

async function contentOf(folder: string): Promise<ContentFile[]> {
  const places = (await entriesOf(folder)).filter((name) => name.startsWith('content-'));
  const listings = await Promise.all(
    places.map((place) => readdir(join(folder, place), { recursive: true, withFileTypes: true })),
  );
  const paths = listings.flat().flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const found = await mapAtOnce(paths, FILES_AT_ONCE, async (path) => {
    const file = await stampOf(path); // another process may prune, too
    return file ? [{ path, bytes: file.size, usedAt: file.mtimeMs }] : [];
  });
  return found.flat();
}

/** Drops the index of outputs that are gone. */
async function forgetMissing(folder: string): Promise<void> {
  await mapAtOnce(Object.values(await cacache.ls(folder)), FILES_AT_ONCE, async ({ key, path }) => {
    if (!(await stampOf(path))) await removeEntry(folder, key, { removeFully: true });
  });
}

/** Its types lack the option without which an entry that is removed still takes room. */
const removeEntry = cacache.rm.entry as (
  folder: string,
  key: string,
  options: { removeFully: boolean },
) => Promise<unknown>;

/** What processes that were killed left behind. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await entriesOf(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED) await rm(path, { recursive: true, force: true });
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function note(folder: string, bytes: number, countedAt = Date.now()): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, USAGE), JSON.stringify({ bytes, countedAt }));
}

function total(files: ContentFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
