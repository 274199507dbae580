import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { modelElement, type ReportAsset, type ReportStyle } from '../shared/report';

/** The before/after panel: one at a time, fed with absolute paths. */
export class ComparePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** Shows pictures; `before`, `after` and `thumbnail` are absolute paths of files. */
  show(title: string, assets: ReportAsset[], styles: ReportStyle[]): void {
    this.panel ??= this.open();
    const { webview } = this.panel;
    const uriOf = (path: string): string => versioned(webview.asWebviewUri(vscode.Uri.file(path)), path);
    const milliseconds = assets.reduce(
      (sum, { milliseconds: m }) => sum + (m ? m.decode + m.network + m.encode : 0),
      0,
    );
    const cached = assets.filter((asset) => asset.cached).length;
    const model = {
      title,
      generated: new Date().toISOString(),
      totals: { done: assets.length - cached, cached, failed: 0, milliseconds },
      styles: styles.map((style) => ({ ...style, thumbnail: uriOf(style.thumbnail) })),
      assets: assets.map((asset) => ({
        ...asset,
        source: basename(asset.source),
        output: basename(asset.output),
        before: uriOf(asset.before),
        after: uriOf(asset.after),
      })),
    };
    const nonce = randomBytes(16).toString('base64');
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, 'dist/webview/compare.js'));
    this.panel.title = title;
    webview.html = `<!doctype html>
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
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private open(): vscode.WebviewPanel {
    const roots = [this.extensionUri, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
    const options = { enableScripts: true, localResourceRoots: roots };
    const panel = vscode.window.createWebviewPanel('stylize.compare', 'Stylize', vscode.ViewColumn.Beside, options);
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    return panel;
  }
}

/** A picture painted again under the same name must not come from the webview's cache. */
function versioned(uri: vscode.Uri, path: string): string {
  const info = statSync(path, { throwIfNoEntry: false });
  return uri.with({ query: `v=${info?.mtimeMs ?? 0}-${info?.size ?? 0}` }).toString();
}
