import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { type ReportRun, reportModel } from '../pipeline/report';
import { modelElement, type ReportModel } from '../shared/report';
import type { EngineHost } from './engineHost';

/** The before/after panel: one at a time. */
export class ComparePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** Folder of the previews that are shown. */
  private previews: string | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly engine: EngineHost,
  ) {}

  /** Shows a run whose paths are absolute, or from `folder`. */
  async show(title: string, folder: string, run: ReportRun): Promise<void> {
    this.panel ??= this.open();
    const { panel } = this;
    const storage = (this.context.storageUri ?? this.context.globalStorageUri).fsPath;
    await mkdir(storage, { recursive: true });
    const previews = await mkdtemp(join(storage, 'previews-'));
    const roots = new Set([this.page.fsPath, previews]);
    const large = new Set(
      run.outcomes.flatMap(({ job, size }) =>
        Math.max(size?.width ?? 0, size?.height ?? 0) > SIDE ? [job.source, job.output] : [],
      ),
    );
    let number = 0;
    const uriOf = async (path: string, side: number): Promise<string> => {
      let shown = resolve(folder, path);
      if (side < SIDE || large.has(path) || /\.tiff?$/i.test(path)) {
        const output = join(previews, `${number++}.webp`);
        await this.engine.client.request('preview', { source: shown, output, side });
        shown = output;
      }
      roots.add(dirname(shown));
      // a picture painted again under the same name must not come from the webview's cache
      const query = await stat(shown).then(
        ({ mtimeMs, size }) => `v=${mtimeMs}-${size}`,
        () => '',
      );
      return panel.webview.asWebviewUri(vscode.Uri.file(shown)).with({ query }).toString();
    };
    const model = await reportModel(title, run, SIDE, uriOf);
    this.forget();
    this.previews = previews;
    if (this.panel !== panel) return this.forget(); // closed in the meantime
    panel.title = `Stylize: ${title}`;
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [...roots].map((root) => vscode.Uri.file(root)),
    };
    panel.webview.html = this.html(panel.webview, model);
    panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel?.dispose();
    this.forget();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('stylize.compare', 'Stylize', vscode.ViewColumn.Beside);
    panel.iconPath = vscode.Uri.joinPath(this.context.extensionUri, 'media/icon.svg');
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.forget();
    });
    return panel;
  }

  private forget(): void {
    if (this.previews) rmSync(this.previews, { recursive: true, force: true });
    this.previews = undefined;
  }

  /** Folder of the page's bundle. */
  private get page(): vscode.Uri {
    return vscode.Uri.joinPath(this.context.extensionUri, 'dist/webview');
  }

  private html(webview: vscode.Webview, model: ReportModel): string {
    const nonce = randomBytes(16).toString('base64');
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.page, 'compare.js'));
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
</head>
<body>
${modelElement(model)}
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
  }
}

/** Pixels of the longest side that a panel takes as they are; larger pictures, and references, are shown as previews. */
const SIDE = 4096;
