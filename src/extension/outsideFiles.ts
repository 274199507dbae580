import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';

/** Watches what manifests name outside their folders, where the watch on the folder does not reach. */
export class OutsideFiles implements vscode.Disposable {
  private readonly watched = new Map<string, { files: string; watchers: vscode.Disposable }>();

  /** @param onChange a file that a manifest names came, changed or went */
  constructor(private readonly onChange: (manifest: vscode.Uri, file: vscode.Uri) => void) {}

  /**
   * Watches what the manifest names now, and no longer what it named before.
   * @param named from the manifest's folder, or absolute
   */
  follow(uri: vscode.Uri, named: readonly string[]): void {
    const key = uri.toString();
    const folder = dirname(uri.fsPath);
    const outside = named.map((path) => resolve(folder, path)).filter((file) => isOutside(relative(folder, file)));
    const files = new Set(outside.sort());
    const name = [...files].join('\n');
    if (name === (this.watched.get(key)?.files ?? '')) return;
    this.forget(uri);
    const folders = new Set([...files].map((file) => dirname(file)));
    const watchers = [...folders].map((path) => this.watch(path, uri, files));
    this.watched.set(key, { files: name, watchers: vscode.Disposable.from(...watchers) });
  }

  forget(uri: vscode.Uri): void {
    this.watched.get(uri.toString())?.watchers.dispose();
    this.watched.delete(uri.toString());
  }

  dispose(): void {
    for (const { watchers } of this.watched.values()) watchers.dispose();
    this.watched.clear();
  }

  private watch(folder: string, manifest: vscode.Uri, files: ReadonlySet<string>): vscode.Disposable {
    // the names of files may hold what a pattern would take for its own
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), '*'));
    const heard = (file: vscode.Uri): void => {
      if (files.has(file.fsPath)) this.onChange(manifest, file);
    };
    watcher.onDidCreate(heard);
    watcher.onDidChange(heard);
    watcher.onDidDelete(heard);
    return watcher;
  }
}

/** `way` from a folder; absolute where a file is on another disk. */
function isOutside(way: string): boolean {
  return isAbsolute(way) || way.split(sep)[0] === '..';
}
