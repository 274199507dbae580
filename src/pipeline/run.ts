import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { groupBy } from '../shared/groupBy';
import type { Manifest } from '../shared/manifest';
import type { ManifestProblem } from '../shared/manifestProblem';
import { type Forecast, forecast, sumOf } from '../shared/pace';
import type { Decision, Job } from '../shared/plan';
import { byPlan } from '../shared/planOrder';
import type { PaintedOutput, Problem } from '../shared/protocol';
import { batchesOf } from './batches';
import { MOST_ENGINES } from './engineTeam';
import { EngineFailure } from './failure';
import { InFlight } from './inFlight';
import { type CacheOptions, OutputCache } from './outputCache';
import { CannotStart, extensionOf, Painter, type PaintingEngine, warmEngine } from './painter';
import type { PictureSize, WorkspaceState } from './state';
import { type SurveyedAsset, type SurveyOptions, surveyManifest } from './survey';
import { UndoJournal } from './undoJournal';
import { WorkspaceLock } from './workspaceLock';

/** Pictures on their way at once: two for each engine of a team (see `EngineTeam`), four at least, since reading and writing take time, too. */
export const CONCURRENCY = 2 * Math.max(2, Math.min(MOST_ENGINES, availableParallelism()));

export interface RunOptions extends SurveyOptions {
  client: PaintingEngine;
  /** Where outputs are kept for other runs; absent for nowhere. */
  cache?: CacheOptions | undefined;
  /** Pictures on their way at once; 1 by default. */
  concurrency?: number | undefined;
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
  /** Another run in the same folder has to end first; `holder` is its process. */
  | { type: 'waiting'; holder: string }
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
  /** Whether it was made before, and only had to be copied. */
  fromCache?: boolean;
  /** Of what is planned, where it can be told. */
  forecast?: Forecast | undefined;
  problem?: Problem;
}

export interface RunSummary {
  done: number;
  /** Of those done. */
  fromCache: number;
  /** Up to date. */
  cached: number;
  failed: number;
  planned: number;
  /** Of all that is planned; `unknown` counts those of which nothing can be told. */
  forecast?: (Forecast & { unknown: number }) | undefined;
  milliseconds: number;
  cancelled: boolean;
  /** Why what was done could not be noted: the outputs are there, but the next run makes them again. */
  unsaved?: Problem | undefined;
  /** What did not work, though all was painted: the cache, the journal for undo. */
  notices: string[];
  outcomes: AssetOutcome[];
  problems: ManifestProblem[];
  /** Outputs of former runs that nothing plans any more. */
  orphans: string[];
}

/**
 * Makes the outputs true to a manifest: plans, skips what is up to date, takes what it can from the cache and paints the rest.
 * An asset that fails is reported and does not stop the others. The engine starts only when there is something to paint. Waits
 * while another run is at work in the folder.
 * @throws UnusableManifest, or EngineFailure when the engine can't start at all.
 */
export async function runManifest(options: RunOptions): Promise<RunSummary> {
  const { dryRun, signal, onEvent } = options;
  const onWait = (holder: string): void => onEvent({ type: 'waiting', holder });
  const folder = dirname(resolve(options.manifestPath));
  const lock = dryRun ? undefined : await WorkspaceLock.acquire(folder, { signal, onWait });
  try {
    return await performRun(options, folder, lock !== undefined);
  } finally {
    await lock?.release();
  }
}

/** @param writes whether it has the lock; a run that is only planned, or was stopped while it waited, has none */
async function performRun(options: RunOptions, folder: string, writes: boolean): Promise<RunSummary> {
  const started = performance.now();
  const { only, client, signal } = options;
  const cache = options.cache && new OutputCache(options.cache);
  let warming = !writes;
  const onWork: SurveyOptions['onWork'] = (job, fingerprintOf) => {
    if (warming || signal?.aborted || only?.(job) === false) return;
    warming = true;
    void warmEngine(job, { client, cache, fingerprintOf });
  };
  const survey = await surveyManifest({ ...options, onWork });
  const { manifest, problems, assets, orphans, state, fingerprintOf } = survey;
  await state.forget(new Set(assets.map(({ decision }) => decision.job.output)));
  const work = only ? assets.filter(({ decision }) => only(decision.job)) : assets;
  options.onEvent({ type: 'planned', manifest, decisions: work.map(({ decision }) => decision), problems });

  const outcomes: AssetOutcome[] = [];
  const tell = (outcome: AssetOutcome): void => {
    outcomes.push(outcome);
    options.onEvent({ type: 'asset', outcome });
  };
  const journal = new UndoJournal(folder, state);
  const onPainting = (job: Job): void => options.onEvent({ type: 'painting', job });
  let unsaved: Problem | undefined;
  try {
    if (writes) state.removeLeftovers();
    const toPaint = work.filter(isToPaint);
    const intended = toPaint.length > 0 && writes && !signal?.aborted ? intend(toPaint, state) : Promise.resolve();
    const services = { folder, state, client, cache, journal, fingerprintOf, signal, onPainting, intended };
    await goThrough(work, options, state, writes ? new Painter(services) : undefined, tell);
    await intended;
    outcomes.sort((a, b) => byPlan(a.job, b.job)); // of several at once the smaller ones are ready first
  } finally {
    await journal.close();
    await cache?.finish();
    if (writes) unsaved = await save(state, folder);
  }
  return {
    ...totalsOf(outcomes),
    milliseconds: performance.now() - started,
    cancelled: signal?.aborted ?? false,
    unsaved,
    notices: [cache?.trouble, journal.trouble].flatMap((trouble) => trouble ?? []),
    outcomes,
    problems,
    orphans,
  };
}

