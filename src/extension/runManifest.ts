import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import type { PlannerRunEvent } from '../pipeline/plannerProtocol';
import type { RunSummary } from '../pipeline/run';
import { UnusableManifest } from '../pipeline/survey';
import type { Problem } from '../shared/protocol';
import type { RunPart } from '../shared/runPart';
import { withProgress } from './applyStyle';
import type { ComparePanel } from './comparePanel';
import { describeHere, logFailures, tellFailures } from './failures';
import { allManifests, MANIFEST, nearestManifest } from './findManifest';
import type { Manifests } from './manifests';
import { uriInFront } from './pictures';
import type { Runner } from './runner';
import { saveToRun } from './saveToRun';
import { registerTrustedCommand } from './trust';

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
  /** Whether it ran to its end. */
  const perform = async (uri: vscode.Uri, part?: RunPart): Promise<boolean> => {
    if (!(await saveToRun(uri))) return false;
    const asked = panel.ask();
    try {
      const before = await textOf(uri);
      const summary = await withProgress(vscode.l10n.t('Running {0}', MANIFEST), (progress, signal) =>
        runner.run(uri, signal, reporting(runner, progress), part),
      );
      const folder = dirname(uri.fsPath);
      if (summary.outcomes.length > 0) await asked.show(basename(folder), folder, summary);
      tell(summary, log);
      void tellChange(uri, before);
      return !summary.cancelled;
    } catch (error) {
      if (error instanceof UnusableManifest) {
        await manifests.know(uri);
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      } else if (error instanceof EngineFailure) void tellFailures([error.problem], log);
      else throw error;
      return false;
    }
  };
  return vscode.Disposable.from(
    registerTrustedCommand('stylize.run', async (clicked?: vscode.Uri) => {
      const uri = clicked ?? (await chooseManifest(vscode.l10n.t('Run Manifest')));
      return uri ? perform(uri) : false;
    }),
    registerTrustedCommand('stylize.runPart', perform),
  );
}

/** Tells a progress bar how far the run is. */
export function reporting(runner: Runner, progress: vscode.Progress<{ message?: string; increment?: number }>) {
  return (event: PlannerRunEvent): void => {
    const { done, total } = runner.progress ?? { done: 0, total: 1 };
    if (event.type === 'waiting')
      progress.report({ message: vscode.l10n.t('waiting for {0}, which is at work in the same folder', event.holder) });
    else if (event.type === 'painting')
      progress.report({ message: vscode.l10n.t('{0} of {1}: {2}', done + 1, total, event.job.source) });
    else if (event.type === 'asset' && event.outcome.status !== 'cached') progress.report({ increment: 100 / total });
  };
}

/** The manifest in front, or the nearest to what is in front, or the only one; else a question. */
export async function chooseManifest(title: string): Promise<vscode.Uri | undefined> {
  const front = uriInFront();
  if (front && basename(front.fsPath) === MANIFEST) return front;
  const nearest = front && (await nearestManifest(front));
  if (nearest) return nearest;
  const found = await allManifests();
  if (found.length === 0)
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no {0} in this workspace yet. Add one to run it.', MANIFEST),
    );
  if (found.length < 2) return found[0];
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const options = { title, placeHolder: vscode.l10n.t('Which manifest?') };
  return (await vscode.window.showQuickPick(items, options))?.uri;
}

/** What is wrong with pictures is in Problems; an engine that ended is no picture's fault. */
function tell({ outcomes, done, cached, cancelled, unsaved, notices }: RunSummary, log: vscode.LogOutputChannel): void {
  if (unsaved) void vscode.window.showWarningMessage(describeHere(unsaved));
  for (const notice of notices) log.warn(notice);
  if (cancelled)
    void vscode.window.showInformationMessage(vscode.l10n.t('Stopped: {0} painted, {1} up to date.', done, cached));
  const problems = outcomes.flatMap(({ problem }) => problem ?? []);
  const isEngines = ({ kind }: Problem): boolean => kind === 'engine';
  logFailures(
    problems.filter((problem) => !isEngines(problem)),
    log,
  );
  if (problems.some(isEngines)) void tellFailures(problems.filter(isEngines), log);
}

/** A run ends as it began; what became of the manifest meanwhile is for the next one. */
async function tellChange(uri: vscode.Uri, before: string | undefined): Promise<void> {
  const now = await textOf(uri);
  if (now === before) return;
  const name = vscode.workspace.asRelativePath(uri);
  const { l10n, window } = vscode;
  if (now === undefined) {
    void window.showWarningMessage(
      l10n.t('{0} was deleted while it ran. What it asked for is painted, and nothing was lost.', name),
    );
    return;
  }
  const again = l10n.t('Run Again');
  const message = l10n.t('{0} was changed while it ran. What it asked for before is painted.', name);
  if (await window.showWarningMessage(message, again)) await vscode.commands.executeCommand('stylize.run', uri);
}

function textOf(uri: vscode.Uri): Promise<string | undefined> {
  return readFile(uri.fsPath, 'utf8').catch(() => undefined);
}
