import { dirname, resolve } from 'node:path';
import { groupBy } from '../shared/groupBy';
import type { Manifest } from '../shared/manifest';
import type { ManifestProblem } from '../shared/manifestProblem';
import type { Decision, Job } from '../shared/plan';
import type { ApplyParams, ApplyResult, PaintedOutput, Problem } from '../shared/protocol';
import { applyParams, batchesOf } from './batches';
import { EngineFailure } from './failure';
import type { PictureSize, WorkspaceState } from './state';
import { type SurveyedAsset, type SurveyOptions, surveyManifest } from './survey';

/** What a run needs of an EngineClient. */
export interface PaintingEngine {
  /** Starts the engine if need be. @throws EngineFailure */
  info(): Promise<unknown>;
  /** @throws EngineFailure */
  request(method: 'apply', params: ApplyParams, signal?: AbortSignal): Promise<ApplyResult>;
}

export interface RunOptions extends SurveyOptions {
  client: PaintingEngine;
  /** Leaves out the jobs that it does not pick. */
  only?: ((job: Job) => boolean) | undefined;
  /** Awaited before each picture: lets a run pause. */
  ready?: (() => Promise<void>) | undefined;
  /** Asked before each picture is painted: what it refuses is left to a later run. */
  wanted?: ((job: Job) => boolean) | undefined;
  /** A source whose pictures come before all others; asked before each, for it may change. */
  inFront?: (() => string | undefined) | undefined;
  /** Plan only: nothing is written. */
  dryRun?: boolean;
  /** Ends the run; the asset in flight is cancelled within one tile. */
  signal?: AbortSignal;
  onEvent(event: RunEvent): void;
}

export type RunEvent =
  | { type: 'planned'; manifest: Manifest; decisions: Decision[]; problems: ManifestProblem[] }
  | { type: 'painting'; job: Job }
  | { type: 'asset'; outcome: AssetOutcome };

export interface AssetOutcome {
  job: Job;
  reason: Decision['reason'];
  status: 'done' | 'cached' | 'failed' | 'planned';
  /** Of the output, where there is one. */
  size?: PictureSize | undefined;
  result?: PaintedOutput;
  problem?: Problem;
}

export interface RunSummary {
  done: number;
  cached: number;
  failed: number;
  planned: number;
  milliseconds: number;
  cancelled: boolean;
  /** Why what was done could not be noted: the outputs are there, but the next run makes them again. */
  unsaved?: Problem | undefined;
  outcomes: AssetOutcome[];
  problems: ManifestProblem[];
  /** Outputs of former runs that nothing plans any more. */
  orphans: string[];
}

/**
 * Makes the outputs true to a manifest: plans, skips what is up to date, paints the rest one by one. An asset that fails is
 * reported and does not stop the others. The engine starts only when there is something to paint.
 * @throws UnusableManifest, or EngineFailure when the engine can't start at all.
 */
export async function runManifest(options: RunOptions): Promise<RunSummary> {
  const started = performance.now();
  const folder = dirname(resolve(options.manifestPath));
  const { manifest, problems, assets, orphans, state, fingerprintOf } = await surveyManifest(options);
  await state.forget(new Set(assets.map(({ decision }) => decision.job.output)));
  const { only } = options;
  const work = only ? assets.filter(({ decision }) => only(decision.job)) : assets;
  options.onEvent({ type: 'planned', manifest, decisions: work.map(({ decision }) => decision), problems });

  const outcomes: AssetOutcome[] = [];
  const tell = (outcome: AssetOutcome): void => {
    outcomes.push(outcome);
    options.onEvent({ type: 'asset', outcome });
  };
  const paint = async (batch: SurveyedAsset[], tell: (outcome: AssetOutcome) => void): Promise<void> => {
    const jobs = batch.map(({ decision }) => decision.job);
    try {
      const before = await Promise.all(jobs.map((job) => fingerprintOf(job)));
      const { outputs, failures } = await options.client.request('apply', applyParams(jobs, folder), options.signal);
      for (const [index, { decision }] of batch.entries()) {
        const { job, reason } = decision;
        const file = resolve(folder, job.output);
        const result = outputs.find(({ output }) => output === file);
        const problem = failures.find(({ output }) => output === file)?.problem;
        if (result) {
          await state.wrote(job.output, before[index]!, { width: result.width, height: result.height });
          tell({ job, reason, status: 'done', size: result, result });
        } else if (problem) tell({ job, reason, status: 'failed', problem });
      }
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      const { problem } = error;
      if (problem.kind === 'cancelled') return;
      for (const { decision } of batch) tell({ job: decision.job, reason: decision.reason, status: 'failed', problem });
    }
  };
  if (!options.dryRun && !options.signal?.aborted) await prepare(work, state, options.client);
  for (const batch of byUrgency(batchesOf(work), options.inFront)) {
    const [{ decision, size, obstacle }] = batch as [SurveyedAsset];
    const { job, action, reason } = decision;
    if (action === 'run') await options.ready?.();
    if (obstacle) tell({ job, reason, status: 'failed', problem: obstacle });
    else if (action === 'skip') tell({ job, reason, status: 'cached', size });
    else if (options.dryRun)
      for (const asset of batch) tell({ job: asset.decision.job, reason: asset.decision.reason, status: 'planned' });
    else if (!options.signal?.aborted && (options.wanted?.(job) ?? true)) {
      for (const asset of batch) options.onEvent({ type: 'painting', job: asset.decision.job });
      await paint(batch, tell);
    }
  }
  const unsaved = options.dryRun ? undefined : await save(state, folder);
  const count = (status: AssetOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return {
    done: count('done'),
    cached: count('cached'),
    failed: count('failed'),
    planned: count('planned'),
    milliseconds: performance.now() - started,
    cancelled: options.signal?.aborted ?? false,
    unsaved,
    outcomes,
    problems,
    orphans,
  };
}

/** In the order of the plan, but for those of the source in front. */
function* byUrgency(batches: SurveyedAsset[][], inFront: RunOptions['inFront']): Generator<SurveyedAsset[]> {
  const bySource = groupBy(batches, ([asset]) => asset!.decision.job.source);
  const begun = new Set<SurveyedAsset[]>();
  const urgent = (): SurveyedAsset[] | undefined =>
    bySource.get(inFront?.() ?? '')?.find((batch) => batch[0]!.decision.action === 'run' && !begun.has(batch));
  for (const batch of batches) {
    for (let next = urgent(); next; next = urgent()) {
      begun.add(next);
      yield next;
    }
    if (begun.has(batch)) continue;
    begun.add(batch);
    yield batch;
  }
}

async function save(state: WorkspaceState, folder: string): Promise<Problem | undefined> {
  try {
    await state.finish();
    return undefined;
  } catch (error) {
    const cause = `it can't be written (${(error as NodeJS.ErrnoException).code}), so the next run starts afresh`;
    const remedy = 'Check the permissions of the folder and the space on the disk.';
    return { kind: 'unwritable', file: resolve(folder, '.stylize'), cause, remedy };
  }
}

async function prepare(work: SurveyedAsset[], state: WorkspaceState, client: PaintingEngine): Promise<void> {
  const toPaint = work.filter(({ decision, obstacle }) => decision.action === 'run' && !obstacle);
  if (toPaint.length === 0) return;
  await client.info(); // an engine that can't start is one failure, not one a picture
  // what can't be noted is told at the end; the price is that a killed run has to be forced to go on
  await state.intend(toPaint.map(({ decision }) => decision.job.output)).catch(() => {});
}
