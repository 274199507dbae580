import { resolve } from 'node:path';
import { DEFAULT_CACHE_LIMIT, outputsIn } from '../pipeline/cacheFolder';
import { type CacheSize, clearCache, measureCache, pruneCache } from '../pipeline/cacheUpkeep';
import { formatBytes } from '../shared/bytes';
import { Console, count } from './console';

interface CacheCommandOptions {
  cache: string;
  cacheLimit?: number;
  json: boolean;
}

/** `stylize cache info`: what lies there. */
export function cacheInfoCommand(options: CacheCommandOptions): Promise<void> {
  return perform(options, async (folder) => {
    const size = await measureCache(folder);
    return [`${folder}: ${sizeText(size)}`, { folder, ...size }];
  });
}

/** `stylize cache prune`: removes the least recently used, down to the limit. */
export function cachePruneCommand(options: CacheCommandOptions): Promise<void> {
  const { cacheLimit: limit = DEFAULT_CACHE_LIMIT } = options;
  return perform(options, async (folder) => {
    const removed = await pruneCache({ folder, limit });
    const left = await measureCache(folder);
    return [`${sizeText(removed)} removed, ${sizeText(left)} left`, { folder, limit, removed, ...left }];
  });
}

/** `stylize cache clear`: removes all outputs that are kept there. */
export function cacheClearCommand(options: CacheCommandOptions): Promise<void> {
  return perform(options, async (folder) => {
    const removed = await clearCache(folder);
    return [`${sizeText(removed)} removed`, { folder, removed, outputs: 0, bytes: 0 }];
  });
}

/** "12 outputs, 3.4 MB". */
export function sizeText({ outputs, bytes }: CacheSize): string {
  return `${count(outputs, 'output')}, ${formatBytes(bytes)}`;
}

/** Exit code 1 where the folder can't be read or written. */
async function perform(
  { cache, json }: CacheCommandOptions,
  work: (folder: string) => Promise<[text: string, data: object]>,
): Promise<void> {
  const console = new Console(json);
  const folder = outputsIn(resolve(cache));
  try {
    const [text, data] = await work(folder);
    console.summary(text, { summary: true, ...data });
  } catch (error) {
    console.note(`✗ ${folder}: ${(error as Error).message}. Check its permissions.`);
    process.exitCode = 1;
  }
}
