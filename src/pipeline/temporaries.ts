import { readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Removes what an interrupted atomic write of `path` left behind: write-file-atomic's `<name>.<random 32 bits>` files.
 * What was there before the write began is somebody's: `fox.png.20240101` is a backup that looks just the same.
 * @param since when the write was asked for, in milliseconds
 */
export function removeTemporaries(path: string, since: number): void {
  const written = withoutLinks(path);
  const [folder, name] = [dirname(written), basename(written)];
  try {
    for (const entry of readdirSync(folder)) {
      if (!entry.startsWith(`${name}.`) || !/^\d{5,10}$/.test(entry.slice(name.length + 1))) continue;
      if (statSync(join(folder, entry)).mtimeMs >= since - CLOCK) rmSync(join(folder, entry), { force: true });
    }
  } catch {
    // the folder is not there yet: then neither is anything half-written
  }
}

/** Milliseconds by which the clocks of disks and processes may differ. */
const CLOCK = 1000;

/** The atomic writer follows links, and works beside the file that it finds. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
