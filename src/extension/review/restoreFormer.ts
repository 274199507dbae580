import * as vscode from 'vscode';
import type { Planner } from '../../pipeline/planner';
import type { Manifests } from '../manifests';
import type { Runner } from '../runner';
import type { Watching } from '../watching';

export interface RestoringServices {
  planner: Planner;
  manifests: Manifests;
  runner: Runner;
  watching: Watching;
}

/** Brings back what the last run replaced with one output. @throws Error in words for a person, where there is nothing to bring back */
export async function restoreFormer(
  manifest: vscode.Uri,
  output: string,
  { planner, manifests, runner, watching }: RestoringServices,
): Promise<void> {
  const { l10n } = vscode;
  if (runner.progress) throw new Error(l10n.t('A run is going on. Restore this when it has ended.'));
  const request = { manifestPath: manifest.fsPath, output };
  const [step] = await planner.undo({ ...request, dryRun: true });
  if (!step) throw new Error(l10n.t('There is no former output: the last run did not replace it.'));
  if (step.action === 'remove')
    throw new Error(l10n.t('There is no former output: the last run made it for the first time.'));
  if (step.action === 'refuse') throw new Error(l10n.t('It was changed since the last run, and is left as it is.'));
  if (watching.isOn) await watching.switch(false); // it would be painted anew at once
  const [done] = await planner.undo(request);
  if (done?.cause) throw new Error(l10n.t("The former output can't be restored: {0}.", done.cause));
  manifests.refresh(manifest);
}
