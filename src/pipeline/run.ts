import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { isBuiltin } from '../shared/builtinStyles';
import type { Manifest } from '../shared/manifest';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { locateProblems, parseManifest } from '../shared/parseManifest';
import { type Decision, decide, type Fingerprint, type Job, parametersOf, planJobs } from '../shared/plan';
import { namedReferences } from '../shared/planChecks';
import type { ApplyResult, Problem } from '../shared/protocol';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';
import { IGNORED, isAmong, underAllNames } from './inputs';
import { referenceFile } from './referenceFile';
import { type PictureSize, WorkspaceState } from './state';

export interface RunOptions {
  manifestPath: string;
  client: EngineClient;
  /** The weights that the engine works with; their bytes are a part of every fingerprint. */
  modelPath: string;
  engineVersion: string;
  /** The pictures of the built-in styles: the installation's `media/styles`. */
  stylesFolder: string;
  /** Plan only: nothing is written. */
  dryRun?: boolean;
  /** Paints everything again, also where a file lies that somebody else made or changed. */
  force?: boolean;
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
 * reported and does not stop the others. The engine starts only when there is something to paint.
 * @throws UnusableManifest, or EngineFailure when the engine can't start at all.
 */
export async function runManifest(options: RunOptions): Promise<RunSummary> {
  const started = performance.now();
  const manifestPath = resolve(options.manifestPath);
  const folder = dirname(manifestPath);
  const { manifest, text, problems: parseProblems } = await readManifest(manifestPath);
  const state = await WorkspaceState.load(folder);
  const files = await glob('**/*', { cwd: folder, dot: true, ignore: IGNORED });
  const plan = planJobs(manifest, files, await state.results());
  const jobs = plan.jobs.map((job) => withBuiltinFiles(job, options.stylesFolder));
  const problems = [...parseProblems, ...locateProblems(text, plan.problems)];
  if (jobs.length === 0 && problems.some(({ severity }) => severity === 'error'))
    throw new UnusableManifest(manifestPath, problems);

  await state.forget(new Set(jobs.map(({ output }) => output)));
  const model = await modelOf(options, state);
  const precious = await preciousFiles(manifestPath, manifest, jobs);
  const work: Work[] = [];
  for (const job of jobs) {
    const now = await fingerprintOf(job, state, model);
    const { before, size, state: output } = await state.output(job.output);
    const decision = decide(job, now, before, output, options.force);
    work.push({ decision, now, size, obstacle: await obstacleTo(decision, precious, folder) });
  }
  options.onEvent({ type: 'planned', manifest, decisions: work.map(({ decision }) => decision), problems });

  const outcomes: AssetOutcome[] = [];
  const tell = (outcome: AssetOutcome): void => {
    outcomes.push(outcome);
    options.onEvent({ type: 'asset', outcome });
  };
  if (!options.dryRun && !options.signal?.aborted) await prepare(work, state, options.client);
  for (const { decision, now, size, obstacle } of work) {
    const { job, action, reason } = decision;
    if (obstacle) tell({ job, reason, status: 'failed', problem: obstacle });
    else if (action === 'skip') tell({ job, reason, status: 'cached', size });
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

async function readManifest(path: string): Promise<{ manifest: Manifest; text: string; problems: ManifestProblem[] }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = error.code === 'ENOENT' ? 'There is no such file.' : `It can't be read (${error.code}).`;
    throw new UnusableManifest(path, [{ severity: 'error', message, path: [] }]);
  });
  const { manifest, problems } = parseManifest(text);
  if (!manifest) throw new UnusableManifest(path, problems);
  return { manifest, text, problems };
}

/** From here on a built-in style is a file like any other, named by its absolute path. */
function withBuiltinFiles(job: Job, stylesFolder: string): Job {
  const references = job.style.references.map(({ path, weight }) => ({
    path: isBuiltin(path) ? referenceFile(path, '', stylesFolder) : path,
    weight,
  }));
  return { ...job, style: { ...job.style, references } };
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

interface Work {
  decision: Decision;
  now: Fingerprint;
  size: PictureSize | undefined;
  /** Why the output must not be written. */
  obstacle: Problem | undefined;
}

async function prepare(work: Work[], state: WorkspaceState, client: EngineClient): Promise<void> {
  const toPaint = work.filter(({ decision, obstacle }) => decision.action === 'run' && !obstacle);
  if (toPaint.length === 0) return;
  await client.info(); // an engine that can't start is one failure, not one a picture
  // what can't be noted is told at the end; the price is that a killed run has to be forced to go on
  await state.intend(toPaint.map(({ decision }) => decision.job.output)).catch(() => {});
}

/** The manifest, the pictures and the references, by all their names: no output may be one of them. */
async function preciousFiles(manifestPath: string, manifest: Manifest, jobs: Job[]): Promise<ReadonlySet<string>> {
  const folder = dirname(manifestPath);
  const paths = [...jobs.map(({ source }) => source), ...namedReferences(manifest).map(({ path }) => path)];
  return underAllNames([manifestPath, ...paths.map((path) => resolve(folder, path))]);
}

async function obstacleTo(
  { job, action, reason }: Decision,
  precious: ReadonlySet<string>,
  folder: string,
): Promise<Problem | undefined> {
  const file = resolve(folder, job.output);
  const unwritable = (cause: string, remedy: string): Problem => ({ kind: 'unwritable', file, cause, remedy });
  if (action !== 'skip' && (await isAmong(precious, file)))
    return unwritable(
      'it is the manifest, a picture or a reference, perhaps by way of a link',
      '"output" must name another file.',
    );
  if (action !== 'refuse') return undefined;
  return unwritable(
    reason === 'output changed'
      ? 'it was changed by hand since Stylize wrote it'
      : 'it exists already and was not made by Stylize',
    'Move it away, or replace it with `stylize run --force`.',
  );
}

/** What computes, as fingerprints know it: the weights' hash and the engine's version. */
async function modelOf({ modelPath, engineVersion }: RunOptions, state: WorkspaceState): Promise<string> {
  const hash = await state.hashOf(modelPath);
  if (hash !== undefined) return `${hash} ${engineVersion}`;
  throw new EngineFailure({
    kind: 'engine',
    file: modelPath,
    cause: "the model can't be read",
    remedy: 'Reinstall Stylize.',
  });
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
