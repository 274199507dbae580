import * as vscode from 'vscode';
import { rangeOfPath } from '../../shared/manifestProblem';
import { readTree } from '../../shared/manifestText';

/** Opens a manifest with this rule chosen, beside what is in front. */
export async function showRule(manifest: vscode.Uri, rule: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest);
  const { root } = readTree(document.getText());
  const { offset, length } = rangeOfPath(root, ['assets', rule], false);
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const other = vscode.window.tabGroups.all.find(({ isActive }) => !isActive);
  await vscode.window.showTextDocument(document, {
    viewColumn: other?.viewColumn ?? vscode.ViewColumn.Beside,
    selection,
  });
}
