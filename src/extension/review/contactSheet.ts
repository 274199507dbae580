import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../../pipeline/failure';
import { type SheetPage, sheetPages } from '../../shared/sheetPages';
import { withProgress } from '../applyStyle';
import { describeHere } from '../failures';
import type { AssetState, ManifestState } from '../manifests';
import { type SheetForm, type SheetServices, writeSheet } from './writeSheet';

type Pages = SheetPage<AssetState>[];

/**
 * Writes a contact sheet of these assets where the user wants to have it, on as many pages as it takes. Returns once that has
 * begun, or was called off: how it ended is told by a message, whether or not the panel is still there.
 * @throws Error in words for a person
 */
export async function exportSheet(
  state: ManifestState,
  assets: AssetState[],
  form: SheetForm,
  services: SheetServices,
): Promise<void> {
  const { l10n, window } = vscode;
  if (assets.length === 0) throw new Error(l10n.t('There is no painted picture to put on the sheet.'));
  const filters = form === 'html' ? { HTML: ['html'] } : { PNG: ['png'] };
  const defaultUri = vscode.Uri.file(join(state.folder, `contact-sheet.${form}`));
  const target = await window.showSaveDialog({ title: l10n.t('Export Contact Sheet'), defaultUri, filters });
  if (!target) return;
  const pages = sheetPages(target.fsPath, assets);
  if (await mayReplace(pages)) void write(state, pages, form, services);
}

/** The dialog has asked about the name that was chosen, but not about those with numbers. */
async function mayReplace(pages: Pages): Promise<boolean> {
  const { l10n, window } = vscode;
  const there = pages.filter(({ path }) => existsSync(path)).length;
  if (pages.length === 1 || there === 0) return true;
  const replace = l10n.t('Replace');
  const question = l10n.t('The contact sheet takes {0} pages, of which {1} are there already.', pages.length, there);
  return (await window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

async function write(state: ManifestState, pages: Pages, form: SheetForm, services: SheetServices): Promise<void> {
  const { l10n, window } = vscode;
  try {
    const missing = await withProgress(l10n.t('Exporting the contact sheet'), (progress, signal) =>
      writeSheet(state, pages, form, services, progress, signal),
    );
    if (missing.length > 0)
      void window.showWarningMessage(
        l10n.t("{0} can't be read, and its place on the sheet is empty.", someOf(missing)),
      );
    await offer(pages, form);
  } catch (error) {
    if (!isCancellation(error))
      void window.showErrorMessage(l10n.t('The contact sheet could not be written. {0}', wordsOf(error)));
  }
}

async function offer(pages: Pages, form: SheetForm): Promise<void> {
  const { l10n, window, env, commands, workspace } = vscode;
  const [first, ...others] = pages.map(({ path }) => vscode.Uri.file(path));
  const open = l10n.t('Open');
  const name = workspace.asRelativePath(first!);
  const count = pages.reduce((sum, { assets }) => sum + assets.length, 0);
  const message =
    others.length === 0
      ? l10n.t('The contact sheet is in {0}.', name)
      : l10n.t(
          'The contact sheet of {0} pictures has {1} pages, from {2} to {3}.',
          count,
          pages.length,
          name,
          workspace.asRelativePath(others.at(-1)!),
        );
  if ((await window.showInformationMessage(message, open)) !== open) return;
  if (form === 'html') await env.openExternal(first!);
  else await commands.executeCommand('vscode.open', first!);
}

/** The first of many. */
function someOf(names: string[]): string {
  const [shown, more] = [names.slice(0, 3).join(', '), names.length - 3];
  return more > 0 ? vscode.l10n.t('{0} (and {1} more)', shown, more) : shown;
}

function wordsOf(error: unknown): string {
  return error instanceof EngineFailure ? describeHere(error.problem) : (error as Error).message;
}

function isCancellation(error: unknown): boolean {
  if (error instanceof EngineFailure) return error.problem.kind === 'cancelled';
  return (error as Error | undefined)?.name === 'AbortError';
}
