import { join } from 'node:path';
import * as vscode from 'vscode';
import { runtimesFolder } from '../pipeline/cacheFolder';
import { EngineClient } from '../pipeline/client';
import { CONCURRENCY, EngineTeam } from '../pipeline/engineTeam';
import type { RunOptions } from '../pipeline/run';
import type { SurveyOptions } from '../pipeline/survey';
import type { EngineNotifications } from '../shared/protocol';
import { cacheOptions } from './cacheSettings';

/** The engine of this window, started on need and ended when idle, and its team for batches; another provider in the settings brings another. */
export class EngineHost implements vscode.Disposable {
  private readonly progress = new vscode.EventEmitter<EngineNotifications['progress']>();
  /** How far the picture in work is. */
  readonly onProgress = this.progress.event;
  private readonly firstAnswers = new vscode.EventEmitter<EngineNotifications['firstAnswer']>();
  /** What is known of an explanation at once. */
  readonly onFirstAnswer = this.firstAnswers.event;
  private current: { client: EngineClient; team: EngineTeam; provider: string } | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** @throws in an untrusted workspace, where commands should have refused before. */
  get client(): EngineClient {
    return this.engines.client;
  }

  private get engines(): { client: EngineClient; team: EngineTeam } {
    if (!vscode.workspace.isTrusted) throw new Error('Stylize runs nothing in an untrusted workspace.');
    const provider = vscode.workspace.getConfiguration('stylize').get<string>('engine.provider', 'auto');
    if (this.current?.provider !== provider) {
      this.dispose();
      const client = this.open(provider, 0);
      const team = new EngineTeam({ first: client, another: (threads) => this.open('cpu', threads) });
      this.current = { client, team, provider };
    }
    return this.current!;
  }

  /** What a run has to know of the engine. */
  get forRun(): Pick<RunOptions, 'client' | 'cache' | 'concurrency'> & Installation {
    return {
      client: this.engines.team,
      cache: cacheOptions(),
      concurrency: CONCURRENCY,
      ...installationOf(this.context),
    };
  }

  /** The pictures of the built-in styles. */
  get stylesFolder(): string {
    return installationOf(this.context).stylesFolder;
  }

  dispose(): void {
    void this.current?.client.dispose();
    void this.current?.team.dispose();
    this.current = undefined;
  }

  private open(provider: string, threads: number): EngineClient {
    return new EngineClient({
      enginePath: this.context.asAbsolutePath('dist/engine.js'),
      provider,
      cacheFolder: this.context.globalStorageUri.fsPath,
      runtimesFolder: runtimesFolder(),
      threads,
      onProgress: (progress) => this.progress.fire(progress),
      onFirstAnswer: (answer) => this.firstAnswers.fire(answer),
      idleAfter: () => 60_000 * vscode.workspace.getConfiguration('stylize').get<number>('engine.idleMinutes', 5),
      onLog: ({ level, message }) => this.log[level](message),
    });
  }
}

/** Whether pictures and results may lie outside the folder of a manifest. */
export function allowsOutside(manifest: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('stylize', manifest).get('allowOutsideWorkspace', false);
}

/** What outputs depend on apart from the manifest and the pictures. */
type Installation = Pick<SurveyOptions, 'modelPath' | 'engineVersion' | 'stylesFolder'>;

export function installationOf({ extensionPath, extension }: vscode.ExtensionContext): Installation {
  return {
    modelPath: join(extensionPath, 'models/base.safetensors'),
    engineVersion: extension.packageJSON.version,
    stylesFolder: join(extensionPath, 'media/styles'),
  };
}
