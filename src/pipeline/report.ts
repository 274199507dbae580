import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Job } from '../shared/plan';
import type { PaintedOutput, PreviewResult, Problem } from '../shared/protocol';
import { type ReportAsset, type ReportModel, type ReportStyle, reportPage } from '../shared/report';
import { askAgain } from './askAgain';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';
import { markAnimated } from './markAnimated';
import type { AssetOutcome } from './run';

/**
 * The self-contained before/after page of a run. Pictures are shown at up to 1600 pixels, made by the engine.
 * @param script the page's bundle, dist/webview/compare.js, as text
 * @throws the signal's reason, between two pictures, once it is aborted
 */
export async function buildReport(
  manifestPath: string,
  run: ReportRun,
  client: EngineClient,
  script: string,
  { signal, told, series }: ReportOptions = {},
): Promise<string> {
  const folder = dirname(manifestPath);
  const scratch = await mkdtemp(join(tmpdir(), 'stylize-report-'));
  try {
    let number = 0;
    /** For pictures whose run did not tell it. */
    const sizes = new Map<string, PreviewResult>();
    const uriOf = async (path: string, side: number): Promise<string> => {
      const output = join(scratch, `${number++}.webp`);
      sizes.set(path, await askAgain(client, 'preview', { source: resolve(folder, path), output, side }, signal));
      told?.(number);
      return `data:image/webp;base64,${(await readFile(output)).toString('base64')}`;
    };
    const model = await reportModel(basename(folder), run, PAGE_SIDE, uriOf, signal);
    const sized = model.assets.map((asset) => ({ ...asset, ...(asset.width === 0 && sizes.get(asset.output)) }));
    const assets = await markAnimated(sized, folder, 0);
    return reportPage({ ...model, assets, ...(series && { series }) }, script);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export interface ReportOptions {
  signal?: AbortSignal;
  /** Called with the number of pictures that were made small by now. */
  told?(pictures: number): void;
  /** The pages that it is one of. */
  series?: ReportModel['series'];
}

/** What the model needs to know of a run; `outcomes` of a manifest or of pictures that were chosen by hand. */
export interface ReportRun {
  outcomes: ReportOutcome[];
  milliseconds: number;
  /** Of the whole run, where these are a part of its outcomes. */
  totals?: ReportModel['totals'];
  /** What is to be looked at, where it was checked. */
  findings?: ReportModel['findings'];
}

export interface ReportOutcome extends Pick<AssetOutcome, 'status' | 'size' | 'fromCache'> {
  result?: Pick<PaintedOutput, 'milliseconds'> | undefined;
  problem?: Problem | undefined;
  job: Pick<Job, 'source' | 'output' | 'styleName'> & {
    style: Pick<Job['style'], 'references'>;
    /** What the sides are called, where they are not before and after. */
    names?: ReportAsset['names'];
  };
}

/** A URI for a picture, named as its job names it, with that many pixels on its longest side at least where it has them. */
export type UriOf = (path: string, side: number) => Promise<string>;

/**
 * What the page and the panel show of a run. Each picture is asked for once; one that can't be shown before is left out, one
 * that can't be shown after counts as failed.
 * @throws the signal's reason, between two pictures, once it is aborted
 */
export async function reportModel(
  title: string,
  { outcomes, milliseconds, totals, findings }: ReportRun,
  side: number,
  uriOf: UriOf,
  signal?: AbortSignal,
): Promise<ReportModel> {
  const once = memoised(uriOf);
  const assets: ReportAsset[] = [];
  for (const outcome of outcomes) {
    signal?.throwIfAborted();
    if (outcome.status !== 'planned') assets.push(await assetOf(outcome, side, once));
  }
  const styles: ReportStyle[] = [];
  const painted = outcomes.map(({ job }) => job).filter(({ style }) => style.references.length > 0);
  for (const [name, reference] of new Map(painted.map((job) => [job.styleName, heaviest(job.style.references)]))) {
    signal?.throwIfAborted();
    styles.push({ name, thumbnail: await once(reference, THUMBNAIL_SIDE).catch(() => undefined) });
  }
  signal?.throwIfAborted(); // or what was cancelled last would be told as failed
  const failed = assets.filter(({ failure }) => failure).length;
  const cached = assets.filter(({ failure, cached }) => cached && !failure).length;
  const counted = { done: assets.length - cached - failed, cached, failed, milliseconds };
  const generated = new Date().toISOString();
  return { title, generated, totals: totals ?? counted, styles, assets, ...(findings && { findings }) };
}

/** The reference that stands for a style: the one with the largest share. */
export function heaviest(references: readonly { path: string; weight: number }[]): string {
  return references.reduce((a, b) => (b.weight > a.weight ? b : a)).path;
}

const PAGE_SIDE = 1600;
const THUMBNAIL_SIDE = 160;

function memoised(uriOf: UriOf): UriOf {
  const known = new Map<string, Promise<string>>();
  return (path, side) => {
    const key = `${side} ${path}`;
    const uri = known.get(key) ?? uriOf(path, side);
    known.set(key, uri);
    return uri;
  };
}

async function assetOf(
  { job, status, size, result, fromCache, problem }: ReportOutcome,
  side: number,
  uriOf: UriOf,
): Promise<ReportAsset> {
  const asset = {
    source: job.source,
    output: job.output,
    style: job.styleName,
    names: job.names,
    width: size?.width ?? 0,
    height: size?.height ?? 0,
    cached: status === 'cached',
    ...(fromCache && { fromCache }),
    milliseconds: result?.milliseconds,
  };
  const failed = ({ cause, remedy }: Problem): ReportAsset => ({ ...asset, failure: { cause, remedy } });
  if (problem) return failed(problem);
  try {
    const after = await uriOf(job.output, side);
    return { ...asset, before: await uriOf(job.source, side).catch(() => undefined), after };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return failed(error.problem);
  }
}