/** Tells of each asset; has those painted that are to be, several at once. @param painter absent where nothing may be written */
async function goThrough(
  work: SurveyedAsset[],
  { signal, concurrency = 1, dryRun, ready, wanted, inFront }: RunOptions,
  state: WorkspaceState,
  painter: Painter | undefined,
  tell: (outcome: AssetOutcome) => void,
): Promise<void> {
  const again: SurveyedAsset[][] = [];
  let fatal: unknown;
  const mayGoOn = (): boolean => !signal?.aborted && fatal === undefined;
  const make = async (painter: Painter, batch: SurveyedAsset[], hadCompany: () => boolean): Promise<void> => {
    const left = new Map(batch.map((asset) => [asset.decision.job, asset]));
    const report = (job: Job, outcome: Omit<AssetOutcome, 'job' | 'reason'>): void => {
      const { reason } = left.get(job)!.decision;
      left.delete(job);
      tell({ job, reason, ...outcome });
    };
    try {
      await painter.make([...left.keys()], (job, made) => {
        if ('problem' in made) report(job, { status: 'failed', problem: made.problem });
        else report(job, { status: 'done', size: made.result, ...made });
      });
    } catch (error) {
      if (!(error instanceof EngineFailure)) fatal ??= error;
      // when the engine dies it is not known over which picture: each is tried once more, by itself
      else if (error.problem.kind === 'engine' && hadCompany()) again.push([...left.values()]);
      else if (error.problem.kind !== 'cancelled')
        for (const job of [...left.keys()]) report(job, { status: 'failed', problem: error.problem });
    }
  };
  const lanes = new InFlight(Math.max(1, concurrency));
  const paintAll = async (painter: Painter): Promise<void> => {
    const order = byUrgency(batchesOf(work.filter(isToPaint)), inFront);
    for (;;) {
      await lanes.room();
      const { value: batch } = order.next();
      if (!batch) break;
      await ready?.();
      if (mayGoOn() && (wanted?.(batch[0]!.decision.job) ?? true))
        lanes.begin((hadCompany) => make(painter, batch, hadCompany));
    }
  };
  try {
    const painting = painter && !dryRun ? paintAll(painter) : Promise.resolve();
    await Promise.all([painting, tellOthers(work, dryRun, state, tell)]);
  } finally {
    await lanes.idle(); // nothing writes once the folder is free for others
  }
  for (const batch of again) if (painter && mayGoOn()) await make(painter, batch, () => false);
  if (fatal !== undefined) throw fatal instanceof CannotStart ? fatal.failure : fatal;
}

/** Tells of all that is not to be painted. The engine is not kept waiting for ten thousand that are up to date. */
async function tellOthers(
  work: SurveyedAsset[],
  dryRun: boolean | undefined,
  state: WorkspaceState,
  tell: (outcome: AssetOutcome) => void,
): Promise<void> {
  for (const [index, asset] of work.entries()) {
    const { decision, size, obstacle } = asset;
    const { job, action, reason } = decision;
    if (index % TOLD_AT_ONCE === 0) await setImmediate();
    if (obstacle) tell({ job, reason, status: 'failed', problem: obstacle });
    else if (action === 'skip') tell({ job, reason, status: 'cached', size });
    else if (dryRun) tell(await plannedOutcome(asset, state));
  }
}

/** Assets: a few milliseconds. */
const TOLD_AT_ONCE = 250;

function isToPaint({ decision, obstacle }: SurveyedAsset): boolean {
  return decision.action === 'run' && !obstacle;
}

function totalsOf(outcomes: AssetOutcome[]) {
  const count = (status: AssetOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const planned = outcomes.filter(({ status }) => status === 'planned');
  return {
    done: count('done'),
    fromCache: outcomes.filter(({ fromCache }) => fromCache).length,
    cached: count('cached'),
    failed: count('failed'),
    planned: planned.length,
    forecast: planned.length > 0 ? sumOf(planned.map((outcome) => outcome.forecast)) : undefined,
  };
}

/** In the order of the plan, but for those of the source in front. */
function* byUrgency(batches: SurveyedAsset[][], inFront: RunOptions['inFront']): Generator<SurveyedAsset[]> {
  const bySource = groupBy(batches, ([asset]) => asset!.decision.job.source);
  const begun = new Set<SurveyedAsset[]>();
  const urgent = (): SurveyedAsset[] | undefined => bySource.get(inFront?.() ?? '')?.find((batch) => !begun.has(batch));
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

/** What can't be noted is told at the end; the price is that a killed run has to be forced to go on. */
async function intend(toPaint: SurveyedAsset[], state: WorkspaceState): Promise<void> {
  await state.intend(toPaint.map(({ decision }) => decision.job.output)).catch(() => {});
}

async function plannedOutcome(asset: SurveyedAsset, state: WorkspaceState): Promise<AssetOutcome> {
  const { job, reason } = asset.decision;
  return { job, reason, status: 'planned', forecast: await forecastOf(asset, state) };
}

async function forecastOf({ decision, size }: SurveyedAsset, state: WorkspaceState): Promise<Forecast | undefined> {
  const { source, format } = decision.job;
  const sourceBytes = await state.sizeOf(source);
  const pixels = size && size.width * size.height;
  return sourceBytes === undefined
    ? undefined
    : forecast(state.pace, { extension: extensionOf(source), sourceBytes, format, pixels });
}
