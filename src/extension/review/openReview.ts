import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../../pipeline/failure';
import type { Glimpses } from '../../pipeline/glimpses';
import { writtenByLastRun } from '../../pipeline/lastRun';
import { markAnimated } from '../../pipeline/markAnimated';
import { reportModel } from '../../pipeline/report';
import { ReviewFile } from '../../pipeline/reviewFile';
import { stampOf } from '../../pipeline/stamps';
import type { Explained } from '../../shared/explainMessages';
import type { PanelPicture, ShownRun } from '../../shared/panelMessages';
import type { Peer } from '../../shared/peer';
import type { ReportAsset } from '../../shared/report';
import { type Reviews, withNote, withVerdict } from '../../shared/review';
import { REVIEW_PAGE_MESSAGES, REVIEW_PANEL_MESSAGES, type ReviewModel } from '../../shared/reviewMessages';
import { signalOf } from '../cancellation';
import { describeHere } from '../failures';
import type { AssetState, ManifestState, ManifestsChange } from '../manifests';
import { pageFolder, panelPage } from '../panelPage';
import { panelPeer } from '../panelPeer';
import { PanelPictures, SIDE } from '../panelPictures';
import { outcomeOf } from '../preview';
import { throttled } from '../throttle';
import { type TuningPanel, type TuningServices, tuningHandlers } from '../tuning';
import { exportSheet } from './contactSheet';
import { type RestoringServices, restoreFormer } from './restoreFormer';
import { filesOf, type ReviewFacts, reviewAssets } from './reviewAssets';

export interface ReviewServices extends TuningServices, RestoringServices {
  /** Opened at the first use. */
  glimpses(): Promise<Glimpses>;
}

