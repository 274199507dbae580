import { type FSWatcher, watch } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';

export interface TreeWatcherOptions {
  folder: string;
  /** Of a file or folder: neither it nor what is below it is told. */
  isIgnored(path: string): boolean;
  /** Of a file: whether it is told. */
  isWanted(path: string): boolean;
  /** A wanted file came, changed or went, or a folder with all that is in it. Absolute. */
  onChange(path: string): void;
  /** The folder itself may be gone, or another one by the same name. */
  onMoved(): void;
  onError(error: NodeJS.ErrnoException): void;
}

/**
 * Tells what changes below a folder, as the system tells it: by one watch on Windows and Macs, by one for each folder
 * elsewhere. Looks at nothing but what changed, so a folder of ten thousand pictures costs no more than one of ten; chokidar
 * reads the whole folder for each new file, which would hold up a run that fills it.
 */
export class TreeWatcher {
  /** By folder; on Windows and Macs only the topmost. */
  private readonly watches = new Map<string, { watcher: FSWatcher; real: string }>();
  /** Of the folders watched, without links: links may lead round in circles. */
  private readonly reals = new Set<string>();
  private closed = false;

  private constructor(private readonly options: TreeWatcherOptions) {}

  /** Resolves once nothing escapes it any more. */
  static async open(options: TreeWatcherOptions): Promise<TreeWatcher> {
    const tree = new TreeWatcher(options);
    await tree.watch(options.folder, false);
    return tree;
  }

  close(): void {
    this.closed = true;
    for (const { watcher } of this.watches.values()) watcher.close();
    this.watches.clear();
  }

  /** @param isNew its files are told */
  private async watch(folder: string, isNew: boolean): Promise<void> {
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined || this.reals.has(real) || this.closed) return;
    try {
      const watcher = watch(folder, { recursive: RECURSIVE }, (event, name) => void this.heard(folder, event, name));
      watcher.on('error', (error: NodeJS.ErrnoException) => this.lost(folder, error));
      this.watches.set(folder, { watcher, real });
      this.reals.add(real);
    } catch (error) {
      this.lost(folder, error as NodeJS.ErrnoException);
      return;
    }
    if (!RECURSIVE) await this.enter(folder, isNew);
  }

  /** What is in a folder already. */
  private async enter(folder: string, isNew: boolean): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (this.options.isIgnored(path)) continue;
      if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)))) await this.watch(path, isNew);
      else if (isNew && this.options.isWanted(path)) this.options.onChange(path);
    }
  }

  private async heard(folder: string, event: string, name: string | null): Promise<void> {
    const path = join(folder, name ?? '');
    const { isIgnored, isWanted, onChange, onMoved } = this.options;
    if (folder === this.options.folder && name === basename(folder)) onMoved();
    if (isIgnored(path)) return;
    if (isWanted(path))
      onChange(path); // at once: those who would read it must know
    else if (RECURSIVE) onChange(path);
    else if (event === 'rename') await this.renamed(path);
  }

  /** A folder came, went, or was replaced by another one, which the watch on the old one does not see. */
  private async renamed(path: string): Promise<void> {
    const wasWatched = this.forget(path);
    const isThere = await isFolder(path);
    if (wasWatched || isThere) this.options.onChange(path);
    if (isThere) await this.watch(path, true);
  }

  /** @returns whether the folder was watched */
  private forget(folder: string): boolean {
    const wasWatched = this.watches.has(folder);
    if (!wasWatched) return false;
    for (const [path, { watcher, real }] of this.watches)
      if (path === folder || path.startsWith(folder + sep)) {
        watcher.close();
        this.watches.delete(path);
        this.reals.delete(real);
      }
    return true;
  }

  private lost(folder: string, error: NodeJS.ErrnoException): void {
    this.forget(folder);
    if (folder === this.options.folder) this.options.onMoved();
    // Windows says EPERM of a folder that is deleted
    if (!['ENOENT', 'ENOTDIR', 'EPERM'].includes(error.code ?? '')) this.options.onError(error);
  }
}

const RECURSIVE = process.platform === 'win32' || process.platform === 'darwin';

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
