import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Size and time of a file: as long as they stay, nobody has written it. */
export interface Stamp {
  size: number;
  mtimeMs: number;
}

/** Undefined where there is no file. */
export async function stampOf(path: string): Promise<Stamp | undefined> {
  const found = await look(path);
  return found?.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
}

export function isSame(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/**
 * A disk that answers at once is asked without a promise, which costs six times the call: ten thousand files are looked at in a
 * tenth of a second. One that does not, as a network drive, can be asked for several files at a time.
 */
async function look(path: string): Promise<Stats | undefined> {
  if (patient-- > 0) return stat(path).catch(() => undefined);
  const started = performance.now();
  const found = lookNow(path);
  // a pause of this process's own, as for garbage, says nothing of the disk
  average += (Math.min(performance.now() - started, 10 * SLOW) - average) / WINDOW;
  if (average > SLOW) [patient, average] = [RETRY, 0];
  return found;
}

function lookNow(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // in a folder that may not be entered
  }
}

/** Milliseconds a call took of late. */
let average = 0;
const WINDOW = 20;
const SLOW = 0.25;
/** Calls that are asked the other way before the disk is tried again. */
let patient = 0;
const RETRY = 2000;
