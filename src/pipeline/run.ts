import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import type { Manifest } from '../shared/manifest';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { locateProblems, parseManifest } from '../shared/parseManifest';
import { type Decision, decide, type Fingerprint, type Job, parametersOf, planJobs } from '../shared/plan';
import type { ApplyResult, Problem } from '../shared/protocol';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';
import { type PictureSize, WorkspaceState } from './state';

export interface RunOptions {
  manifestPath: string;
  client: EngineClient;
  /** Plan only: nothing is written. */
  dryRun?: boolean;
  /** Ends the run; the asset in flight is cancelled within one tile. */
  signal?: AbortSignal;
  onEvent(event: RunEvent): void;
}

export type RunEvent =
  | { type: 'planned'; manifest: Manifest; decisions: Decision[]; problems: ManifestProblem[] }
  | { type: 'asset'; outcome: AssetOutcome };

export interface AssetOutcome {
  job: Job;
  reason: Decision['reason'];
  status: 'done' | 'cached' | 'failed' | 'planned';
  /** Of the output, where there is one. */
  size?: PictureSize | undefined;
  result?: ApplyResult;
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
}

/** The manifest can't be used; `problems` say where and why. */
export class UnusableManifest extends Error {
  constructor(
    readonly path: string,
    readonly problems: (ManifestProblem | PlanProblem)[],
  ) {
    super(`${path} can't be used`);
  }
}

/**
 * Makes the outputs true to a manifest: plans, skips what is up to date, paints the rest one by one. An asset that fails is
 * reported and does not stop the others. @throws UnusableManifest, or EngineFailure when the engine can't start at all.
 */
export async function runManifest(options: RunOptions): Promise<RunSummary> {
  const started = performance.now();
  const manifestPath = resolve(options.manifestPath);
  const folder = dirname(manifestPath);
  const { manifest, text, problems: parseProblems } = await readManifest(manifestPath);
  const state = await WorkspaceState.load(folder);
  const written = new Set(state.outputs);
  const files = (await glob('**/*', { cwd: folder, dot: true, ignore: IGNORED })).filter((file) => !written.has(file));
  const { jobs, problems: planProblems } = planJobs(manifest, files);
  const problems = [...parseProblems, ...locateProblems(text, planProblems)];
  if (jobs.length === 0 && problems.some(({ severity }) => severity === 'error'))
    throw new UnusableManifest(manifestPath, problems);

  const { modelHash, engineVersion } = await options.client.info();
  const model = `${modelHash} ${engineVersion}`;
  const work: { decision: Decision; now: Fingerprint; size: PictureSize | undefined }[] = [];
  for (const job of jobs) {
    const now = await fingerprintOf(job, state, model);
    const { before, size, state: output } = await state.output(job.output);
    work.push({ decision: decide(job, now, before, output), now, size });
  }
  options.onEvent({ type: 'planned', manifest, decisions: work.map(({ decision }) => decision), problems });

  const outcomes: AssetOutcome[] = [];
  const tell = (outcome: AssetOutcome): void => {
    outcomes.push(outcome);
    options.onEvent({ type: 'asset', outcome });
  };
  for (const { decision, now, size } of work) {
    const { job, action, reason } = decision;
    if (action === 'skip') tell({ job, reason, status: 'cached', size });
    else if (options.dryRun) tell({ job, reason, status: 'planned' });
    else if (!options.signal?.aborted) {
      try {
        const result = await options.client.request('apply', applyParams(job, folder), options.signal);
        await state.wrote(job.output, now, { width: result.width, height: result.height });
        tell({ job, reason, status: 'done', size: result, result });
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        if (error.problem.kind !== 'cancelled') tell({ job, reason, status: 'failed', problem: error.problem });
      }
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
  };
}

/** Never an asset: what tools keep for themselves. */
const IGNORED = ['**/node_modules/**', '**/.git/**', '**/.stylize/**'];

async function readManifest(path: string): Promise<{ manifest: Manifest; text: string; problems: ManifestProblem[] }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = error.code === 'ENOENT' ? 'There is no such file.' : `It can't be read (${error.code}).`;
    throw new UnusableManifest(path, [{ severity: 'error', message, path: [] }]);
  });
  const { manifest, problems } = parseManifest(text);
  if (!manifest) throw new UnusableManifest(path, problems);
  return { manifest, text, problems };
}

async function save(state: WorkspaceState, folder: string): Promise<Problem | undefined> {
  try {
    await state.save();
    return undefined;
  } catch (error) {
    const cause = `it can't be written (${(error as NodeJS.ErrnoException).code}), so the next run starts afresh`;
    const remedy = 'Check the permissions of the folder and the space on the disk.';
    return { kind: 'unwritable', file: resolve(folder, '.stylize'), cause, remedy };
  }
}

async function fingerprintOf(job: Job, state: WorkspaceState, model: string): Promise<Fingerprint> {
  const references = [];
  for (const { path } of job.style.references) references.push((await state.hashOf(path)) ?? 'missing');
  return {
    source: (await state.hashOf(job.source)) ?? 'missing',
    style: hashOf(references.join()),
    parameters: hashOf(parametersOf(job)),
    model,
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function applyParams({ source, output, style, format, quality }: Job, folder: string) {
  return {
    source: resolve(folder, source),
    output: resolve(folder, output),
    style: {
      ...style,
      references: style.references.map(({ path, weight }) => ({ path: resolve(folder, path), weight })), // may be absolute
    },
    format,
    quality,
  };
}
