import { join, resolve } from 'node:path';
import { defaultCacheFolder, outputsIn, runtimesFolder } from '../pipeline/cacheFolder';
import { EngineClient } from '../pipeline/client';
import { EngineTeam } from '../pipeline/engineTeam';
import type { CacheOptions } from '../pipeline/outputCache';
import type { Console } from './console';

/** What the options --cache, --no-cache and --cache-limit say. */
export interface CacheArguments {
  cache: string | false;
  /** Bytes. */
  cacheLimit: number;
}

/** Where outputs are kept; undefined for nowhere. */
export function cacheOf({ cache, cacheLimit }: CacheArguments): CacheOptions | undefined {
  return cache === false ? undefined : { folder: outputsIn(resolve(cache)), limit: cacheLimit };
}

/** What all commands take that read a manifest. */
export interface ManifestOptions {
  /** Texts of variables by name. */
  set?: Record<string, string>;
  allowOutside: boolean;
}

/**
 * Runs a command with an engine, a team that it leads for batches, and a signal that Ctrl-C sets; ends engines whatever happens.
 * @param idleAfter milliseconds without work after which the engine frees its memory; 0 stands for never
 */
export async function withEngine(
  provider: string,
  console: Console,
  work: (client: EngineClient, signal: AbortSignal, team: EngineTeam) => Promise<void>,
  idleAfter = 0,
): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    if (interrupted.signal.aborted) process.exit(130); // asked twice: at once
    interrupted.abort();
    console.note('stopping after what can be saved; press Ctrl-C again to stop at once');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const open = (provider: string, threads: number): EngineClient =>
    new EngineClient({
      enginePath: join(__dirname, 'engine.js'),
      provider,
      cacheFolder: defaultCacheFolder(),
      runtimesFolder: runtimesFolder(),
      threads,
      idleAfter: () => idleAfter,
      onLog: ({ level, message }) => {
        if (level === 'warn' || level === 'error' || process.env.STYLIZE_LOG) console.note(`${level}: ${message}`);
      },
      onProgress: ({ done, total }) => console.progress(done / total),
    });
  const client = open(provider, 0);
  const team = new EngineTeam({ first: client, another: (threads) => open('cpu', threads) });
  try {
    await work(client, interrupted.signal, team);
    if (interrupted.signal.aborted) process.exitCode = 130;
  } finally {
    console.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await Promise.all([client.dispose(), team.dispose()]);
  }
}