/** The review panel of one manifest, while it is open. */
export class OpenReview implements vscode.Disposable, TuningPanel {
  private readonly peer: Peer<typeof REVIEW_PANEL_MESSAGES>;
  private readonly file: ReviewFile;
  private readonly folder: string;
  private readonly subscriptions: vscode.Disposable[];
  private readonly tell = throttled(() => void this.update().catch(() => {}), PACE);
  private facts: ReviewFacts | undefined;
  /** What is to be told; `everything` after a survey. */
  private stale: Set<string> | 'everything' = new Set();
  /** What was opened large, and its pictures. */
  private large: { run: ShownRun; pictures: PanelPictures } | undefined;
  private notice: string | undefined;
  private wanted: ReviewModel['wanted'];
  private engineFails = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly uri: vscode.Uri,
    private readonly context: vscode.ExtensionContext,
    private readonly services: ReviewServices,
  ) {
    this.folder = dirname(uri.fsPath);
    this.file = new ReviewFile(this.folder);
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    this.peer = panelPeer(panel, {
      sends: REVIEW_PANEL_MESSAGES,
      receives: REVIEW_PAGE_MESSAGES,
      requests: {
        review: () => this.model(),
        glimpse: ({ output }, cancellation) => plainly(this.glimpse(output, signalOf(cancellation))),
        large: ({ output }) => plainly(this.openLarge(output)),
        judge: ({ output, verdict }) => this.judge(output, verdict),
        note: ({ output, note }) => this.change(output, (reviews) => withNote(reviews, output, note)),
        restore: async ({ output }) => {
          this.mayAct();
          await restoreFormer(this.uri, this.asset(output).output, this.services);
          await this.readLastRun();
          this.note({ uri: this.uri, assets: [this.asset(output)] });
          return {};
        },
        sheet: async ({ outputs, form }) => {
          this.mayAct();
          const assets = outputs.map((output) => this.asset(output));
          const { engine } = this.services;
          await exportSheet(this.state(), assets, form, { engine, extension: context.extensionUri });
          return {};
        },
        tiles: async ({ path }) => this.large?.pictures.tiles(path) ?? null,
        ...tuningHandlers(services, this),
      },
    });
    this.subscriptions = [
      services.manifests.onDidChange((change) => this.note(change)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.note({ uri })),
    ];
    const { workspaceFolders = [] } = vscode.workspace;
    const folders = [pageFolder(context.extensionUri), vscode.Uri.file(services.engine.stylesFolder), this.storage];
    const own = [vscode.Uri.file(this.folder), ...workspaceFolders.map((folder) => folder.uri)];
    panel.webview.options = { enableScripts: true, localResourceRoots: [...folders, ...own] };
    panel.webview.html = panelPage(panel.webview, context.extensionUri, 'review.js');
    panel.title = vscode.l10n.t('Review: {0}', basename(this.folder));
  }

  /** Shows the pictures of one rule, or of all. */
  choose(rule: number | undefined): void {
    this.wanted = { id: `${Date.now()}`, rule: rule ?? null };
    this.note({ uri: this.uri });
  }

  shown(): { run: ShownRun; pictures: PanelPictures } {
    if (!this.large) throw new Error(vscode.l10n.t('Nothing is shown yet.'));
    return this.large;
  }

  explained(part: Explained): void {
    this.peer.notify('explained', part);
  }

  async painted({ output }: PanelPicture): Promise<void> {
    this.note({ uri: this.uri, assets: [this.asset(output)] });
  }

  dispose(): void {
    this.peer.close(vscode.l10n.t('The panel was closed.'));
    this.tell.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.large?.pictures.dispose();
    void this.facts?.glimpses.save().catch(() => {}); // measured again another time
  }

  private get storage(): vscode.Uri {
    return this.context.storageUri ?? this.context.globalStorageUri;
  }

  private async model(): Promise<ReviewModel | null> {
    await this.services.manifests.know(this.uri);
    const state = this.services.manifests.of(this.uri);
    if (!state?.manifest) return null;
    const facts = await this.look();
    return {
      manifest: this.uri.toString(),
      title: basename(this.folder),
      rules: state.manifest.assets.map(({ input }) => [input].flat().join(', ')),
      assets: await reviewAssets(state.assets, facts),
      trusted: vscode.workspace.isTrusted,
      ...(this.notice !== undefined && { notice: this.notice }),
      ...(this.wanted && { wanted: this.wanted }),
      ...(vscode.l10n.bundle && { words: vscode.l10n.bundle as Record<string, string> }),
    };
  }

  /** Reads what else there is to know of the assets. */
  private async look(): Promise<ReviewFacts> {
    const { reviews, broken } = await this.file.read();
    if (broken && vscode.workspace.isTrusted) {
      const kept = relative(this.folder, await this.file.setAside()).replaceAll(sep, '/');
      this.notice = vscode.l10n.t(
        'The verdicts could not be read, and were begun anew. The broken file is kept: {0}.',
        kept,
      );
    }
    const lastRun = await writtenByLastRun(this.folder);
    this.facts = { folder: this.folder, reviews, lastRun, glimpses: await this.services.glimpses() };
    return this.facts;
  }

  private async readLastRun(): Promise<void> {
    const facts = this.facts ?? (await this.look());
    facts.lastRun = await writtenByLastRun(this.folder);
  }

  private state(): ManifestState {
    const state = this.services.manifests.of(this.uri);
    if (!state) throw new Error(vscode.l10n.t('The manifest is not there any more.'));
    return state;
  }

  private asset(output: string): AssetState {
    const asset = this.state().byOutput.get(output);
    if (!asset) throw new Error(vscode.l10n.t('No rule makes {0} any more.', output));
    return asset;
  }

  private async glimpse(output: string, signal: AbortSignal) {
    const asset = this.asset(output);
    const files = await filesOf(asset, this.folder);
    const { webview } = this.panel;
    const uri = (path: string) => webview.asWebviewUri(vscode.Uri.file(path)).toString();
    if (!vscode.workspace.isTrusted)
      return {
        ...(files.source && { before: uri(files.source.path) }),
        ...(files.output && { after: uri(files.output.path) }),
      };
    const { client } = this.services.engine;
    const glimpses = await this.services.glimpses();
    const { before, after, difference } = await this.watched(
      glimpses.of(files.source, files.output, () => client, signal),
      signal,
    );
    return {
      ...(before !== undefined && { before: uri(before) }),
      ...(after !== undefined && { after: uri(after) }),
      ...(difference !== undefined && { difference }),
    };
  }

  /** An engine that can't work is told of once, not with each picture. */
  private async watched<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      const made = await work;
      this.engineFails = false;
      return made;
    } catch (error) {
      const fails = !signal.aborted && error instanceof EngineFailure && error.problem.kind === 'engine';
      if (fails && !this.engineFails) void vscode.window.showErrorMessage(describeHere(error.problem));
      this.engineFails ||= fails;
      throw error;
    }
  }

  private async openLarge(output: string): Promise<ReportAsset> {
    const asset = this.asset(output);
    if (!this.large) {
      const run = { title: basename(this.folder), folder: this.folder, run: { milliseconds: 0, outcomes: [] } };
      const { engine } = this.services;
      this.large = { run, pictures: await PanelPictures.open(this.storage.fsPath, engine, this.panel.webview, run) };
    }
    const { run, pictures } = this.large;
    const outcome = outcomeOf(asset, this.state());
    run.run.outcomes = [...run.run.outcomes.filter(({ job }) => job.output !== output), outcome].slice(-OPENED);
    const model = await reportModel(run.title, { outcomes: [outcome], milliseconds: 0 }, SIDE, pictures.uriOf);
    const shown = model.assets[0]!;
    // where there is no output to show there may be a picture all the same
    const before = shown.before ?? (await pictures.uriOf(asset.source, SIDE).catch(() => undefined));
    const whole = { ...shown, before, ...(shown.width === 0 && pictures.sizeOf(output)) };
    const [marked] = await markAnimated([whole], this.folder, SIDE);
    return marked!;
  }

  private async judge(output: string, verdict: 'accepted' | 'rejected' | null): Promise<Record<string, never>> {
    const stamp = await stampOf((await filesOf(this.asset(output), this.folder)).output?.path ?? '');
    if (!stamp) throw new Error(vscode.l10n.t('There is no output to judge: {0}.', output));
    return this.change(output, (reviews) => withVerdict(reviews, output, verdict, stamp));
  }

  private async change(output: string, work: (reviews: Reviews) => Reviews): Promise<Record<string, never>> {
    this.mayAct();
    const asset = this.asset(output);
    const facts = this.facts ?? (await this.look());
    facts.reviews = await this.file.change(work);
    this.note({ uri: this.uri, assets: [asset] });
    return {};
  }

  private mayAct(): void {
    if (!vscode.workspace.isTrusted)
      throw new Error(vscode.l10n.t('This workspace is not trusted: it can only be looked at.'));
  }

  private note({ uri, assets }: ManifestsChange): void {
    if (uri.toString() !== this.uri.toString()) return;
    if (!assets) this.stale = 'everything';
    else if (this.stale !== 'everything') for (const { output } of assets) this.stale.add(output);
    this.tell();
  }

  private async update(): Promise<void> {
    const { stale, facts } = this;
    this.stale = new Set();
    if (stale === 'everything' || !facts) {
      const model = await this.model();
      if (model) this.peer.notify('show', model);
      return;
    }
    const assets = [...stale].flatMap((output) => this.services.manifests.of(this.uri)?.byOutput.get(output) ?? []);
    if (assets.length > 0) this.peer.notify('changed', { assets: await reviewAssets(assets, facts) });
  }
}

/** Milliseconds between two updates of the page. */
const PACE = 500;
/** Pictures opened large whose settings are remembered for tuning. */
const OPENED = 20;

/** What the engine could not do is told as everywhere else. */
async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof EngineFailure ? new Error(describeHere(error.problem)) : error;
  }
}
