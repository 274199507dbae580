import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { type LintReport, lintOutputs } from '../pipeline/lint';
import { groupBy } from '../shared/groupBy';
import type { Finding } from '../shared/lint';
import type { ManifestProblem } from '../shared/manifestProblem';
import { locateProblems } from '../shared/parseManifest';
import { withProgress } from './applyStyle';
import type { EngineHost } from './engineHost';
import { tellFailures } from './failures';
import type { ManifestState, Manifests } from './manifests';
import { chooseManifest } from './runManifest';
import type { Runner } from './runner';
import { registerTrustedCommand } from './trust';

/**
 * "Check Results", also after runs of so many pictures as `stylize.checkAfterRun` says: what is found is in Problems, at the
 * results, or in the manifest where it is about a style.
 */
export function registerCheckResults(
  engine: EngineHost,
  manifests: Manifests,
  runner: Runner,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const findings = new Findings(manifests);
  /** @param isWanted whether a finding is shown */
  const check = async (
    state: ManifestState,
    isWanted: (finding: Finding) => boolean,
    signal: AbortSignal,
    told?: (done: number, total: number) => void,
  ) => {
    const { manifest, uri, assets } = state;
    if (!manifest) return undefined;
    const targets = assets.filter((asset) => asset.state !== 'blocked');
    const report = await lintOutputs({
      manifestPath: uri.fsPath,
      manifest,
      targets,
      client: engine.client,
      signal,
      told,
    });
    await findings.show(state, report.findings.filter(isWanted));
    return report;
  };

  /** Results that a run has painted and that nobody checked yet: their manifests are surveyed first. */
  const due = new Set<string>();
  let ran: { uri: vscode.Uri; painted: number } | undefined;
  const followRun = (): void => {
    const { progress } = runner;
    if (progress) ran = { uri: progress.uri, painted: progress.done - progress.failed };
    else if (ran) {
      if (ran.painted > 0) due.add(ran.uri.toString());
      ran = undefined;
    }
  };
  const checkDue = async ({ uri }: { uri: vscode.Uri }): Promise<void> => {
    const state = manifests.of(uri);
    if (!state || !due.delete(uri.toString()) || !vscode.workspace.isTrusted) return;
    const most = vscode.workspace.getConfiguration('stylize', uri).get('checkAfterRun', 500);
    if (state.assets.length > most) return;
    // licences are a matter for the day of delivery, not for every run
    const isOfResult = ({ check }: Finding): boolean => check !== 'licence';
    await check(state, isOfResult, new AbortController().signal).catch((error: Error) =>
      log.warn(`check: ${error.message}`),
    );
  };

  return vscode.Disposable.from(
    findings,
    runner.onDidChange(followRun),
    manifests.onDidChange(({ uri, assets }) => void (!assets && checkDue({ uri }))),
    registerTrustedCommand('stylize.checkResults', async (clicked?: vscode.Uri) => {
      const uri = clicked instanceof vscode.Uri ? clicked : await chooseManifest(vscode.l10n.t('Check Results'));
      if (!uri) return;
      await manifests.know(uri);
      const state = manifests.of(uri);
      if (!state) return;
      try {
        const report = await withProgress(vscode.l10n.t('Checking results'), (progress, signal) =>
          check(state, () => true, signal, reporting(progress)).catch((error) => {
            if (!signal.aborted) throw error;
            return undefined;
          }),
        );
        if (report) await tell(report);
        else if (!state.manifest) await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        await tellFailures([error.problem], log);
      }
    }),
  );
}

function reporting(progress: vscode.Progress<{ message?: string; increment?: number }>) {
  return (done: number, total: number): void =>
    progress.report({ message: vscode.l10n.t('{0} of {1}', done, total), increment: 100 / total });
}

async function tell({ findings, checked }: LintReport): Promise<void> {
  if (findings.length > 0) await vscode.commands.executeCommand('workbench.panel.markers.view.focus');
  else
    void vscode.window.showInformationMessage(
      checked === 0
        ? vscode.l10n.t('There are no results to check yet.')
        : vscode.l10n.t('{0} results checked: nothing to look at.', checked),
    );
}

/** What was found last, in Problems; of a result that is painted anew nothing is known. */
class Findings implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('stylize-results');
  private readonly shown = new Map<string, vscode.Uri[]>();
  private readonly following: vscode.Disposable;

  constructor(manifests: Manifests) {
    this.following = manifests.onDidChange(({ uri, assets }) => {
      const state = manifests.of(uri);
      if (!state) this.clear(uri);
      for (const { output, state: now } of assets ?? [])
        if (now === 'running' && state) this.collection.delete(vscode.Uri.file(resolve(state.folder, output)));
    });
  }

  async show({ uri, folder }: ManifestState, findings: readonly Finding[]): Promise<void> {
    const text = await readFile(uri.fsPath, 'utf8').catch(() => '');
    this.clear(uri);
    const byFile = groupBy(findings.slice(0, MOST), ({ check, file }) =>
      check === 'licence' ? uri.fsPath : resolve(folder, file),
    );
    for (const [file, found] of byFile)
      this.collection.set(
        vscode.Uri.file(file),
        found.map((finding) => diagnosticOf(finding, text)),
      );
    this.shown.set(uri.toString(), [...byFile.keys()].map(vscode.Uri.file));
  }

  dispose(): void {
    this.following.dispose();
    this.collection.dispose();
  }

  private clear(manifest: vscode.Uri): void {
    for (const file of this.shown.get(manifest.toString()) ?? []) this.collection.delete(file);
    this.shown.delete(manifest.toString());
  }
}

/** Findings that are listed: nobody reads on. */
const MOST = 500;
const TOP = new vscode.Range(0, 0, 0, 0);

/** @param text of the manifest */
function diagnosticOf({ check, severity, path, message, remedy }: Finding, text: string): vscode.Diagnostic {
  const { Warning, Information } = vscode.DiagnosticSeverity;
  const [place] = check === 'licence' ? locateProblems(text, [{ severity, message, path, onKey: true }]) : [];
  const diagnostic = new vscode.Diagnostic(
    place ? rangeOf(place) : TOP,
    `${message} ${remedy}`,
    severity === 'warning' ? Warning : Information,
  );
  diagnostic.source = 'stylize';
  diagnostic.code = check;
  return diagnostic;
}

function rangeOf({ start, end }: ManifestProblem): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
