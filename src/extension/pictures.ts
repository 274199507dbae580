import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isPicture, PICTURE_EXTENSIONS } from '../shared/pictureFiles';

/**
 * What a command is about: what was clicked, what is selected in the explorer where the key binding says so, the picture in
 * front; else it is asked.
 */
export async function commandTargets(clicked: unknown, selected: unknown): Promise<vscode.Uri[] | undefined> {
  // an editor's tab gives its group for the selection
  if (Array.isArray(selected) && selected.length > 0) return selected;
  if (clicked instanceof vscode.Uri) return [clicked];
  const found = clicked === EXPLORER ? await explorerSelection() : [];
  if (found.length > 0) return found;
  const front = uriInFront();
  if (front && isPicture(front.fsPath)) return [front];
  return choosePictures(vscode.l10n.t('Pictures to paint'), true);
}

/** Of a text or of a picture; not what only looks like a file, such as the old side of a comparison. */
export function uriInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const hasFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return hasFile && input.uri.scheme === 'file' ? input.uri : undefined;
}

export function choosePictures(title: string, many: boolean): Thenable<vscode.Uri[] | undefined> {
  const filters = { [vscode.l10n.t('Pictures')]: [...PICTURE_EXTENSIONS] };
  return vscode.window.showOpenDialog({ title, canSelectMany: many, filters });
}

export async function isFolder(uri: vscode.Uri): Promise<boolean> {
  return stat(uri.fsPath).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The key binding's argument: the command is to find out what is selected in the explorer. */
const EXPLORER = 'explorer';

/** The pictures and folders selected. VS Code tells them to menus only, or by way of the clipboard, whose text is put back. */
async function explorerSelection(): Promise<vscode.Uri[]> {
  const before = await vscode.env.clipboard.readText();
  await vscode.commands.executeCommand('copyFilePath');
  const paths = (await vscode.env.clipboard.readText()).split(/\r?\n/).filter((path) => path !== '');
  await vscode.env.clipboard.writeText(before);
  const uris = paths.map((path) => vscode.Uri.file(path));
  const usable = await Promise.all(uris.map(async (uri) => isPicture(uri.fsPath) || (await isFolder(uri))));
  return uris.filter((_, index) => usable[index]);
}
