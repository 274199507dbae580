import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { type RunSummary, runManifest, UnusableManifest } from '../pipeline/run';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { describeProblem } from '../shared/protocol';
import { tellFailures, withProgress } from './applyStyle';
import type { ComparePanel } from './comparePanel';
import type { EngineHost } from './engineHost';
import { allManifests, MANIFEST, nearestManifest } from './findManifest';
import { registerTrustedCommand } from './trust';

/** "Run Manifest": makes all outputs true to a stylize.json; its problems go to Problems. */
export function registerRunManifest(
  engine: EngineHost,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection('stylize');
  const command = registerTrustedCommand('stylize.run', async (clicked?: vscode.Uri) => {
    const uri = clicked ?? (await chooseManifest());
    if (!uri || !(await save(uri))) return;
    try {
      const summary = await withProgress(`Running ${MANIFEST}`, (progress, signal) =>
        run(uri.fsPath, engine, progress, signal),
      );
      diagnostics.set(uri, summary.problems.map(diagnosticOf));
      const folder = dirname(uri.fsPath);
      if (summary.outcomes.length > 0) await panel.show(basename(folder), folder, summary);
      await tell(summary, log);
    } catch (error) {
      if (error instanceof UnusableManifest) {
        diagnostics.set(uri, error.problems.map(diagnosticOf));
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      } else if (error instanceof EngineFailure) await tellFailures([error.message], log);
      else throw error;
    }
  });
  return vscode.Disposable.from(diagnostics, command);
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

/** What is run is what is seen. False when it could not be saved, which VS Code then tells itself. */
async function save(uri: vscode.Uri): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  return document?.isDirty ? document.save() : true;
}

function run(
  manifestPath: string,
  engine: EngineHost,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  signal: AbortSignal,
) {
  let total = 1;
  const { extensionPath, packageJSON } = vscode.extensions.getExtension('stylize.stylize')!;
  return runManifest({
    ...engine.forRun,
    manifestPath,
    modelPath: join(extensionPath, 'models/base.safetensors'),
    engineVersion: packageJSON.version,
    signal,
    onEvent(event) {
      if (event.type === 'planned') total = event.decisions.length;
      else progress.report({ message: event.outcome.job.source, increment: 100 / total });
    },
  });
}

async function tell({ outcomes, done, cached, cancelled, unsaved }: RunSummary, log: vscode.LogOutputChannel) {
  if (unsaved) void vscode.window.showWarningMessage(describeProblem(unsaved));
  if (cancelled) void vscode.window.showInformationMessage(`Stopped: ${done} painted, ${cached} up to date.`);
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
