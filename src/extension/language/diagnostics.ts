import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Bases } from '../../shared/manifestLayers';
import type { ManifestProblem, PlanProblem } from '../../shared/manifestProblem';
import { followProblems, parseManifest } from '../../shared/parseManifest';
import { basesOf } from '../bases';
import { describeHere } from '../failures';
import type { ManifestState, Manifests } from '../manifests';
import { isManifest, openManifest } from './documents';

/**
 * What is wrong, in Problems: of an open manifest while it is typed, together with what its last survey found; of others what
 * the survey found. Pictures that a run could not paint are marked themselves.
 */
export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('stylize');
  private readonly published = new Map<string, ManifestProblem[]>();
  /** Of open manifests: what the planner found in the text that was saved last. */
  private readonly planned = new Map<string, { text: string; problems: ManifestProblem[] }>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Of each manifest, how often it was published: bases take time to read. */
  private readonly turns = new Map<string, number>();
  private readonly failed = new Map<string, vscode.Uri[]>();
  private readonly subscriptions: vscode.Disposable;
  private waiting: NodeJS.Timeout | undefined;

  constructor(private readonly manifests: Manifests) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => isManifest(document) && this.soon(document.uri)),
      vscode.workspace.onDidCloseTextDocument((document) => isManifest(document) && this.closed(document.uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => closed.length > 0 && this.allSoon()),
      manifests.onDidChange(() => this.allSoon()),
      // a task's problem matcher clears what it did not report itself
      vscode.tasks.onDidEndTask(({ execution }) => execution.task.definition.type === 'stylize' && this.allSoon()),
    );
    for (const document of vscode.workspace.textDocuments) this.opened(document);
  }

  /** The problems of a manifest that a range touches, also those that VS Code's JSON shows. */
  at(uri: vscode.Uri, range: vscode.Range): ManifestProblem[] {
    const problems = this.published.get(uri.toString()) ?? [];
    return problems.filter((problem) => rangeOf(problem).intersection(range) !== undefined);
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.turns.clear();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.subscriptions.dispose();
    this.collection.dispose();
  }

  private opened(document: vscode.TextDocument): void {
    if (!isManifest(document)) return;
    void this.manifests.ready();
    void this.manifests.know(document.uri);
    this.publish(document.uri);
  }

  private closed(uri: vscode.Uri): void {
    this.planned.delete(uri.toString());
    this.publish(uri);
  }

  private soon(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.publish(uri), TYPING),
    );
  }

  private allSoon(): void {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      this.publishAll();
    }, TYPING);
  }

  private publishAll(): void {
    const known = new Map(this.manifests.all.map((state) => [state.uri.toString(), state]));
    for (const key of this.published.keys()) if (!known.has(key)) this.publish(vscode.Uri.parse(key));
    for (const { uri } of known.values()) this.publish(uri);
  }

  private publish(uri: vscode.Uri): void {
    const key = uri.toString();
    const turn = (this.turns.get(key) ?? 0) + 1;
    this.turns.set(key, turn);
    const document = openManifest(uri);
    const version = document?.version;
    void (document ? basesOf(document.getText(), uri) : Promise.resolve(undefined)).then((bases) => {
      // a later one tells what is newer
      if (this.turns.get(key) === turn && openManifest(uri)?.version === version) this.show(uri, bases);
    });
  }

  private show(uri: vscode.Uri, bases: Bases | undefined): void {
    const key = uri.toString();
    const state = this.manifests.of(uri);
    const problems = this.problemsOf(uri, state, bases);
    if (problems.length > 0) this.published.set(key, problems);
    else this.published.delete(key);
    const byJson = isCheckedByJson(uri);
    this.collection.set(uri, problems.filter(({ bySchema }) => !(bySchema && byJson)).map(diagnosticOf));
    this.markFailed(key, state);
  }

  private problemsOf(uri: vscode.Uri, state: ManifestState | undefined, bases: Bases | undefined): ManifestProblem[] {
    const document = openManifest(uri);
    // the text of a file that has gone lives on for minutes after its editor was closed
    if (!document || (!state && !isShown(uri))) return (state?.problems ?? []).map(placed);
    const text = document.getText();
    const key = uri.toString();
    if (state && !document.isDirty) {
      const problems = state.problems.map(placed).filter(({ planned }) => planned);
      this.planned.set(key, { text, problems });
    }
    const parsed = parseManifest(text, { bases });
    const saved = this.planned.get(key);
    // what the files have to do with it can't be told of what can't be read
    if (!parsed.manifest || !saved) return parsed.problems;
    return [...parsed.problems, ...followProblems(saved.text, saved.problems, text)];
  }

  private markFailed(key: string, state: ManifestState | undefined): void {
    const byFile = new Map<string, { uri: vscode.Uri; diagnostics: vscode.Diagnostic[] }>();
    for (const { problem } of state?.assets.filter((asset) => asset.state === 'failed') ?? []) {
      if (!problem || !state || byFile.size >= MOST_FAILED) continue;
      const uri = vscode.Uri.file(resolve(state.folder, problem.file));
      const message = describeHere({ ...problem, file: uri.fsPath });
      const diagnostic = new vscode.Diagnostic(TOP, message, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'stylize';
      byFile.set(uri.toString(), { uri, diagnostics: [diagnostic] });
    }
    for (const uri of this.failed.get(key) ?? []) if (!byFile.has(uri.toString())) this.collection.delete(uri);
    this.failed.set(
      key,
      [...byFile.values()].map(({ uri }) => uri),
    );
    for (const { uri, diagnostics } of byFile.values()) this.collection.set(uri, diagnostics);
  }
}

/** Milliseconds without a key before what is written is looked at. */
const TYPING = 200;
/** Failed pictures of one manifest that are listed: nobody reads on. */
const MOST_FAILED = 100;
const TOP = new vscode.Range(0, 0, 0, 0);

/** VS Code's JSON checks the schema of what is open: nobody wants to read twice that a comma is missing. */
function isCheckedByJson(uri: vscode.Uri): boolean {
  const document = openManifest(uri);
  const checks = vscode.workspace.getConfiguration('json', uri).get('validate.enable', true);
  return !!document && checks && vscode.extensions.getExtension('vscode.json-language-features') !== undefined;
}

function isShown(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
}

function placed(problem: ManifestProblem | PlanProblem): ManifestProblem {
  const top = { line: 0, character: 0, offset: 0 };
  return { start: top, end: top, ...problem };
}

function rangeOf({ start, end }: ManifestProblem): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

function diagnosticOf(problem: ManifestProblem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(problem), problem.message, SEVERITIES[problem.severity]);
  diagnostic.source = 'stylize';
  if (problem.kind) diagnostic.code = problem.kind;
  if (problem.kind === 'unused-style') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
