import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import writeFileAtomic from 'write-file-atomic';
import { EngineFailure } from '../../pipeline/failure';
import { buildReport } from '../../pipeline/report';
import { SHEET_LIMIT } from '../../shared/reviewMessages';
import { unwritable } from '../../shared/unwritable';
import { withProgress } from '../applyStyle';
import type { EngineHost } from '../engineHost';
import { describeHere } from '../failures';
import type { AssetState, ManifestState } from '../manifests';
import { pageFolder } from '../panelPage';
import { outcomeOf } from '../preview';

export type SheetForm = 'html' | 'png';

/**
 * Writes a contact sheet of these assets where the user wants to have it.
 * @returns false when the user has called it off
 * @throws Error in words for a person
 */
export async function exportSheet(
  state: ManifestState,
  assets: AssetState[],
  form: SheetForm,
  { engine, extension }: { engine: EngineHost; extension: vscode.Uri },
): Promise<boolean> {
  const { l10n, window } = vscode;
  if (assets.length === 0) throw new Error(l10n.t('There is no painted picture to put on the sheet.'));
  if (assets.length > SHEET_LIMIT)
    throw new Error(
      l10n.t('A sheet holds {0} pictures, and these are {1}. Narrow the filter.', SHEET_LIMIT, assets.length),
    );
  const filters = form === 'html' ? { HTML: ['html'] } : { PNG: ['png'] };
  const defaultUri = vscode.Uri.file(join(state.folder, `contact-sheet.${form}`));
  const target = await window.showSaveDialog({ title: l10n.t('Export Contact Sheet'), defaultUri, filters });
  if (!target) return false;
  try {
    await withProgress(l10n.t('Exporting the contact sheet'), (progress, signal) =>
      form === 'html'
        ? writePage(target.fsPath, state, assets, engine, extension, progress, signal)
        : writePicture(target.fsPath, state, assets, engine, progress, signal),
    );
  } catch (error) {
    if (isCancellation(error)) return false;
    throw error instanceof EngineFailure ? new Error(describeHere(error.problem)) : error;
  }
  void offer(target, form);
  return true;
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

async function writePage(
  path: string,
  state: ManifestState,
  assets: AssetState[],
  { client }: EngineHost,
  extension: vscode.Uri,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const script = await readFile(vscode.Uri.joinPath(pageFolder(extension), 'compare.js').fsPath, 'utf8');
  const run = { outcomes: assets.map((asset) => outcomeOf(asset, state)), milliseconds: 0 };
  const total = 2 * assets.length;
  const told = (made: number): void =>
    progress.report({ message: vscode.l10n.t('{0} of {1}', Math.min(made, total), total), increment: 100 / total });
  const page = await buildReport(state.uri.fsPath, run, client, script, { signal, told });
  await writeFileAtomic(path, page).catch((error: NodeJS.ErrnoException) => {
    throw new EngineFailure(unwritable(path, error.code));
  });
}

async function writePicture(
  path: string,
  { folder }: ManifestState,
  assets: AssetState[],
  engine: EngineHost,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const pictures = assets.map(({ source, output }) => ({
    before: resolve(folder, source),
    after: resolve(folder, output),
    label: output,
  }));
  const listener = engine.onProgress(({ source, done, total }) => {
    if (source === path) progress.report({ message: vscode.l10n.t('{0} of {1}', done, total), increment: 100 / total });
  });
  try {
    const { missing } = await engine.client.request('contactSheet', { pictures, output: path }, signal);
    if (missing.length > 0)
      void vscode.window.showWarningMessage(
        vscode.l10n.t("{0} can't be read, and its place on the sheet is empty.", missing.join(', ')),
      );
  } finally {
    listener.dispose();
  }
}

async function offer(target: vscode.Uri, form: SheetForm): Promise<void> {
  const { l10n, window, env, commands } = vscode;
  const open = l10n.t('Open');
  const message = l10n.t('The contact sheet is in {0}.', vscode.workspace.asRelativePath(target));
  if ((await window.showInformationMessage(message, open)) !== open) return;
  if (form === 'html') await env.openExternal(target);
  else await commands.executeCommand('vscode.open', target);
}

function isCancellation(error: unknown): boolean {
  if (error instanceof EngineFailure) return error.problem.kind === 'cancelled';
  return (error as Error | undefined)?.name === 'AbortError';
}
