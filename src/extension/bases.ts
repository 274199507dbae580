import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { readBases } from '../pipeline/bases';
import type { Bases } from '../shared/manifestLayers';

/** The manifests that a text extends, as they stand in their editors, else on the disk. */
export function basesOf(text: string, manifest: vscode.Uri): Promise<Bases> {
  return readBases(text, dirname(manifest.fsPath), {}, async (path) => {
    const { fsPath } = vscode.Uri.file(path);
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === fsPath);
    return open?.getText() ?? readFile(path, 'utf8');
  });
}
