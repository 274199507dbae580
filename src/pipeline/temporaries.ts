import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Removes what an interrupted atomic write of `path` left beside it: write-file-atomic's `<name>.<random 32 bits>` files.
 * Short numbers are left alone: `fox.png.1` is somebody's backup, and that many zeros are never drawn.
 */
export function removeTemporaries(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  try {
    for (const entry of readdirSync(folder))
      if (entry.startsWith(`${name}.`) && /^\d{5,10}$/.test(entry.slice(name.length + 1)))
        rmSync(join(folder, entry), { force: true });
  } catch {
    // the folder is not there yet: then neither is anything half-written
  }
}
