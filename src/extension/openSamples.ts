import * as vscode from 'vscode';
import { MANIFEST } from './findManifest';

/** "Open Sample Workspace…": copies the samples to a new folder, inside one that the user chooses, and opens it. */
export function registerOpenSamples(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand('stylize.openSamples', async () => {
    const [parent] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Where to put the sample workspace'),
        openLabel: vscode.l10n.t('Put It Here'),
        canSelectFolders: true,
        canSelectFiles: false,
      })) ?? [];
    if (!parent) return;
    try {
      const folder = await freeFolder(parent);
      await copySamples(vscode.Uri.joinPath(context.extensionUri, 'samples'), folder);
      const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
      await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
      const cause = vscode.l10n.t("The samples can't be copied to {0}: {1}.", parent.fsPath, error.message);
      void vscode.window.showErrorMessage(`${cause} ${vscode.l10n.t('Choose another folder.')}`);
    }
  });
}

/** Copies what a workspace needs, but not what earlier runs in it have made. */
async function copySamples(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  for (const part of ['assets', 'palettes', 'styles', MANIFEST])
    await fs.copy(vscode.Uri.joinPath(from, part), vscode.Uri.joinPath(to, part), { overwrite: false });
}

/** A folder in `parent` that is not there yet. */
async function freeFolder(parent: vscode.Uri): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([name]) => name.toLowerCase()));
  let name = 'stylize-samples';
  for (let number = 2; taken.has(name); number++) name = `stylize-samples-${number}`;
  return vscode.Uri.joinPath(parent, name);
}
