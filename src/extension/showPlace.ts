import * as vscode from 'vscode';
import type { ManifestPath } from '../shared/manifestProblem';
import { rangeOfPath } from '../shared/manifestProblem';
import { readTree } from '../shared/manifestText';

/** Opens a manifest with what lies at this path chosen. @param ofKey whether the key is chosen rather than its value */
export async function showPlace(
  manifest: vscode.Uri,
  path: ManifestPath,
  ofKey: boolean,
  viewColumn?: vscode.ViewColumn,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest);
  const { offset, length } = rangeOfPath(readTree(document.getText()).root, path, ofKey);
  const selection = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  await vscode.window.showTextDocument(document, { selection, ...(viewColumn !== undefined && { viewColumn }) });
}
