import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import * as vscode from 'vscode';

/** A picture as a commit holds it, in a file of its own. */
export interface Committed extends vscode.Disposable {
  file: string;
  /** What people call the commit. */
  name: string;
}

/** The part of VS Code's Git extension that is asked: https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts */
interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): GitRepository | null };
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  buffer(ref: string, path: string): Promise<Buffer>;
}

/**
 * The version of a picture in a commit, HEAD unless another is named; undefined where Git knows none, or the picture's bytes
 * are not in Git itself.
 * @param storage folder for the file, until it is disposed of
 */
export async function committedPicture(uri: vscode.Uri, storage: string, ref = 'HEAD'): Promise<Committed | undefined> {
  const repository = await repositoryOf(uri);
  if (!repository) return undefined;
  const path = relative(repository.rootUri.fsPath, uri.fsPath);
  const bytes = await repository.buffer(ref, path).catch(() => undefined);
  if (!bytes || isPointer(bytes)) return undefined;
  await mkdir(storage, { recursive: true });
  const folder = await mkdtemp(join(storage, 'committed-'));
  const file = join(folder, basename(uri.fsPath));
  await writeFile(file, bytes);
  const name = ref === 'HEAD' ? vscode.l10n.t('Last commit') : ref.slice(0, 8);
  return { file, name, dispose: () => void rm(folder, { recursive: true, force: true }) };
}

async function repositoryOf(uri: vscode.Uri): Promise<GitRepository | undefined> {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  try {
    return (await git?.activate())?.getAPI(1).getRepository(uri) ?? undefined;
  } catch {
    return undefined; // Git is switched off, or not there
  }
}

/** Git LFS keeps large files elsewhere, and three lines of text instead. */
function isPointer(bytes: Buffer): boolean {
  return bytes.subarray(0, 64).toString('latin1').startsWith('version https://git-lfs.');
}
