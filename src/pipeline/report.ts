import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { PreviewResult } from '../shared/protocol';
import { type ReportAsset, type ReportModel, type ReportStyle, reportPage } from '../shared/report';
import type { EngineClient } from './client';
import type { AssetOutcome, RunSummary } from './run';

/**
 * The self-contained before/after page of a run. Pictures are shown at up to 1600 pixels, made by the engine.
 * @param script the page's bundle, dist/webview/compare.js, as text
 */
export async function buildReport(
  manifestPath: string,
  summary: RunSummary,
  client: EngineClient,
  script: string,
): Promise<string> {
  const folder = dirname(manifestPath);
  const scratch = await mkdtemp(join(tmpdir(), 'stylize-report-'));
  try {
    let number = 0;
    const uriOf = async (path: string, side: number): Promise<PreviewResult & { uri: string }> => {
      const output = join(scratch, `${number++}.webp`);
      const size = await client.request('preview', { source: resolve(folder, path), output, side });
      return { ...size, uri: `data:image/webp;base64,${(await readFile(output)).toString('base64')}` };
    };
    const assets: ReportAsset[] = [];
    for (const outcome of summary.outcomes)
      if (outcome.status !== 'planned') assets.push(await assetOf(outcome, uriOf));
    const model: ReportModel = {
      title: basename(folder),
      generated: new Date().toISOString(),
      totals: {
        done: summary.done,
        cached: summary.cached,
        failed: summary.failed,
        milliseconds: summary.milliseconds,
      },
      styles: await stylesOf(summary.outcomes, uriOf),
      assets,
    };
    return reportPage(model, script);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type UriOf = (path: string, side: number) => Promise<PreviewResult & { uri: string }>;

const SIDE = 1600;
const THUMBNAIL = 160;

async function assetOf({ job, status, result, problem }: AssetOutcome, uriOf: UriOf): Promise<ReportAsset> {
  const base = { source: job.source, output: job.output, style: job.styleName, cached: status === 'cached' };
  const before = await uriOf(job.source, SIDE).catch(() => undefined);
  const after = status === 'failed' ? undefined : await uriOf(job.output, SIDE).catch(() => undefined);
  return {
    ...base,
    width: after?.width ?? before?.width ?? 0,
    height: after?.height ?? before?.height ?? 0,
    before: before?.uri ?? '',
    after: after?.uri ?? '',
    milliseconds: result?.milliseconds,
    failure: problem ?? (after ? undefined : { cause: 'its output can no longer be read', remedy: 'Run again.' }),
  };
}

async function stylesOf(outcomes: AssetOutcome[], uriOf: UriOf): Promise<ReportStyle[]> {
  const styles = new Map<string, ReportStyle>();
  for (const { job } of outcomes) {
    if (styles.has(job.styleName)) continue;
    const main = job.style.references.reduce((a, b) => (b.weight > a.weight ? b : a));
    const thumbnail = await uriOf(main.path, THUMBNAIL).catch(() => undefined);
    styles.set(job.styleName, { name: job.styleName, thumbnail: thumbnail?.uri ?? '' });
  }
  return [...styles.values()];
}
