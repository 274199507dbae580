import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Folder of the page's bundle. */
export function pageFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, 'dist/webview');
}

/** The page of a panel: one that runs this bundle and asks for what it shows. */
export function panelPage(webview: vscode.Webview, extension: vscode.Uri, bundle = 'compare.js'): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extension), bundle));
  return `<!doctype html>
<html lang="${vscode.l10n.bundle ? vscode.env.language : 'en-GB'}">
<head>
<meta charset="utf-8">
<title>Stylize</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
</head>
<body>
<p class="lost" role="status">${vscode.l10n.t('Getting ready…')}</p>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
