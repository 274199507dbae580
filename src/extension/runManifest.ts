import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { type RunSummary, runManifest, UnusableManifest } from '../pipeline/run';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { describeProblem } from '../shared/protocol';
import type { ReportStyle } from '../shared/report';
import { tellFailures, withProgress } from './applyStyle';
import type { ComparePanel } from './comparePanel';
import type { EngineHost } from './engineHost';

/** "Run Manifest": makes all outputs true to a stylize.json; its problems go to Problems. */
export function registerRunManifest(
  engine: EngineHost,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const diagnostics = vscode.languages.createDiagnosticCollection('stylize');
  const command = vscode.commands.registerCommand('stylize.run', async (clicked?: vscode.Uri) => {
    const uri = clicked ?? vscode.window.activeTextEditor?.document.uri ?? (await findManifest());
    if (!uri) {
      await vscode.window.showInformationMessage('There is no stylize.json in this workspace yet.');
      return;
    }
    try {
      const summary = await withProgress('Running stylize.json', (progress, signal) =>
        run(uri.fsPath, engine, progress, signal),
      );
      diagnostics.set(uri, summary.problems.map(diagnosticOf));
      const failures = summary.outcomes.flatMap(({ problem }) => (problem ? [describeProblem(problem)] : []));
      for (const failure of failures) log.error(failure);
      show(panel, dirname(uri.fsPath), summary);
      if (failures.length > 0) await tellFailures(failures, log);
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

async function findManifest(): Promise<vscode.Uri | undefined> {
  return (await vscode.workspace.findFiles('**/stylize.json', '**/node_modules/**', 1))[0];
}

function run(
  manifestPath: string,
  engine: EngineHost,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  signal: AbortSignal,
) {
  let total = 1;
  return runManifest({
    manifestPath,
    client: engine.client,
    signal,
    onEvent(event) {
      if (event.type === 'planned') total = event.decisions.length;
      else progress.report({ message: event.outcome.job.source, increment: 100 / total });
    },
  });
}

function show(panel: ComparePanel, folder: string, { outcomes }: RunSummary): void {
  const painted = outcomes.flatMap(({ job, status, size, result }) => {
    if (status !== 'done' && status !== 'cached') return [];
    const facts = { width: size?.width ?? 0, height: size?.height ?? 0, milliseconds: result?.milliseconds };
    const paths = { before: join(folder, job.source), after: join(folder, job.output) };
    return [
      { source: job.source, output: job.output, style: job.styleName, cached: status === 'cached', ...facts, ...paths },
    ];
  });
  const styles = new Map<string, ReportStyle>();
  for (const { job } of outcomes)
    styles.set(job.styleName, { name: job.styleName, thumbnail: join(folder, job.style.references[0]!.path) });
  if (painted.length > 0) panel.show('Stylize: results', painted, [...styles.values()]);
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
