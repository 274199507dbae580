import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Manifest } from '../shared/manifest';
import type { ManifestProblem } from '../shared/manifestProblem';
import { type Forecast, forecast, sumOf } from '../shared/pace';
import type { Decision, Job } from '../shared/plan';
import { byPlan } from '../shared/planOrder';
import type { PaintedOutput, Problem } from '../shared/protocol';
import { BatchPainter } from './batchPainter';
import { type CacheOptions, OutputCache } from './outputCache';
import { extensionOf, Painter, type PaintingEngine, warmEngine } from './painter';
import type { PictureSize, WorkspaceState } from './state';
import { type Survey, type SurveyedAsset, type SurveyListener, type SurveyOptions, surveyManifest } from './survey';
import { UndoJournal } from './undoJournal';
import { WorkspaceLock } from './workspaceLock';

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
  const { only, client, signal, dryRun } = options;
  const cache = options.cache && new OutputCache(options.cache);
  const { onEvent, tellPlan } = planFirst(options.onEvent);
  const outcomes: AssetOutcome[] = [];
  const tell = (outcome: AssetOutcome): void => {
    outcomes.push(outcome);
    onEvent({ type: 'asset', outcome });
  };
  let warming = !writes;
  const onWork: SurveyListener['onWork'] = (job, fingerprintOf) => {
    if (warming || signal?.aborted || only?.(job) === false) return;
    warming = true;
    void warmEngine(job, { client, cache, fingerprintOf });
  };
  let notes: WorkspaceState | undefined;
  let journal: UndoJournal | undefined;
  let batches: BatchPainter | undefined;
  const open = ({ state, fingerprintOf }: Pick<Survey, 'state' | 'fingerprintOf'>): BatchPainter => {
    notes = state;
    state.removeLeftovers();
    journal = new UndoJournal(folder, state);
    const onPainting = (job: Job): void => onEvent({ type: 'painting', job });
    const painter = new Painter({ folder, state, client, cache, journal, fingerprintOf, signal, onPainting });
    return new BatchPainter({ ...options, painter, intend: (outputs) => state.intend(outputs), tell });
  };
  const onDecided: SurveyListener['onDecided'] = (assets, known) => {
    const toPaint = assets.filter((asset) => isToPaint(asset) && only?.(asset.decision.job) !== false);
    if (!writes || ended || toPaint.length === 0) return;
    batches ??= open(known);
    batches.beginEarly(toPaint);
  };
  let ended = false;
  let survey: Survey | undefined;
  let unsaved: Problem | undefined;
  try {
    survey = await surveyManifest(options, { inFront: options.inFront, onWork, onDecided });
    const { manifest, problems, assets, state } = survey;
    await state.forget(new Set(assets.map(({ decision }) => decision.job.output)));
    const work = only ? assets.filter(({ decision }) => only(decision.job)) : assets;
    tellPlan({ type: 'planned', manifest, decisions: work.map(({ decision }) => decision), problems });
    if (writes) batches ??= open(survey);
    await Promise.all([batches?.paint(work.filter(isToPaint)), tellOthers(work, dryRun, state, tell)]);
    await batches?.finish();
    outcomes.sort((a, b) => byPlan(a.job, b.job)); // of several at once the smaller ones are ready first
  } finally {
    ended = true;
    await batches?.idle(); // nothing writes once the folder is free for others
    await journal?.close();
    await cache?.finish();
    if (notes) unsaved = await save(notes, folder);
  }
  const { problems, orphans } = survey;
  return {
    ...totalsOf(outcomes),
    milliseconds: performance.now() - started,
    cancelled: signal?.aborted ?? false,
    unsaved,
    notices: [cache?.trouble, journal?.trouble].flatMap((trouble) => trouble ?? []),
    outcomes,
    problems,
    orphans,
  };
}

/** What is begun before the plan is complete is told of after it. */
function planFirst(tell: RunOptions['onEvent']) {
  let held: RunEvent[] | undefined = [];
  const onEvent = (event: RunEvent): void => {
    if (held) held.push(event);
    else tell(event);
  };
  const tellPlan = (plan: RunEvent): void => {
    const early = held ?? [];
    held = undefined;
    for (const event of [plan, ...early]) tell(event);
  };
  return { onEvent, tellPlan };
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
