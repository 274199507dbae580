import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { PICTURE_EXTENSIONS } from '../shared/pictureFiles';
import { starterManifest } from '../shared/starterManifest';
import { MANIFEST } from './findManifest';

/** "Create Manifest": writes a first stylize.json that suits the pictures that are there, and opens it; never replaces one. */
export function registerCreateManifest(): vscode.Disposable {
  return vscode.commands.registerCommand('stylize.createManifest', async (clicked?: vscode.Uri) => {
    const folder = clicked ?? (await chooseFolder());
    if (!folder) return;
    const uri = vscode.Uri.joinPath(folder, MANIFEST);
    const pattern = new vscode.RelativePattern(folder, `**/*.{${PICTURE_EXTENSIONS.join()}}`);
    const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.stylize}/**', MOST);
    const files = found.map(({ fsPath }) => relative(folder.fsPath, fsPath).replaceAll(sep, '/'));
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { overwrite: false, contents: Buffer.from(starterManifest(files)) });
    if (!(await vscode.workspace.applyEdit(edit))) {
      const path = vscode.workspace.asRelativePath(uri);
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} is there already; it was not changed.', path));
    }
    await vscode.window.showTextDocument(uri);
  });
}

/** Enough to know where the pictures lie. */
const MOST = 5000;

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    const open = vscode.l10n.t('Open Folder…');
    const question = vscode.l10n.t('A manifest lies beside your pictures. Open their folder first.');
    if (await vscode.window.showInformationMessage(question, open))
      await vscode.commands.executeCommand('vscode.openFolder');
  }
  return folders.length > 1 ? (await vscode.window.showWorkspaceFolderPick())?.uri : folders[0]?.uri;
}
