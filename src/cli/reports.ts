import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { EngineClient } from '../pipeline/client';
import type { ReportOptions } from '../pipeline/report';
import { writeReportPages } from '../pipeline/reportPages';
import type { AssetOutcome, RunSummary } from '../pipeline/run';
import type { Finding } from '../shared/lint';
import { junitReport, type ReportedOutput, type RunReport } from '../shared/runReport';
import type { ReportTarget } from './options';

/**
 * Writes what `--report` asks for.
 * @param told is called with the number of pictures that a page shows by now
 * @returns the files, of which only a page may have several
 * @throws where a file can't be written; the signal's reason, once it is aborted amid a page
 */
export async function writeReport(
  { form, path }: ReportTarget,
  manifestPath: string,
  summary: RunSummary & { findings?: Finding[] | undefined },
  client: EngineClient,
  { signal, told }: Pick<ReportOptions, 'signal' | 'told'>,
): Promise<string[]> {
  await mkdir(dirname(path), { recursive: true });
  if (form === 'html') {
    const script = await readFile(join(__dirname, 'webview', 'compare.js'), 'utf8');
    return writeReportPages(path, resolve(manifestPath), summary, client, script, {
      ...(signal && { signal }),
      ...(told && { told }),
    });
  }
  const report = runReport(manifestPath, summary);
  await writeFileAtomic(path, form === 'junit' ? junitReport(report) : `${JSON.stringify(report, undefined, 2)}\n`);
  return [path];
}

/** A run as plain data. */
export function runReport(manifestPath: string, summary: RunSummary & { findings?: Finding[] | undefined }): RunReport {
  const { done, fromCache, cached, failed, planned, milliseconds, cancelled, outcomes, problems, orphans, findings } =
    summary;
  const folder = dirname(resolve(manifestPath));
  return {
    version: 1,
    manifest: basename(manifestPath),
    finished: new Date().toISOString(),
    totals: { done, fromCache, upToDate: cached, failed, planned, milliseconds: Math.round(milliseconds) },
    cancelled,
    outputs: outcomes.map((outcome) => reported(outcome, folder)),
    problems: problems.map(({ severity, message, start }) => ({ severity, message, line: start.line + 1 })),
    orphans,
    findings,
  };
}

function reported(
  { job, reason, status, size, result, fromCache, problem }: AssetOutcome,
  folder: string,
): ReportedOutput {
  const words = { cached: 'up to date', failed: 'failed', planned: 'planned' } as const;
  return {
    source: job.source,
    output: job.output,
    style: job.styleName,
    status: status === 'done' ? (fromCache ? 'from the cache' : 'painted') : words[status],
    reason,
    width: size?.width,
    height: size?.height,
    milliseconds: result?.milliseconds,
    notices: result?.notices ?? [],
    problem: problem && { ...problem, file: relative(folder, resolve(folder, problem.file)).replaceAll('\\', '/') },
  };
}
