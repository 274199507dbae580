import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import type { RunEvent, RunSummary } from '../pipeline/run';
import { UnusableManifest } from '../pipeline/survey';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import type { Job } from '../shared/plan';
import { describeProblem } from '../shared/protocol';
import { tellFailures, withProgress } from './applyStyle';
import type { ComparePanel } from './comparePanel';
import { allManifests, MANIFEST, nearestManifest } from './findManifest';
import { uriInFront } from './pictures';
import type { Runner } from './runner';
import { registerTrustedCommand } from './trust';

/** A part of a manifest: the jobs of one rule, one style, one output, or of several. */
export interface RunPart {
  rule?: number;
  style?: string;
  output?: string;
  outputs?: ReadonlySet<string>;
}

/**
 * "Run Manifest" makes all outputs true to a stylize.json; `stylize.runPart`, for lenses and views, those of a part of it.
 * Its problems go to Problems.
 */
export function registerRunManifest(
  runner: Runner,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection('stylize');
  /** Whether it ran to its end. */
  const perform = async (uri: vscode.Uri, part?: RunPart): Promise<boolean> => {
    if (!(await save(uri))) return false;
    try {
      const summary = await withProgress(vscode.l10n.t('Running {0}', MANIFEST), (progress, signal) =>
        runner.run(uri, signal, reporting(runner, progress), part && ((job) => isPart(job, part))),
      );
      diagnostics.set(uri, summary.problems.map(diagnosticOf));
      const folder = dirname(uri.fsPath);
      if (summary.outcomes.length > 0) await panel.show(basename(folder), folder, summary);
      void tell(summary, log);
      return !summary.cancelled;
    } catch (error) {
      if (error instanceof UnusableManifest) {
        diagnostics.set(uri, error.problems.map(diagnosticOf));
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      } else if (error instanceof EngineFailure) void tellFailures([error.message], log);
      else throw error;
      return false;
    }
  };
  return vscode.Disposable.from(
    diagnostics,
    registerTrustedCommand('stylize.run', async (clicked?: vscode.Uri) => {
      const uri = clicked ?? (await chooseManifest());
      return uri ? perform(uri) : false;
    }),
    registerTrustedCommand('stylize.runPart', perform),
  );
}

/** Whether a job, or an asset, belongs to a part. */
export function isPart(
  job: Pick<Job, 'rule' | 'styleName' | 'output'>,
  { rule, style, output, outputs }: RunPart,
): boolean {
  const matches = (wanted: unknown, found: unknown): boolean => wanted === undefined || wanted === found;
  return (
    matches(rule, job.rule) &&
    matches(style, job.styleName) &&
    matches(output, job.output) &&
    (outputs?.has(job.output) ?? true)
  );
}

function reporting(runner: Runner, progress: vscode.Progress<{ message?: string; increment?: number }>) {
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
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no {0} in this workspace yet. Add one to run it.', MANIFEST),
    );
  if (found.length < 2) return found[0];
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const options = { title: vscode.l10n.t('Run Manifest'), placeHolder: vscode.l10n.t('Which manifest?') };
  return (await vscode.window.showQuickPick(items, options))?.uri;
}

/** What is run is what is seen. False when it could not be saved, which VS Code then tells itself. */
async function save(uri: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  return document?.isDirty ? document.save() : true;
}

async function tell({ outcomes, done, cached, cancelled, unsaved }: RunSummary, log: vscode.LogOutputChannel) {
  if (unsaved) void vscode.window.showWarningMessage(describeProblem(unsaved));
  if (cancelled)
    void vscode.window.showInformationMessage(vscode.l10n.t('Stopped: {0} painted, {1} up to date.', done, cached));
  const failures = outcomes.flatMap(({ problem }) => (problem ? [describeProblem(problem)] : []));
  if (failures.length > 0) await tellFailures(failures, log);
}

function diagnosticOf(problem: ManifestProblem | PlanProblem): vscode.Diagnostic {
  const { start, end } = 'start' in problem ? problem : { start: TOP, end: TOP };
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const severity = problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
  diagnostic.source = 'stylize';
  return diagnostic;
}

const TOP = { line: 0, character: 0 };
