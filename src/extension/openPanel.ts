import * as vscode from 'vscode';
import { markAnimated } from '../pipeline/markAnimated';
import { type ReportOutcome, reportModel } from '../pipeline/report';
import type { Explained } from '../shared/explainMessages';
import { PAGE_MESSAGES, PANEL_MESSAGES, type PanelPicture, type Shown, type ShownRun } from '../shared/panelMessages';
import type { Peer } from '../shared/peer';
import type { PaintedOutput } from '../shared/protocol';
import { pageFolder, panelPage } from './panelPage';
import { panelPeer } from './panelPeer';
import { PanelPictures, SIDE } from './panelPictures';
import { type TuningPanel, type TuningServices, tuningHandlers } from './tuning';

/** A before/after panel that is open, with what it shows. */
export class OpenPanel implements vscode.Disposable, TuningPanel {
  private content: Shown | undefined;
  private pictures: PanelPictures | undefined;
  private readonly peer: Peer<typeof PANEL_MESSAGES>;
  /** The newest that is to be shown: what comes to be ready later than one asked for after it is left out. */
  private wanted: ShownRun | undefined;
  private closed = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly context: vscode.ExtensionContext,
    private readonly services: TuningServices,
  ) {
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    this.peer = panelPeer(panel, {
      sends: PANEL_MESSAGES,
      receives: PAGE_MESSAGES,
      requests: {
        shown: async () => this.content ?? null,
        tiles: async ({ path }) => this.pictures?.tiles(path) ?? null,
        ...tuningHandlers(services, this),
      },
    });
    const { workspaceFolders = [] } = vscode.workspace;
    const styles = vscode.Uri.file(services.engine.stylesFolder);
    this.allow([pageFolder(context.extensionUri), styles, this.storage, ...workspaceFolders.map(({ uri }) => uri)]);
    panel.webview.html = panelPage(panel.webview, context.extensionUri);
  }

  get isEmpty(): boolean {
    return this.wanted === undefined;
  }

  async show(run: ShownRun): Promise<void> {
    this.wanted = run;
    const { webview } = this.panel;
    const pictures = await PanelPictures.open(this.storage.fsPath, this.services.engine, webview, run);
    const model = await reportModel(run.title, run.run, SIDE, pictures.uriOf);
    const sized = model.assets.map((asset) => ({ ...asset, ...(asset.width === 0 && pictures.sizeOf(asset.output)) }));
    const assets = await markAnimated(sized, run.folder, SIDE);
    if (this.closed || this.wanted !== run) return pictures.dispose();
    this.pictures?.dispose();
    this.pictures = pictures;
    const { isTrusted: tunable } = vscode.workspace;
    this.content = { model: { ...model, assets, large: run.large, tunable, words: vscode.l10n.bundle }, run };
    this.panel.title = vscode.l10n.t('Stylize: {0}', run.title);
    this.allow([...pictures.roots].map((root) => vscode.Uri.file(root)));
    this.peer.notify('show', this.content);
  }

  shown(): { run: ShownRun; pictures: PanelPictures } {
    if (!this.content || !this.pictures) throw new Error(vscode.l10n.t('Nothing is shown yet.'));
    return { run: this.content.run, pictures: this.pictures };
  }

  explained(part: Explained): void {
    this.peer.notify('explained', part);
  }

  async painted(
    { source, output }: PanelPicture,
    how: Pick<ReportOutcome['job'], 'styleName' | 'style'>,
    result: PaintedOutput,
  ): Promise<void> {
    const { content, pictures } = this;
    if (!content || !pictures) return;
    const { model, run } = content;
    const isIt = (other: PanelPicture) => other.source === source && other.output === output;
    const after = await pictures.uriOf(output, SIDE);
    const { width, height, milliseconds } = result;
    const change = { after, style: how.styleName, width, height, milliseconds, cached: false, failure: undefined };
    const known = model.styles.some(({ name }) => name === how.styleName);
    const style = {
      name: how.styleName,
      thumbnail: known ? undefined : await pictures.thumbnail(how.style.references),
    };
    const outcomes = run.run.outcomes.map((outcome) =>
      isIt(outcome.job) ? { ...outcome, job: { ...outcome.job, ...how }, status: 'done' as const, result } : outcome,
    );
    this.content = {
      model: {
        ...model,
        styles: known ? model.styles : [...model.styles, style],
        assets: model.assets.map((asset) => (isIt(asset) ? { ...asset, ...change } : asset)),
      },
      run: { ...run, run: { ...run.run, outcomes } },
    };
    this.peer.notify('show', this.content);
  }

  dispose(): void {
    this.closed = true;
    this.peer.close(vscode.l10n.t('The panel was closed.'));
    this.pictures?.dispose();
  }

  private get storage(): vscode.Uri {
    return this.context.storageUri ?? this.context.globalStorageUri;
  }

  /** Lets the page show what is below these folders. With one more than before it is loaded anew, hence none without need. */
  private allow(folders: vscode.Uri[]): void {
    const { localResourceRoots: known = [] } = this.panel.webview.options;
    const isBelow = ({ path }: vscode.Uri, root: vscode.Uri) =>
      path === root.path || path.startsWith(`${root.path.replace(/\/$/, '')}/`);
    const added = folders.filter((folder) => !known.some((root) => isBelow(folder, root)));
    if (added.length > 0)
      this.panel.webview.options = { enableScripts: true, localResourceRoots: [...known, ...added] };
  }
}
