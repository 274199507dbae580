import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { TreeNode } from './assetTree';

/** Moves orphaned outputs to the trash, once that is confirmed; of the group of them, all. */
export async function trashOrphans(nodes: TreeNode[]): Promise<void> {
  const files = new Map(
    nodes.flatMap(({ kind, manifest, name }) => {
      const paths = kind === 'orphans' ? manifest.orphans : kind === 'orphan' ? [name!] : [];
      return paths.map((path) => [resolve(manifest.folder, path), path] as const);
    }),
  );
  if (files.size === 0 || !(await confirm([...files.values()]))) return;
  const withoutTrash: vscode.Uri[] = [];
  for (const file of files.keys()) {
    const uri = vscode.Uri.file(file);
    await vscode.workspace.fs.delete(uri, { useTrash: true }).then(undefined, async () => {
      if (await exists(uri)) withoutTrash.push(uri); // who else has deleted it has done what was asked
    });
  }
  if (withoutTrash.length > 0) await deleteForGood(withoutTrash);
}

async function confirm(paths: string[]): Promise<boolean> {
  const move = vscode.l10n.t('Move to Trash');
  const question =
    paths.length === 1
      ? vscode.l10n.t('Move {0} to the trash?', paths[0]!)
      : vscode.l10n.t('Move {0} orphaned outputs to the trash?', paths.length);
  const detail = vscode.l10n.t('Stylize wrote them, and no rule plans them any more.');
  const listed = paths.length > 1 ? `\n\n${listOf(paths)}` : '';
  const options = { modal: true, detail: detail + listed };
  return (await vscode.window.showWarningMessage(question, options, move)) === move;
}

/** Some disks, as those of remote machines, have no trash. */
async function deleteForGood(uris: vscode.Uri[]): Promise<void> {
  const remove = vscode.l10n.t('Delete Permanently');
  const question =
    uris.length === 1
      ? vscode.l10n.t(
          "{0} can't be moved to a trash. Delete it permanently?",
          vscode.workspace.asRelativePath(uris[0]!),
        )
      : vscode.l10n.t("{0} files can't be moved to a trash. Delete them permanently?", uris.length);
  if ((await vscode.window.showWarningMessage(question, { modal: true }, remove)) !== remove) return;
  for (const uri of uris) {
    try {
      await vscode.workspace.fs.delete(uri);
    } catch (error) {
      const path = vscode.workspace.asRelativePath(uri);
      void vscode.window.showErrorMessage(vscode.l10n.t("{0} can't be deleted: {1}", path, (error as Error).message));
      return;
    }
  }
}

function listOf(paths: string[]): string {
  const more = paths.length - LISTED;
  return [...paths.slice(0, LISTED), ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : [])].join('\n');
}

const LISTED = 10;

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
