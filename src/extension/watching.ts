import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { UnusableManifest } from '../pipeline/survey';
import { tellFailures } from './failures';
import { MANIFEST } from './findManifest';
import type { AssetState, Manifests } from './manifests';
import type { Runner } from './runner';
import { registerTrustedCommand } from './trust';

/**
 * While it is on, what a survey calls stale is run as soon as nothing else runs; what failed is left until something that
 * it depends on changes. Quiet: the status bar shows progress, Problems what is wrong. Remembered for the workspace, never on
 * where it is not trusted.
 */
export class Watching implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** It was switched on or off. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable;
  /** The run that was started here. */
  private current: { uri: vscode.Uri; stop: AbortController; isOutdated: boolean } | undefined;
  /** Manifests that were run since they were surveyed. */
  private readonly unsurveyed = new Set<string>();
  /** What was stale when the engine could not start: not tried again until something else is. */
  private readonly held = new Map<string, string>();

  constructor(
    private readonly manifests: Manifests,
    private readonly runner: Runner,
    private readonly memory: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const files = vscode.workspace.createFileSystemWatcher(`**/${MANIFEST}`);
    this.subscriptions = vscode.Disposable.from(
      files,
      files.onDidChange((uri) => this.outdate(uri)),
      manifests.onDidChangeBase((uri) => this.outdate(uri)),
      manifests.onDidChange(({ uri, assets }) => {
        if (!assets) this.unsurveyed.delete(uri.toString());
        this.consider();
      }),
      runner.onDidChange(() => {
        if (runner.progress) this.unsurveyed.add(runner.progress.uri.toString());
        this.stopOutdated();
        this.consider();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.update()),
      registerTrustedCommand('stylize.startWatching', () => this.switch(true)),
      vscode.commands.registerCommand('stylize.stopWatching', () => this.switch(false)),
    );
    this.update();
  }

  get isOn(): boolean {
    return vscode.workspace.isTrusted && this.memory.get(KEY, false);
  }

  /** Off also stops the run that was started here. */
  async switch(on: boolean): Promise<void> {
    await this.memory.update(KEY, on);
    if (!on) this.current?.stop.abort();
    this.held.clear();
    this.update();
  }

  dispose(): void {
    this.current?.stop.abort();
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private update(): void {
    void vscode.commands.executeCommand('setContext', 'stylize.watching', this.isOn);
    this.changed.fire();
    if (this.isOn) void this.manifests.ready().then(() => this.consider());
  }

  /** Runs what is stale in the first manifest that has any. */
  private consider(): void {
    if (!this.isOn || this.current || this.runner.progress) return;
    for (const { uri, assets } of this.manifests.all) {
      const stale = assets.filter(({ state }) => state === 'stale');
      const key = uri.toString();
      if (stale.length === 0 || this.unsurveyed.has(key) || this.held.get(key) === nameOf(stale)) continue;
      void this.run(uri, stale);
      return;
    }
  }

  private async run(uri: vscode.Uri, stale: AssetState[]): Promise<void> {
    const current = { uri, stop: new AbortController(), isOutdated: false };
    this.current = current;
    const outputs = new Set(stale.map(({ output }) => output));
    try {
      await this.runner.run(uri, current.stop.signal, () => {}, { outputs });
      this.held.delete(uri.toString());
    } catch (error) {
      // what is wrong with the manifest is in Problems already
      if (error instanceof EngineFailure) {
        this.held.set(uri.toString(), nameOf(stale));
        void tellFailures([error.problem], this.log);
      } else if (!(error instanceof UnusableManifest)) throw error;
    } finally {
      this.current = undefined;
      this.consider();
    }
  }

  /** A changed manifest makes the run of the old one worthless; what it has done stays done. */
  private outdate(uri: vscode.Uri): void {
    if (this.current?.uri.toString() !== uri.toString()) return;
    this.current.isOutdated = true;
    this.stopOutdated();
  }

  /** But what is paused stays paused. */
  private stopOutdated(): void {
    if (this.current?.isOutdated && !this.runner.progress?.paused) this.current.stop.abort();
  }
}

const KEY = 'stylize.watching';

function nameOf(stale: AssetState[]): string {
  return JSON.stringify(stale.map(({ output, reason }) => [output, reason]));
}
