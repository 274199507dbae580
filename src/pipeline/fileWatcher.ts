import { stat } from 'node:fs/promises';
import { dirname, normalize, relative, resolve, sep } from 'node:path';
import { type ChokidarOptions, type FSWatcher, watch } from 'chokidar';
import { isPicture } from '../shared/pictureFiles';
import type { Problem } from '../shared/protocol';
import { EngineFailure } from './failure';
import { IGNORED_FOLDERS } from './inputs';
import { TreeWatcher } from './treeWatcher';

export interface FileWatcherOptions {
  manifestPath: string;
  /** Looks again and again instead of asking the system to tell: for network drives. */
  poll: boolean;
  /** A picture, a folder or the manifest came, changed or went; when the manifest's folder comes or goes, the manifest. Absolute. */
  onChange(path: string): void;
  /** Nothing can be watched any more. */
  onFailure(failure: EngineFailure): void;
}

/**
 * Tells of changes of the pictures below a manifest's folder, of the manifest, and of other files by name. Outlives the
 * folder: when it comes back, it is watched again.
 */
export class FileWatcher {
  private readonly folder: string;
  private inside: { close(): unknown } | undefined;
  private outside: FSWatcher | undefined;
  private outsideFiles: string[] = [];
  /** Files in the folder that are to be told of, though they are no pictures. */
  private insideFiles = new Set<string>();
  /** Of the folder, as the system knows it. */
  private identity: number | undefined;
  /** The folder may be another one by the same name. */
  private suspicious = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(private readonly options: FileWatcherOptions) {
    this.folder = dirname(options.manifestPath);
  }

  /** Resolves once nothing escapes it any more. @throws EngineFailure */
  static async open(options: FileWatcherOptions): Promise<FileWatcher> {
    const watcher = new FileWatcher(options);
    try {
      await watcher.watchFolder();
    } catch (error) {
      await watcher.close();
      throw error;
    }
    watcher.keepLooking();
    return watcher;
  }

  /** Watches these files too, instead of those named before; they need not be there. @throws EngineFailure */
  async include(files: string[]): Promise<void> {
    this.insideFiles = new Set(files.filter((file) => isBelow(file, this.folder)));
    const wanted = files.filter((file) => !isBelow(file, this.folder)).sort();
    if (wanted.join('\n') === this.outsideFiles.join('\n')) return;
    this.outsideFiles = wanted;
    await this.outside?.close();
    this.outside = undefined;
    if (wanted.length === 0 || this.closed) return;
    // the folders around them, since editors put new files in the places of old ones
    const folders = new Set(wanted.map((file) => dirname(file)));
    const known = new Set([...wanted, ...folders]);
    const ignored = (path: string): boolean => !known.has(normalize(path));
    this.outside = await this.chokidar([...folders], { depth: 0, ignored });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await Promise.all([this.inside?.close(), this.outside?.close()]);
  }

  private async watchFolder(): Promise<void> {
    const { folder, options } = this;
    const isIgnored = (path: string): boolean =>
      relative(folder, path)
        .split(/[\\/]/)
        .some((part) => IGNORED_FOLDERS.includes(part));
    const isWanted = (path: string): boolean =>
      isPicture(path) || normalize(path) === options.manifestPath || this.insideFiles.has(normalize(path));
    // who polls decides at the beginning what to look at, and what the manifest extends is not known yet
    const mayBeWanted = (path: string): boolean => isWanted(path) || /\.jsonc?$/i.test(path);
    this.suspicious = false;
    this.identity = await identityOf(folder);
    if (options.poll) {
      const ignored = (path: string, stats?: { isFile(): boolean }): boolean =>
        isIgnored(path) || (Boolean(stats?.isFile()) && !mayBeWanted(path));
      this.inside = await this.chokidar([folder], { ignored }, isWanted);
      return;
    }
    let failure: EngineFailure | undefined;
    const tree = await TreeWatcher.open({
      folder,
      isIgnored,
      isWanted,
      onChange: options.onChange,
      onMoved: () => {
        this.suspicious = true;
      },
      onError: (error) => {
        failure ??= this.failureOf(error);
        if (this.inside) options.onFailure(failure); // else it is thrown below
      },
    });
    this.inside = tree;
    if (failure) throw failure;
  }

  private async chokidar(
    paths: string[],
    options: ChokidarOptions,
    isWanted: (path: string) => boolean = () => true,
  ): Promise<FSWatcher> {
    const how = { ignoreInitial: true, usePolling: this.options.poll, interval: POLL_INTERVAL };
    const watcher = watch(paths, { ...how, binaryInterval: POLL_INTERVAL, ...options });
    for (const event of ['add', 'change', 'unlink'] as const)
      watcher.on(event, (path) => isWanted(path) && this.options.onChange(resolve(path)));
    await new Promise<void>((ready, fail) => {
      watcher.once('ready', ready);
      watcher.on('error', (error) => {
        const failure = this.failureOf(error as NodeJS.ErrnoException);
        fail(failure); // says nothing any more once it was ready
        if (watcher === this.inside || watcher === this.outside) this.options.onFailure(failure);
      });
    });
    return watcher;
  }

  private failureOf(error: NodeJS.ErrnoException): EngineFailure {
    return new EngineFailure(watchProblem(error, this.folder));
  }

  /** Systems tell that a folder is gone, but not that it is back. */
  private keepLooking(): void {
    this.timer = setTimeout(async () => {
      try {
        await this.look();
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        this.options.onFailure(error);
      }
      if (!this.closed) this.keepLooking();
    }, LOOK_INTERVAL);
  }

  private async look(): Promise<void> {
    const identity = await identityOf(this.folder);
    if (this.closed || (identity === undefined && !this.inside)) return;
    // where files are polled numbers of folders may mean nothing
    if (this.inside && !this.suspicious && (identity === this.identity || (identity && this.options.poll))) return;
    await this.inside?.close();
    this.inside = undefined;
    if (identity !== undefined) await this.watchFolder();
    this.options.onChange(this.options.manifestPath);
  }
}

/** Why files can't be watched, and what to do about it. */
export function watchProblem({ code, message }: NodeJS.ErrnoException, folder: string): Problem {
  const problem = { kind: 'unreadable' as const, file: folder };
  const poll = 'watch with `stylize watch --poll`, which looks at the files again and again';
  if (code === 'ENOSPC' || code === 'EMFILE')
    return {
      ...problem,
      cause: `it can't be watched: the system's limit of watched files is reached (${code})`,
      remedy: `Raise ${code === 'ENOSPC' ? 'fs.inotify.max_user_watches' : 'fs.inotify.max_user_instances'} with sysctl, or ${poll}.`,
    };
  return {
    ...problem,
    cause: `it can't be watched (${code ?? message})`,
    remedy: `Check its permissions, or ${poll}.`,
  };
}

/** Milliseconds between two looks at each file, where the system does not tell. */
export const POLL_INTERVAL = 1000;
/** Milliseconds between two looks whether the folder is there. */
const LOOK_INTERVAL = 1000;

async function identityOf(folder: string): Promise<number | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() ? found.ino : undefined;
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
