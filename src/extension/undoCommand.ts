import * as vscode from 'vscode';
import type { Planner } from '../pipeline/planner';
import type { Undone } from '../pipeline/undo';
import type { Manifests } from './manifests';
import { chooseManifest } from './runManifest';
import type { Runner } from './runner';
import { registerTrustedCommand } from './trust';
import type { TreeNode } from './view/assetTree';
import type { Watching } from './watching';

/** "Undo Last Run": brings back what the last run of a manifest replaced and removes what it made, once that is confirmed. */
export function registerUndo(
  planner: Planner,
  manifests: Manifests,
  runner: Runner,
  watching: Watching,
): vscode.Disposable {
  return registerTrustedCommand('stylize.undo', async (clicked?: vscode.Uri | TreeNode) => {
    const uri = await manifestOf(clicked, manifests);
    if (!uri) return;
    const manifestPath = uri.fsPath;
    const steps = await planner.undo({ manifestPath, dryRun: true });
    if (!(await confirm(steps, watching.isOn))) return;
    if (watching.isOn) await watching.switch(false); // it would paint all of it again
    await runner.stop();
    try {
      tell(await planner.undo({ manifestPath }));
    } catch (error) {
      void vscode.window.showErrorMessage(vscode.l10n.t("The last run can't be undone: {0}", (error as Error).message));
    }
    manifests.refresh(uri);
  });
}

async function manifestOf(clicked: vscode.Uri | TreeNode | undefined, manifests: Manifests) {
  if (clicked) return clicked instanceof vscode.Uri ? clicked : clicked.manifest.uri;
  await manifests.ready();
  const [only, ...others] = manifests.all;
  return only && others.length === 0 ? only.uri : chooseManifest(vscode.l10n.t('Undo Last Run'));
}

async function confirm(steps: Undone[], isWatching: boolean): Promise<boolean> {
  const { l10n, window } = vscode;
  const [restored, removed, refused] = [of(steps, 'restore'), of(steps, 'remove'), of(steps, 'refuse')];
  if (restored.length + removed.length === 0) {
    const message =
      refused.length > 0
        ? l10n.t('Nothing can be undone: what the last run wrote was changed since.')
        : l10n.t('There is nothing to undo.');
    await window.showInformationMessage(message);
    return false;
  }
  const undo = l10n.t('Undo Last Run');
  const detail = [
    ...(restored.length > 0
      ? [l10n.t('{0} brought back as before the run: {1}', restored.length, list(restored))]
      : []),
    ...(removed.length > 0
      ? [l10n.t('{0} removed, which the run newly made: {1}', removed.length, list(removed))]
      : []),
    ...(refused.length > 0 ? [l10n.t('{0} left as changed since: {1}', refused.length, list(refused))] : []),
    ...(isWatching ? [l10n.t('Watching stops, or all would be painted again at once.')] : []),
  ];
  const options = { modal: true, detail: detail.join('\n\n') };
  return (await window.showWarningMessage(l10n.t('Undo what the last run did?'), options, undo)) === undo;
}

function tell(undone: Undone[]): void {
  const stay = undone.filter(({ cause }) => cause);
  const done = undone.length - stay.length;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Undone: {0}. Left as changed since: {1}.', done, stay.length),
  );
}

function of(steps: Undone[], action: Undone['action']): string[] {
  return steps.flatMap((step) => (step.action === action ? [step.output] : []));
}

function list(outputs: string[]): string {
  const more = outputs.length - LISTED;
  const shown = outputs.slice(0, LISTED).join(', ');
  return more > 0 ? vscode.l10n.t('{0} (and {1} more)', shown, more) : shown;
}

const LISTED = 5;
