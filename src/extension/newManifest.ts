import * as vscode from 'vscode';
import { MANIFEST } from './findManifest';

/** "New Manifest": an unsaved stylize.json with places to fill in, or the one that is there already. */
export function registerNewManifest(): vscode.Disposable {
  return vscode.commands.registerCommand('stylize.newManifest', async () => {
    const folder = await chooseFolder();
    if (!folder) return;
    const uri = vscode.Uri.joinPath(folder.uri, MANIFEST);
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    const editor = await vscode.window.showTextDocument(isThere ? uri : uri.with({ scheme: 'untitled' }));
    if (!isThere && editor.document.getText() === '') await editor.insertSnippet(new vscode.SnippetString(SKELETON));
  });
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return vscode.window.showWorkspaceFolderPick();
  if (folders.length === 0) {
    const open = vscode.l10n.t('Open Folder…');
    const question = vscode.l10n.t('A manifest lies beside your pictures. Open their folder first.');
    if (await vscode.window.showInformationMessage(question, open))
      await vscode.commands.executeCommand('vscode.openFolder');
  }
  return folders[0];
}

/** Tab goes from the style's name to its picture, and on to the pictures that take it. */
const SKELETON = `{
  "version": 1,
  "styles": {
    "\${1:ink}": { "reference": "\${2:styles/ink.png}" }
  },
  "assets": [{ "input": "\${3:assets/**/*.png}", "style": "$1", "output": "out/{dir}/{name}.{ext}" }]
}
`;
