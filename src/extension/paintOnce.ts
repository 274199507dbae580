import { basename, dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { type PlannedApply, planApply } from '../pipeline/inputs';
import { paintOne } from '../pipeline/paintOne';
import type { ReportOutcome } from '../pipeline/report';
import type { Problem } from '../shared/protocol';
import { type ChosenStyle, requestOf } from './chosenStyle';
import { outputFolderFor } from './destinationPicker';
import type { EngineHost } from './engineHost';
import { isFolder } from './pictures';

export type PaintProgress = vscode.Progress<{ message?: string; increment?: number }>;

/** Paints one picture after the other, until it is stopped; a failure does not stop the others. */
export async function paintOnce(
  uris: readonly vscode.Uri[],
  style: ChosenStyle,
  destination: 'beside' | 'folder',
  engine: EngineHost,
  progress: PaintProgress,
  signal: AbortSignal,
): Promise<ReportOutcome[]> {
  const folder = folderOf(uris[0]!);
  const request = requestOf(style, engine.stylesFolder);
  const jobOf = (source: string, output: string): ReportOutcome['job'] => ({
    source: relative(folder, source),
    output: relative(folder, output),
    styleName: style.name,
    style: request,
  });
  const failed = (problem: Problem, output = problem.file): ReportOutcome => ({
    job: jobOf(problem.file, output),
    status: 'failed',
    problem,
  });
  const { jobs, problems } = await planAll(uris, destination);
  const outcomes = problems.map((problem) => failed(problem));
  for (const [done, job] of jobs.entries()) {
    if (signal.aborted) break;
    progress.report({ message: vscode.l10n.t('{0} of {1}: {2}', done + 1, jobs.length, basename(job.source)) });
    const share = shareReporter(engine, job.source, 100 / jobs.length, progress);
    try {
      const result = await paintOne(engine.client, { ...job, style: request }, signal);
      outcomes.push({ job: jobOf(job.source, job.output), status: 'done', size: result, result });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind === 'cancelled') break;
      outcomes.push(failed({ ...error.problem, file: job.source }, job.output));
    } finally {
      share.dispose();
    }
  }
  return outcomes;
}

/** From where a picture's path is told. */
export function folderOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
}

/** Below the output folder, pictures lie as they do in the workspace: two of one name don't meet. */
async function planAll(
  uris: readonly vscode.Uri[],
  destination: 'beside' | 'folder',
): Promise<{ jobs: PlannedApply[]; problems: Problem[] }> {
  const groups = new Map<string | undefined, string[]>();
  for (const uri of uris) {
    const out = destination === 'folder' ? await outputOf(uri) : undefined;
    groups.set(out, [...(groups.get(out) ?? []), uri.fsPath]);
  }
  const jobs = new Map<string, PlannedApply>(); // a picture may be chosen beside its folder
  const problems: Problem[] = [];
  for (const [out, paths] of groups) {
    const plan = await planApply(paths, out);
    for (const job of plan.jobs) jobs.set(job.source, job);
    problems.push(...plan.problems);
  }
  return { jobs: [...jobs.values()], problems };
}

async function outputOf(uri: vscode.Uri): Promise<string | undefined> {
  const folder = outputFolderFor(uri);
  if (folder === undefined) return undefined;
  const root = folderOf(uri);
  const place = (await isFolder(uri)) ? uri.fsPath : dirname(uri.fsPath);
  return join(root, folder, relative(root, place));
}

/** Tells how far one picture is, as its part of the whole; what is left of the part when it is done. */
function shareReporter(engine: EngineHost, source: string, part: number, progress: PaintProgress): vscode.Disposable {
  let told = 0;
  const tell = (share: number): void => {
    progress.report({ increment: (share - told) * part });
    told = share;
  };
  const listener = engine.onProgress(({ source: painted, done, total }) => {
    if (painted === source) tell(done / total);
  });
  return vscode.Disposable.from(listener, { dispose: () => tell(1) });
}
