import { existsSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import * as vscode from 'vscode';
import { type FoundTraining, TrainingReader, trainingFolders } from '../../pipeline/trainingRuns';
import type { Peer } from '../../shared/peer';
import { curvesOf, speedOf } from '../../shared/trainingLog';
import {
  TRAINING_PAGE_MESSAGES,
  TRAINING_PANEL_MESSAGES,
  type TrainingModel,
  type TrainingRun,
  type TrainingSummary,
} from '../../shared/trainingMessages';
import type { Manifests } from '../manifests';
import { pageFolder, panelPage } from '../panelPage';
import { panelPeer } from '../panelPeer';
import type { Trainings } from './trainings';
import { usePack } from './usePack';

/** The training panel while it is open. All that it shows is read from the trainings' folders, but for what this window does. */
export class TrainingPanel implements vscode.Disposable {
  private readonly peer: Peer<typeof TRAINING_PANEL_MESSAGES>;
  private readonly subscriptions: vscode.Disposable[];
  private readonly readers = new Map<string, TrainingReader>();
  private readonly timer: NodeJS.Timeout;
  private chosen: string | undefined;
  /** Asked for by a command, and not yet told to the page, which goes whenever the panel is not in sight. */
  private wanted: string | undefined;
  private other: string | undefined;
  /** What was told last, to tell only news. */
  private told = '';
  private telling = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    context: vscode.ExtensionContext,
    private readonly manifests: Manifests,
    private readonly trainings: Trainings,
  ) {
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    panel.title = vscode.l10n.t('Stylize: Training');
    this.peer = panelPeer(panel, {
      sends: TRAINING_PANEL_MESSAGES,
      receives: TRAINING_PAGE_MESSAGES,
      requests: {
        training: async ({ shown, other }) => {
          this.chosen = this.wanted ?? shown ?? this.chosen;
          this.wanted = undefined;
          if (other !== undefined) this.other = other ?? undefined;
          const model = await this.model();
          this.told = JSON.stringify(model);
          return model;
        },
        pause: async ({ id, paused }) => {
          this.mayAct();
          await trainings.pause(id, paused);
          return {};
        },
        stop: async ({ id }) => {
          this.mayAct();
          trainings.stop(id);
          return {};
        },
        continue: async ({ id }) => {
          this.mayAct();
          await this.goOn(id);
          return {};
        },
        use: async ({ id }) => {
          this.mayAct();
          await this.use(id);
          return {};
        },
      },
    });
    this.subscriptions = [
      trainings.onDidChange(() => void this.tell()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.tell()),
    ];
    const folders = [...(vscode.workspace.workspaceFolders ?? [])].map(({ uri }) => uri);
    const localResourceRoots = [pageFolder(context.extensionUri), ...folders];
    panel.webview.options = { enableScripts: true, localResourceRoots };
    panel.webview.html = panelPage(panel.webview, context.extensionUri, 'training.js');
    this.timer = setInterval(() => void (panel.visible && this.tell()), PACE);
  }

  /** Shows a training by its folder. */
  choose(folder: string): void {
    this.chosen = folder;
    this.wanted = folder;
    void this.tell();
  }

  /** Makes a training's pack a style. @throws Error where there is none, or the manifest can't take it */
  async use(folder: string): Promise<void> {
    const { about } = await this.found(folder);
    await usePack(about.output, about.name);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.peer.close(vscode.l10n.t('The panel was closed.'));
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Goes on from the last checkpoint, as it was begun. */
  private async goOn(folder: string): Promise<void> {
    const { about } = await this.found(folder);
    const { judge, provider: _, contents, ...params } = about;
    if (!contents) throw new Error(vscode.l10n.t('It was begun by an earlier version and can only be trained anew.'));
    this.trainings.start({ ...params, contents, folder, resume: true }, judge === 'VGG-19');
  }

  private async found(folder: string): Promise<FoundTraining> {
    const found = await this.readerOf(folder).read();
    if (!found) throw new Error(vscode.l10n.t('This training is not there any more.'));
    return found;
  }

  private readerOf(folder: string): TrainingReader {
    const reader = this.readers.get(folder) ?? new TrainingReader(folder);
    this.readers.set(folder, reader);
    return reader;
  }

  private async tell(): Promise<void> {
    if (this.telling || this.told === '') return; // the page asks when it is there
    this.telling = true;
    try {
      const model = await this.model();
      const text = JSON.stringify(model);
      if (text !== this.told) this.peer.notify('show', model);
      if (this.panel.visible) this.wanted = undefined;
      this.told = text;
    } finally {
      this.telling = false;
    }
  }

  private async model(): Promise<TrainingModel> {
    const workspace = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const folders = await trainingFolders([...workspace, ...this.manifests.all.map(({ folder }) => folder)]);
    const read = await Promise.all(
      folders.map((folder) =>
        this.readerOf(folder)
          .read()
          .catch(() => undefined),
      ),
    );
    const found = read.flatMap((training) => training ?? []).sort((a, b) => b.begun - a.begun);
    const shown = found.find(({ folder }) => folder === this.chosen) ?? (this.awaited() ? undefined : found[0]);
    const other = found.find(({ folder }) => folder === this.other && folder !== shown?.folder);
    return {
      runs: found.map((training) => this.summaryOf(training)),
      ...(shown && { shown: this.runOf(shown) }),
      ...(other && { other: this.runOf(other) }),
      trusted: vscode.workspace.isTrusted,
      ...(vscode.l10n.bundle && { words: vscode.l10n.bundle as Record<string, string> }),
    };
  }

  /** What was just started has no folder yet. */
  private awaited(): boolean {
    return this.chosen !== undefined && this.trainings.of(this.chosen)?.state === 'running';
  }

  private summaryOf(training: FoundTraining): TrainingSummary {
    const { folder, about, log, written } = training;
    const scores = log.examinations.flatMap(({ figures }) => figures.score ?? []);
    const own = this.trainings.of(folder)?.state;
    const isWritten = Date.now() - written < SILENCE;
    const state = log.ended !== undefined ? 'ended' : isWritten ? 'elsewhere' : 'left';
    return {
      id: folder,
      name: about.name,
      state: own !== undefined && !(own === 'ended' && log.ended === undefined) ? own : state,
      steps: log.steps.at(-1)?.step ?? 0,
      ...(scores.length > 1 && { gain: Math.min(...scores) / scores[0]! }),
    };
  }

  private runOf(training: FoundTraining): TrainingRun {
    const { folder, about, log, begun, hasCheckpoint } = training;
    const { judge, provider, minutes, steps: mostSteps, output } = about;
    const summary = this.summaryOf(training);
    const seconds = Math.max(log.steps.at(-1)?.seconds ?? 0, log.examinations.at(-1)?.figures.seconds ?? 0);
    const speed = speedOf(log.steps);
    const progress = Math.min(1, Math.max(seconds / 60 / minutes, mostSteps ? summary.steps / mostSteps : 0));
    const problem = this.trainings.of(folder)?.problem;
    const ends = summary.state === 'ended';
    return {
      ...summary,
      references: about.references.map((path) => basename(path)),
      judge,
      provider,
      minutes,
      ...(mostSteps !== undefined && { mostSteps }),
      seconds,
      ...(speed !== undefined && { speed }),
      progress: ends && log.ended === 'spent' ? 1 : progress,
      setbacks: log.setbacks,
      ...(ends && { ended: log.ended ?? 'spent' }),
      ...(problem !== undefined && { problem }),
      ...(log.weights && { weights: { ...log.weights } }),
      curves: curvesOf(log.steps, FIGURES, POINTS),
      examinations: log.examinations.map(({ step, figures, samples }) => ({
        step,
        figures: { ...figures },
        samples: samples.map((name) => this.uriOf(join(folder, 'samples', basename(name)), begun)),
      })),
      output: vscode.workspace.asRelativePath(output).replaceAll(sep, '/'),
      hasPack: log.ended !== undefined && existsSync(output),
      canContinue: ['left', 'failed'].includes(summary.state) && hasCheckpoint && about.contents !== undefined,
    };
  }

  /** @param version another one where the same file may be another picture */
  private uriOf(file: string, version: number): string {
    const uri = this.panel.webview.asWebviewUri(vscode.Uri.file(file));
    return uri.with({ query: `v=${version}` }).toString();
  }

  private mayAct(): void {
    if (!vscode.workspace.isTrusted)
      throw new Error(vscode.l10n.t('This workspace is not trusted: it can only be looked at.'));
  }
}

/** Milliseconds between two looks at the folders. */
const PACE = 1000;
/** Milliseconds without a word after which a training that is not ours has been left. */
const SILENCE = 60_000;
/** Of a curve; more can't be told apart on a screen. */
const POINTS = 400;
const FIGURES = [
  ...['loss', 'style', 'content', 'likeness', 'range', 'grid'],
  ...['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'],
  ...['discriminator', 'accuracy', 'pace'],
];
