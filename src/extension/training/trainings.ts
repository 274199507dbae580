import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { defaultCacheFolder, runtimesFolder } from '../../pipeline/cacheFolder';
import { EngineClient } from '../../pipeline/client';
import { EngineFailure } from '../../pipeline/failure';
import { hasVgg, vggIn } from '../../pipeline/vgg';
import type { TrainParams, TrainResult } from '../../shared/protocol';
import type { TrainingState } from '../../shared/trainingMessages';
import { describeHere, tellFailures } from '../failures';

/** What this window knows of a training that it has started. */
export interface OwnTraining {
  state: Extract<TrainingState, 'running' | 'paused' | 'stopping' | 'ended' | 'failed'>;
  /** Why it failed, in words. */
  problem?: string;
}

/**
 * The trainings of this window: one at a time, each in a process of its own, so that what is painted meanwhile is painted. When
 * the window goes its process goes, too, and the last checkpoint stays.
 */
export class Trainings implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  readonly onDidChange = this.change.event;
  private readonly own = new Map<string, OwnTraining>();
  private current: { folder: string; name: string; client: EngineClient; stop: AbortController } | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  of(folder: string): OwnTraining | undefined {
    return this.own.get(folder);
  }

  /** The name of what is being trained. */
  get running(): string | undefined {
    return this.current?.name;
  }

  /** @throws Error while another one is going on */
  start(params: Omit<TrainParams, 'vgg'>, judgedByVgg = hasVgg(defaultCacheFolder())): void {
    if (this.current)
      throw new Error(vscode.l10n.t('{0} is being trained. Stop that first, or wait for it.', this.current.name));
    const { folder, name } = params;
    const vgg = judgedByVgg ? vggIn(defaultCacheFolder()) : undefined;
    const stop = new AbortController();
    let report = (_share: number): void => {};
    const client = this.open(({ done, total }) => report(done / total));
    this.current = { folder, name, client, stop };
    this.set(folder, { state: 'running' });
    const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Training {0}', name) };
    void vscode.window.withProgress(options, async (progress) => {
      report = (share) => progress.report({ message: `${Math.floor(100 * share)} %` });
      try {
        const result = await client.request('train', { ...params, vgg }, stop.signal);
        this.set(folder, { state: 'ended' });
        this.log.info(`trained ${name}: ${result.steps} steps, ${result.output}`);
        this.tell(params, result);
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        this.set(folder, { state: 'failed', problem: describeHere(error.problem) });
        void tellFailures([error.problem], this.log);
      } finally {
        this.current = undefined;
        await client.dispose();
        this.change.fire();
      }
    });
  }

  /** @throws Error where it does not run in this window */
  async pause(folder: string, paused: boolean): Promise<void> {
    await this.ours(folder).client.request('pauseTraining', { paused });
    if (this.current?.folder === folder && !this.current.stop.signal.aborted)
      this.set(folder, { state: paused ? 'paused' : 'running' });
  }

  /** Ends it after the step in work; then its pack is written. @throws Error where it does not run in this window */
  stop(folder: string): void {
    this.ours(folder).stop.abort();
    this.set(folder, { state: 'stopping' });
  }

  dispose(): void {
    this.change.dispose();
    void this.current?.client.dispose();
  }

  private ours(folder: string) {
    if (this.current?.folder !== folder) throw new Error(vscode.l10n.t('It does not run in this window.'));
    return this.current;
  }

  private set(folder: string, training: OwnTraining): void {
    this.own.set(folder, training);
    this.change.fire();
  }

  private open(onProgress: (progress: { done: number; total: number }) => void): EngineClient {
    return new EngineClient({
      enginePath: this.context.asAbsolutePath('dist/engine.js'),
      provider: vscode.workspace.getConfiguration('stylize').get<string>('engine.provider', 'auto'),
      cacheFolder: this.context.globalStorageUri.fsPath,
      runtimesFolder: runtimesFolder(),
      threads: 0,
      onProgress,
      onLog: ({ level, message }) => this.log[level](message),
    });
  }

  private tell({ name, folder }: Pick<TrainParams, 'name' | 'folder'>, { output }: TrainResult): void {
    if (!existsSync(output)) return;
    const [use, show] = [vscode.l10n.t('Use Now'), vscode.l10n.t('Show Training')];
    const message = vscode.l10n.t('{0} is trained.', name);
    void vscode.window.showInformationMessage(message, use, show).then((answer) => {
      if (answer === use) void vscode.commands.executeCommand('stylize.useTraining', folder);
      if (answer === show) void vscode.commands.executeCommand('stylize.showTraining', folder);
    });
  }
}
