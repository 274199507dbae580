import * as vscode from 'vscode';
import { type ReportRun, reportModel } from '../pipeline/report';
import {
  PAGE_MESSAGES,
  PANEL_MESSAGES,
  SHOWN_RUN,
  type Shown,
  type ShownRun,
  shownRunSchema,
} from '../shared/panelMessages';
import { createPeer, type Peer } from '../shared/peer';
import type { EngineHost } from './engineHost';
import { pageFolder, panelPage } from './panelPage';
import { PanelPictures, SIDE } from './panelPictures';

const TYPE = 'stylize.compare';

/** The before/after panel: one at a time. It comes back, with its run, after the window was reloaded. */
export class ComparePanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private open: OpenPanel | undefined;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly engine: EngineHost,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(TYPE, this);
  }

  /** Shows a run whose paths are absolute, or from `folder`. */
  async show(title: string, folder: string, run: ReportRun): Promise<void> {
    this.open ??= this.take(vscode.window.createWebviewPanel(TYPE, 'Stylize', vscode.ViewColumn.Beside));
    await this.open.show(shownRunSchema.parse({ title, folder, run }));
    this.open?.panel.reveal(undefined, true);
  }

  /** Brings a panel of the time before a reload back; its page remembers which run it showed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const remembered = shownRunSchema.safeParse((state as Record<string, unknown> | undefined)?.[SHOWN_RUN]);
    if (!remembered.success || this.open || !vscode.workspace.isTrusted) return panel.dispose();
    this.open = this.take(panel);
    await this.open.show(remembered.data);
  }

  /** A panel stays, for the next window to bring back. */
  dispose(): void {
    this.serializer.dispose();
    this.open?.dispose();
  }

  private take(panel: vscode.WebviewPanel): OpenPanel {
    const open = new OpenPanel(panel, this.context, this.engine);
    panel.onDidDispose(() => {
      open.dispose();
      if (this.open === open) this.open = undefined;
    });
    return open;
  }
}

/** One panel with the page of before and after. */
export class OpenPanel implements vscode.Disposable {
  private shown: Shown | undefined;
  private pictures: PanelPictures | undefined;
  private readonly peer: Peer<typeof PANEL_MESSAGES>;
  /** The newest that is to be shown: what comes to be ready later than one asked for after it is left out. */
  private wanted: ShownRun | undefined;
  private closed = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly context: vscode.ExtensionContext,
    private readonly engine: EngineHost,
  ) {
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    this.peer = createPeer({
      post: (message) => void panel.webview.postMessage(message),
      sends: PANEL_MESSAGES,
      receives: PAGE_MESSAGES,
      requests: {
        shown: async () => this.shown ?? null,
        tiles: async ({ path }) => this.pictures?.tiles(path) ?? null,
      },
      notifications: {},
      words: { late: vscode.l10n.t('The panel does not answer.'), cancelled: vscode.l10n.t('It was cancelled.') },
    });
    panel.webview.onDidReceiveMessage((message) => this.peer.receive(message));
    const { workspaceFolders = [] } = vscode.workspace;
    this.allow([pageFolder(context.extensionUri), this.storage, ...workspaceFolders.map(({ uri }) => uri)]);
    panel.webview.html = panelPage(panel.webview, context.extensionUri);
  }

  async show(run: ShownRun): Promise<void> {
    this.wanted = run;
    const { webview } = this.panel;
    const pictures = await PanelPictures.open(this.storage.fsPath, this.engine, webview, run);
    const model = await reportModel(run.title, run.run, SIDE, pictures.uriOf);
    if (this.closed || this.wanted !== run) return pictures.dispose();
    this.pictures?.dispose();
    this.pictures = pictures;
    const assets = model.assets.map((asset) => ({ ...asset, ...(asset.width === 0 && pictures.sizeOf(asset.output)) }));
    this.shown = { model: { ...model, assets, large: run.large, words: vscode.l10n.bundle }, run };
    this.panel.title = vscode.l10n.t('Stylize: {0}', run.title);
    this.allow([...pictures.roots].map((root) => vscode.Uri.file(root)));
    this.peer.notify('show', this.shown);
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
