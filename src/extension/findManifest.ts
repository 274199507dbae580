import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

export const MANIFEST = 'stylize.json';

/** The manifest that a file or folder belongs to: in the nearest folder from there up to the workspace folder. */
export async function nearestManifest(near: vscode.Uri): Promise<vscode.Uri | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(near)?.uri.fsPath;
  if (!top) return undefined;
  for (let place = near.fsPath; place.startsWith(top); place = dirname(place)) {
    const path = join(place, MANIFEST);
    if (await isFile(path)) return vscode.Uri.file(path);
    if (place === dirname(place)) return undefined; // the workspace is a whole disk
  }
  return undefined;
}

/** All manifests of the workspace, sorted by path. */
export async function allManifests(): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(`**/${MANIFEST}`, '**/node_modules/**');
  return found.sort((a, b) => (a.fsPath < b.fsPath ? -1 : 1));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
