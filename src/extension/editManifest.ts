import type { Edit } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Bases } from '../shared/manifestLayers';
import type { Layout } from '../shared/manifestLayout';
import { basesOf } from './bases';

/**
 * Changes a manifest's text. As after a refactoring it is left unsaved, in a tab that VS Code opens by itself: Ctrl+Z takes it back.
 * @param change says what to change, or why it can't be
 * @throws Error with that reason
 */
export async function editManifest<T extends { edits: Edit[] }>(
  manifest: vscode.Uri,
  change: (text: string, layout: Layout, bases: Bases) => T | { refused: string },
): Promise<{ document: vscode.TextDocument; changed: T; rangeOf(offset: number, length: number): vscode.Range }> {
  const { l10n } = vscode;
  const path = vscode.workspace.asRelativePath(manifest);
  const document = await vscode.workspace.openTextDocument(manifest);
  const layout = { indent: '  ', eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n' };
  const text = document.getText();
  const changed = change(text, layout, await basesOf(text, manifest));
  if ('refused' in changed) throw new Error(l10n.t("{0} can't take it. {1}", path, changed.refused));
  const rangeOf = (offset: number, length: number) =>
    new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of changed.edits) edit.replace(manifest, rangeOf(offset, length), content);
  if (changed.edits.length > 0 && !(await vscode.workspace.applyEdit(edit)))
    throw new Error(l10n.t("{0} can't be changed now. Try again.", path));
  return { document, changed, rangeOf };
}
