import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import writeFileAtomic from 'write-file-atomic';
import { EngineFailure } from '../pipeline/failure';
import type { Planner } from '../pipeline/planner';
import { UnusableManifest } from '../pipeline/survey';
import { ledgerForm, ledgerText, unlicensedIn } from '../shared/ledger';
import { unwritable } from '../shared/unwritable';
import { allowsOutside, installationOf } from './engineHost';
import { describeHere } from './failures';
import { chooseManifest } from './runManifest';
import { registerTrustedCommand } from './trust';

/** "Export Ledger…": what every result of a manifest is made of, as a file that a person names. */
export function registerExportLedger(context: vscode.ExtensionContext, planner: Planner): vscode.Disposable {
  return registerTrustedCommand('stylize.exportLedger', async (clicked?: vscode.Uri) => {
    const uri = clicked instanceof vscode.Uri ? clicked : await chooseManifest(vscode.l10n.t('Export Ledger'));
    if (!uri) return;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Ledger'),
      defaultUri: vscode.Uri.file(join(dirname(uri.fsPath), 'ledger.csv')),
      filters: { CSV: ['csv'], Markdown: ['md'], JSON: ['json'] },
    });
    if (!target) return;
    const options = { manifestPath: uri.fsPath, allowOutside: allowsOutside(uri), ...installationOf(context) };
    try {
      const entries = await planner.ledger(options);
      const text = ledgerText(entries, ledgerForm(target.fsPath) ?? 'csv', basename(uri.fsPath));
      if (await wrote(target.fsPath, text)) await tell(target, entries.length, unlicensedIn(entries));
    } catch (error) {
      if (error instanceof UnusableManifest) await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
      else if (error instanceof EngineFailure) await vscode.window.showErrorMessage(describeHere(error.problem));
      else throw error;
    }
  });
}

async function wrote(path: string, text: string): Promise<boolean> {
  try {
    await writeFileAtomic(path, text);
    return true;
  } catch (error) {
    void vscode.window.showErrorMessage(describeHere(unwritable(path, (error as NodeJS.ErrnoException).code)));
    return false;
  }
}

async function tell(target: vscode.Uri, results: number, unlicensed: readonly string[]): Promise<void> {
  const { l10n, window } = vscode;
  const open = l10n.t('Open');
  const name = basename(target.fsPath);
  const answer =
    unlicensed.length > 0
      ? await window.showWarningMessage(
          l10n.t(
            '{0} lists {1} results. These references have no stated licence: {2}',
            name,
            results,
            unlicensed.join(', '),
          ),
          open,
        )
      : await window.showInformationMessage(l10n.t('{0} lists {1} results.', name, results), open);
  if (answer) await vscode.commands.executeCommand('vscode.open', target);
}
