import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { planApply } from '../pipeline/inputs';
import { heaviest, type ReportOutcome } from '../pipeline/report';
import { parseManifest } from '../shared/parseManifest';
import { PICTURE_EXTENSIONS } from '../shared/pictureFiles';
import { describeProblem, type Problem, type StyleReference, type StyleRequest } from '../shared/protocol';
import { flattenStyle } from '../shared/styles';
import type { ComparePanel } from './comparePanel';
import type { EngineHost } from './engineHost';
import { allManifests, nearestManifest } from './findManifest';
import { registerTrustedCommand } from './trust';

/** "Apply Style…" on pictures and folders: choose a style, paint beside the pictures, show before and after. */
export function registerApplyStyle(
  engine: EngineHost,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return registerTrustedCommand('stylize.applyStyle', async (clicked?: vscode.Uri, selected?: vscode.Uri[]) => {
    const uris = selected?.length ? selected : clicked ? [clicked] : await pickPictures('Pictures to paint', true);
    if (!uris?.length) return;
    const style = await pickStyle(uris[0]!);
    if (!style) return;
    const started = performance.now();
    const outcomes = await withProgress(`Painting in ${style.name}`, (progress, signal) =>
      paint(uris, style, engine, progress, signal),
    );
    const milliseconds = performance.now() - started;
    if (outcomes.length > 0) await panel.show(style.name, folderOf(uris[0]!), { outcomes, milliseconds });
    const failures = outcomes.flatMap(({ problem }) => (problem ? [describeProblem(problem)] : []));
    if (failures.length > 0) await tellFailures(failures, log);
  });
}

/** One plain message for all failures; the log has each. */
export async function tellFailures(failures: string[], log: vscode.LogOutputChannel): Promise<void> {
  for (const failure of failures) log.error(failure);
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
  const answer = await vscode.window.showErrorMessage(`${failures[0]}${more}`, 'Show Log');
  if (answer) log.show();
}

/** A notification with a cancel button, as a progress reporter and an AbortSignal. */
export function withProgress<T>(
  title: string,
  work: (progress: vscode.Progress<{ message?: string; increment?: number }>, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return work(progress, controller.signal);
  });
}

interface ChosenStyle {
  name: string;
  request: StyleRequest;
}

/** Paints one picture after the other, until it is stopped; a failure does not stop the others. */
async function paint(
  uris: vscode.Uri[],
  style: ChosenStyle,
  engine: EngineHost,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  signal: AbortSignal,
): Promise<ReportOutcome[]> {
  const folder = folderOf(uris[0]!);
  const jobOf = (source: string, output: string): ReportOutcome['job'] => ({
    source: relative(folder, source),
    output: relative(folder, output),
    styleName: style.name,
    style: style.request,
  });
  const failed = (problem: Problem, output = problem.file): ReportOutcome => ({
    job: jobOf(problem.file, output),
    status: 'failed',
    problem,
  });
  const { jobs, problems } = await planApply(
    uris.map((uri) => uri.fsPath),
    undefined,
  );
  const outcomes = problems.map((problem) => failed(problem));
  for (const [done, job] of jobs.entries()) {
    if (signal.aborted) break;
    const message = `${done + 1} of ${jobs.length}: ${basename(job.source)}`;
    progress.report({ message, increment: done ? 100 / jobs.length : 0 });
    try {
      const result = await engine.client.request('apply', { ...job, style: style.request }, signal);
      outcomes.push({ job: jobOf(job.source, job.output), status: 'done', size: result, result });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind === 'cancelled') break;
      outcomes.push(failed({ ...error.problem, file: job.source }, job.output));
    }
  }
  return outcomes;
}

/** From where a picture's path is told. */
function folderOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
}

type StyleItem = vscode.QuickPickItem & { style?: ChosenStyle; unusable?: vscode.Uri };

/** The styles of the manifest that a picture belongs to, and any reference picture. */
async function pickStyle(near: vscode.Uri): Promise<ChosenStyle | undefined> {
  const items = [...(await manifestStyles(near)), { label: 'Choose a reference picture…', alwaysShow: true }];
  const item = await vscode.window.showQuickPick(items, { title: 'Apply Style', placeHolder: 'Which style?' });
  if (item?.unusable) await vscode.window.showTextDocument(item.unusable);
  if (!item || item.style || item.unusable) return item?.style;
  const [reference] = (await pickPictures('Reference picture', false)) ?? [];
  if (!reference) return undefined;
  const references = [{ path: reference.fsPath, weight: 1 }];
  return { name: basename(reference.fsPath), request: { references, strength: 1, preserveColor: false } };
}

async function manifestStyles(near: vscode.Uri): Promise<StyleItem[]> {
  const uri = (await nearestManifest(near)) ?? (await allManifests())[0];
  if (!uri) return [];
  const { manifest, problem } = await readFile(uri.fsPath, 'utf8').then(
    (text) => {
      const { manifest, problems } = parseManifest(text);
      return { manifest, problem: problems.find(({ severity }) => severity === 'error')?.message };
    },
    (error: NodeJS.ErrnoException) => ({ manifest: undefined, problem: `It can't be read (${error.code}).` }),
  );
  if (!manifest) {
    const label = `$(warning) ${vscode.workspace.asRelativePath(uri)} can't be used`;
    return [{ label, detail: `${problem} Choose this to open it.`, alwaysShow: true, unusable: uri }];
  }
  const absolute = ({ path, weight }: StyleReference) => ({ path: resolve(dirname(uri.fsPath), path), weight });
  return Object.entries(manifest.styles).map(([name, { strength, preserveColor }]) => {
    const references = flattenStyle(manifest, name).map(absolute);
    return {
      label: name,
      description: references.map(({ path }) => basename(path)).join(' + '),
      iconPath: vscode.Uri.file(heaviest(references)),
      style: { name, request: { references, strength, preserveColor } },
    };
  });
}

function pickPictures(title: string, many: boolean): Thenable<vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({ title, canSelectMany: many, filters: { Pictures: [...PICTURE_EXTENSIONS] } });
}
