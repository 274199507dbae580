import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { DEFAULT_CACHE_LIMIT, defaultCacheFolder, outputsIn } from '../pipeline/cacheFolder';
import type { CacheOptions } from '../pipeline/outputCache';

/** Where outputs are kept, by the settings: what another machine or the command line has painted need not be painted here. */
export function cacheOptions(): CacheOptions | undefined {
  const { enabled, folder, limit } = read();
  return enabled ? { folder: outputsIn(folder), limit } : undefined;
}

/** The same for the command line. */
export function cacheArguments(): string[] {
  const { enabled, folder, limit } = read();
  return enabled ? ['--cache', folder, '--cache-limit', `${limit / 1e6}MB`] : ['--no-cache'];
}

function read(): { enabled: boolean; folder: string; limit: number } {
  const settings = vscode.workspace.getConfiguration('stylize.cache');
  const folder = settings.get<string>('folder', '').trim();
  return {
    enabled: settings.get<boolean>('enabled', true),
    folder: folder ? resolve(homedir(), folder) : defaultCacheFolder(),
    limit: settings.get<number>('limitGB', DEFAULT_CACHE_LIMIT / 1e9) * 1e9,
  };
}
