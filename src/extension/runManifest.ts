import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import type { RunEvent, RunSummary } from '../pipeline/run';
import { UnusableManifest } from '../pipeline/survey';
import type { RunPart } from '../shared/manifestLenses';
import type { Job } from '../shared/plan';
import { describeProblem } from '../shared/protocol';
import { tellFailures, withProgress } from './applyStyle';
import type { ComparePanel } from './comparePanel';
import { allManifests, MANIFEST, nearestManifest } from './findManifest';
import type { Manifests } from './manifests';
import type { Runner } from './runner';
import { saveToRun } from './saveToRun';

/**
 * "Run Manifest" makes all outputs true to a stylize.json; `stylize.runPart`, for lenses and views, those of a part of it.
 * What is wrong with it is in Problems.
 */
export function registerRunManifest(
  runner: Runner,
  manifests: Manifests,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const perform = async (uri: vscode.Uri, part?: RunPart): Promise<void> => {
    if (!(await saveToRun(uri))) return;
    try {
      const summary = await withProgress(vscode.l10n.t('Running {0}', MANIFEST), (progress, signal) =>
        runner.run(uri, signal, reporting(runner, progress), part && ((job) => isPart(job, part))),
      );
      const folder = dirname(uri.fsPath);
      if (summary.outcomes.length > 0) await panel.show(basename(folder), folder, summary);
      await tell(summary, log);
    } catch (error) {
      if (error instanceof UnusableManifest) {
        await manifests.know(uri);
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      } else if (error instanceof EngineFailure) await tellFailures([error.message], log);
      else throw error;
    }
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('stylize.run', async (clicked?: vscode.Uri) => {
      const uri = clicked ?? (await chooseManifest());
      if (uri) await perform(uri);
    }),
    vscode.commands.registerCommand('stylize.runPart', perform),
  );
}

function isPart(job: Job, { rule, style, output }: RunPart): boolean {
  const matches = (wanted: unknown, found: unknown): boolean => wanted === undefined || wanted === found;
  return matches(rule, job.rule) && matches(style, job.styleName) && matches(output, job.output);
}

/** Tells a progress bar how far the run is. */
export function reporting(runner: Runner, progress: vscode.Progress<{ message?: string; increment?: number }>) {
  return (event: RunEvent): void => {
    const { done, total } = runner.progress ?? { done: 0, total: 1 };
    if (event.type === 'painting')
      progress.report({ message: vscode.l10n.t('{0} of {1}: {2}', done + 1, total, event.job.source) });
    else if (event.type === 'asset' && event.outcome.status !== 'cached') progress.report({ increment: 100 / total });
  };
}

/** The manifest in front, or the nearest to what is in front, or the only one; else a question. */
async function chooseManifest(): Promise<vscode.Uri | undefined> {
  const front = uriInFront();
  if (front && basename(front.fsPath) === MANIFEST) return front;
  const nearest = front && (await nearestManifest(front));
  if (nearest) return nearest;
  const found = await allManifests();
  if (found.length === 0)
    await vscode.window.showInformationMessage(`There is no ${MANIFEST} in this workspace yet. Add one to run it.`);
  if (found.length < 2) return found[0];
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const options = { title: 'Run Manifest', placeHolder: 'Which manifest?' };
  return (await vscode.window.showQuickPick(items, options))?.uri;
}

/** Of a text or of a picture; not what only looks like a file, such as the old side of a comparison. */
function uriInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const hasFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return hasFile && input.uri.scheme === 'file' ? input.uri : undefined;
}

async function tell({ outcomes, done, cached, cancelled, unsaved }: RunSummary, log: vscode.LogOutputChannel) {
  if (unsaved) void vscode.window.showWarningMessage(describeProblem(unsaved));
  if (cancelled) void vscode.window.showInformationMessage(`Stopped: ${done} painted, ${cached} up to date.`);
  const failures = outcomes.flatMap(({ problem }) => (problem ? [describeProblem(problem)] : []));
  if (failures.length > 0) await tellFailures(failures, log);
}
