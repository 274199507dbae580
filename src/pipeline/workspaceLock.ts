import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseJson } from '../shared/parseJson';

export interface LockOptions {
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
  /** Told once, where somebody else has to end first: "process 4711 on studio-3". */
  onWait?: ((holder: string) => void) | undefined;
}

/**
 * One at a time writes in the folder of a manifest: two runs would note different things of the same outputs. It is a file,
 * `.stylize/lock`, so that it also holds between machines that share the folder.
 */
export class WorkspaceLock {
  private readonly timer: NodeJS.Timeout | undefined;

  private constructor(private readonly file: string | undefined) {
    if (file === undefined) return;
    const beat = (): void => void utimes(file, new Date(), new Date()).catch(() => {});
    this.timer = setInterval(beat, HEARTBEAT).unref();
  }

  /**
   * Waits until nobody else writes there. Who was killed is not waited for. Where no lock can be made, as in a folder
   * that is read-only, none is needed.
   * @returns undefined when the signal came first
   */
  static async acquire(folder: string, { signal, onWait }: LockOptions = {}): Promise<WorkspaceLock | undefined> {
    const file = join(folder, '.stylize', 'lock');
    const watched = new Watched();
    for (let told = false; !signal?.aborted; ) {
      const made = await create(file);
      if (made === 'made') return new WorkspaceLock(file);
      if (made === 'impossible') return new WorkspaceLock(undefined);
      const holder = await watched.look(file);
      if (holder?.isGone) await takeAway(file, holder.text);
      else if (holder) {
        if (!told) onWait?.(holder.name);
        told = true;
        await sleep(LOOK_EVERY, undefined, signal && { signal }).catch(() => {});
      }
    }
    return undefined;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    if (this.file === undefined) return;
    await rm(this.file, { force: true }).catch(() => {});
    await rmdir(join(this.file, '..')).catch(() => {}); // only where nothing was kept
  }
}

/** Milliseconds between signs of life, and after how many of them without one a holder is gone. */
const HEARTBEAT = 5000;
const SILENCE = 60_000;
const LOOK_EVERY = 100;

const owner = z.object({ pid: z.number().int(), host: z.string() });

interface Holder {
  text: string;
  name: string;
  isGone: boolean;
}

/** The lock as seen while waiting: by this machine's own clock, since that of a file server may be another. */
class Watched {
  private last: { text: string; mtimeMs: number; since: number } | undefined;

  /** Undefined once nobody holds it. */
  async look(file: string): Promise<Holder | undefined> {
    const [text, found] = await Promise.all([
      readFile(file, 'utf8').catch(() => undefined),
      stat(file).catch(() => undefined),
    ]);
    if (text === undefined || !found) return undefined;
    const { mtimeMs } = found;
    const now = performance.now();
    if (this.last?.text !== text || this.last.mtimeMs !== mtimeMs) this.last = { text, mtimeMs, since: now };
    const { data } = owner.safeParse(parseJson(text));
    const isDead = data?.host === hostname() && !isAlive(data.pid);
    return {
      text,
      name: data ? `process ${data.pid} on ${data.host}` : 'another process',
      isGone: isDead || now - this.last.since > SILENCE,
    };
  }
}

async function create(file: string): Promise<'made' | 'held' | 'impossible'> {
  // not recursive: a folder that went away does not come back for its lock
  const isThere = await mkdir(join(file, '..')).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EEXIST',
  );
  if (!isThere) return 'impossible';
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() }));
    } finally {
      await handle.close();
    }
    return 'made';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOENT: who released it just now has removed the folder, too
    return code === 'EEXIST' || code === 'ENOENT' ? 'held' : 'impossible';
  }
}

/** Moved before it is removed, so that of several who wait only one removes it, and never the lock of who came next. */
async function takeAway(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, file).catch(() => {});
    await rm(aside, { force: true });
  } catch {
    // somebody else was faster
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
