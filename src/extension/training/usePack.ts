import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { addStyle } from '../../shared/manifestEdits';
import { basesOf } from '../bases';
import { MANIFEST, nearestManifest } from '../findManifest';

/**
 * Makes a pack a style of the manifest that it lies beside, or of a new one. As after a refactoring it is left unsaved: Ctrl+Z
 * takes it back.
 * @throws Error with the reason why the manifest can't take it
 */
export async function usePack(pack: string, name: string): Promise<void> {
  const { l10n, workspace } = vscode;
  const near = vscode.Uri.file(dirname(pack));
  const root = workspace.getWorkspaceFolder(near)?.uri ?? near;
  const manifest = (await nearestManifest(near)) ?? vscode.Uri.joinPath(root, MANIFEST).with({ scheme: 'untitled' });
  const path = manifest.scheme === 'untitled' ? MANIFEST : workspace.asRelativePath(manifest);
  const document = await workspace.openTextDocument(manifest);
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const text = document.getText();
  const reference = relative(dirname(manifest.fsPath), pack).replaceAll('\\', '/');
  const definition = { references: [reference], strength: 1, preserveColor: false };
  const added = addStyle(text, { name, definition }, { indent: '  ', eol }, await basesOf(text, manifest));
  if ('refused' in added) throw new Error(l10n.t("{0} can't take the style. {1}", path, added.refused));
  const rangeOf = (offset: number, length: number) =>
    new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of added.edits) edit.replace(manifest, rangeOf(offset, length), content);
  if (added.edits.length > 0 && !(await workspace.applyEdit(edit)))
    throw new Error(l10n.t("{0} can't be changed now. Try again.", path));
  const selection = rangeOf(added.style.offset, added.style.length);
  const other = vscode.window.tabGroups.all.find(({ isActive }) => !isActive);
  const viewColumn = other?.viewColumn ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, { preview: false, viewColumn, selection });
  void vscode.window.showInformationMessage(
    l10n.t('{0} is a style of {1} now. Save it, and apply the style to pictures.', added.styleName, path),
  );
}
