import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where Stylize keeps what it can make again: `STYLIZE_CACHE`, or the user's own folder for such things. */
export function defaultCacheFolder(): string {
  return process.env.STYLIZE_CACHE || envPaths('stylize', { suffix: '' }).cache;
}

/** The part of a cache folder that holds outputs; style codes lie beside it. */
export function outputsIn(cacheFolder: string): string {
  return join(cacheFolder, 'outputs');
}

/** Where `setup-gpu` installs what computes, for the command line and VS Code alike: it takes gigabytes. */
export function runtimesFolder(): string {
  return join(defaultCacheFolder(), 'runtimes');
}

/** Bytes that kept outputs may take before the least recently used go. */
export const DEFAULT_CACHE_LIMIT = 2e9;
