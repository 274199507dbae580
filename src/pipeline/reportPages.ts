import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { reportPages } from '../shared/sheetPages';
import type { EngineClient } from './client';
import { buildReport, type ReportOptions, type ReportRun } from './report';

/**
 * Writes the before/after pages of a run: one, or as many as it takes, linked with each other, the first of them at `path` and what
 * failed on it. One is in memory at a time, and none takes its place before all are made.
 * @param script the page's bundle, dist/webview/compare.js, as text
 * @returns the pages' paths
 * @throws the signal's reason, between two pictures, once it is aborted; where a page can't be written
 */
export async function writeReportPages(
  path: string,
  manifestPath: string,
  run: ReportRun,
  client: EngineClient,
  script: string,
  { signal, told }: Pick<ReportOptions, 'signal' | 'told'> = {},
): Promise<string[]> {
  const pages = reportPages(path, failedFirst(run.outcomes));
  const files = pages.map((page) => basename(page.path));
  const pageOf = new Map(pages.flatMap(({ assets }, at) => assets.map(({ job }) => [job.output, at] as const)));
  const scratch = await mkdtemp(join(tmpdir(), 'stylize-report-'));
  const made = pages.map((_, at) => join(scratch, String(at)));
  let before = 0;
  try {
    for (const [at, { assets }] of pages.entries()) {
      const findings = run.findings?.filter(({ file }) => (pageOf.get(file) ?? 0) === at);
      const series = files.length > 1 ? { series: { files, at } } : {};
      const totals = files.length > 1 ? { totals: totalsOf(run) } : {};
      let last = 0;
      const html = await buildReport(manifestPath, { ...run, ...totals, outcomes: assets, findings }, client, script, {
        ...(signal && { signal }),
        ...series,
        told(pictures) {
          last = pictures;
          told?.(before + pictures);
        },
      });
      await writeFile(made[at]!, html);
      before += last;
    }
    for (const [at, page] of pages.entries()) await writeFileAtomic(page.path, await readFile(made[at]!));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return pages.map((page) => page.path);
}

function failedFirst(outcomes: ReportRun['outcomes']): ReportRun['outcomes'] {
  const failed = outcomes.filter(({ problem }) => problem);
  return [...failed, ...outcomes.filter(({ problem }) => !problem)];
}

function totalsOf({ outcomes, milliseconds }: ReportRun) {
  const count = (wanted: string): number => outcomes.filter(({ status }) => status === wanted).length;
  return { done: count('done'), cached: count('cached'), failed: count('failed'), milliseconds };
}
