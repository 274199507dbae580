import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import type { Decision, Job } from '../shared/plan';
import { leadsOut, namedReferences } from '../shared/planChecks';
import { filesOfShot } from '../shared/shots';
import { companionsOf } from '../shared/treatment';
import { EngineFailure } from './failure';
import { FileWatcher, POLL_INTERVAL } from './fileWatcher';
import { type AssetOutcome, type RunEvent, type RunOptions, type RunSummary, runManifest } from './run';
import { readManifest, type SurveyOptions, UnusableManifest } from './survey';
import { WatchCycle } from './watchCycle';

export interface WatchOptions
  extends Omit<SurveyOptions, 'force'>,
    Pick<RunOptions, 'client' | 'cache' | 'concurrency'> {
  /** Looks again and again instead of asking the system to tell: for network drives. */
  poll?: boolean | undefined;
  /** Milliseconds without further changes before a run. */
  settling?: number | undefined;
  /** Ends the watching; the asset in flight is cancelled within one tile. */
  signal: AbortSignal;
  onEvent(event: WatchEvent): void;
}

/** A run that has nothing to paint and nothing new to say is not told, but for the first. */
export type WatchEvent =
  | { type: 'watching' }
  /** `failures`: of former runs, not tried again because nothing has changed that they depend on. */
  | { type: 'begins'; toPaint: number; problems: ManifestProblem[]; failures: AssetOutcome[] }
  /** Painted or failed. */
  | { type: 'asset'; outcome: AssetOutcome }
  /** `summary.failed` counts all that can't be painted as things are. */
  | { type: 'ended'; summary: RunSummary }
  /** The run could not begin, or could not go on: outputs stay as they are. */
  | { type: 'unusable'; problems: (ManifestProblem | PlanProblem)[] }
  | { type: 'broken'; failure: EngineFailure }
  /** The manifest, or the folder around it, is not there; told once, until it is back. */
  | { type: 'gone'; path: string };

/**
 * Keeps the outputs true to a manifest while files change, until the signal. Runs once at first, then after changes have
 * settled. A changed manifest cancels the run in flight; what that has done stays done. What can't be painted is told and
 * tried again when something that it depends on changes.
 * @throws EngineFailure when nothing can be watched, UnusableManifest when there is no manifest to begin with
 */
export async function watchManifest(options: WatchOptions): Promise<void> {
  const manifestPath = resolve(options.manifestPath);
  const { signal, poll = false } = options;
  if (!(await isThere(manifestPath))) await readManifest(manifestPath, options.set); // throws, with the words that a run has
  let fail: (reason: unknown) => void = () => {};
  const ended = new Promise<void>((end, reject) => {
    fail = reject;
    signal.addEventListener('abort', () => end(), { once: true });
    if (signal.aborted) end();
  });
  ended.catch(() => {}); // awaited below, perhaps too late for node
  const watch = new Watch({ ...options, manifestPath }, fail);
  const files = await FileWatcher.open({
    manifestPath,
    poll,
    onChange: (path) => watch.cycle.changed(path),
    onFailure: fail,
  });
  try {
    watch.files = files;
    options.onEvent({ type: 'watching' });
    if (!signal.aborted) watch.cycle.start();
    await ended;
  } finally {
    await watch.cycle.stop();
    await files.close();
  }
}

class Watch {
  readonly cycle: WatchCycle;
  files: FileWatcher | undefined;
  private readonly folder: string;
  private references = new Set<string>();
  private bases = new Set<string>();
  /** Pictures outside the manifest's folder, as far as the last run knew them. */
  private sources = new Set<string>();
  /** What runs wrote, as they left it. */
  private readonly own = new Map<string, string>();
  /** What could not be painted, by its output. */
  private readonly failures = new Map<string, AssetOutcome>();
  /** What was told last of problems and failures. */
  private told: string | undefined;

  /** @param fail ends the watching */
  constructor(
    private readonly options: WatchOptions,
    private readonly fail: (reason: unknown) => void,
  ) {
    this.folder = dirname(options.manifestPath);
    this.cycle = new WatchCycle({
      settling: options.settling ?? (options.poll ? 2.5 * POLL_INTERVAL : SETTLING),
      patience: PATIENCE,
      cancels: (path) => path === options.manifestPath || this.bases.has(path),
      run: (changes, signal) => this.run(changes, signal).catch((error: unknown) => this.explain(error)),
    });
  }

  private async run(changes: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const changed = new Set([...changes].filter((path) => !this.isOwn(path)));
    if (changes.size > 0 && changed.size === 0) return;
    const { manifestPath } = this.options;
    if (!(await isThere(manifestPath))) {
      const path = (await isThere(this.folder)) ? manifestPath : this.folder;
      this.tellIfNew(`gone ${path}`, { type: 'gone', path });
      return;
    }
    for (const [output, failure] of this.failures)
      if (
        isPassing(failure) ||
        [manifestPath, ...this.bases, ...this.filesOf(failure.job)].some((path) => isTouched(path, changed))
      )
        this.failures.delete(output);
    await this.includeReferences();
    let isTold = false;
    const summary = await runManifest({
      ...this.options,
      signal,
      only: ({ output }) => !this.failures.has(output),
      wanted: ({ source }) => !this.cycle.isUnsettled(resolve(this.folder, source)),
      onEvent: (event) => {
        if (event.type === 'planned') {
          this.noteSources(event.decisions);
          isTold = this.begin(event);
        }
        if (event.type === 'asset') this.note(event.outcome);
      },
    });
    if (this.sources.size > 0) await this.files?.include([...this.references, ...this.bases, ...this.sources]);
    if (!isTold) return;
    this.told = this.standing(summary.problems);
    this.options.onEvent({ type: 'ended', summary: { ...summary, failed: this.failures.size } });
  }

  private noteSources(decisions: readonly Decision[]): void {
    const outside = decisions.map(({ job }) => job.source).filter(leadsOut);
    this.sources = new Set(outside.map((source) => resolve(this.folder, source)));
  }

  /** @returns whether the run is worth telling of */
  private begin({ decisions, problems }: Extract<RunEvent, { type: 'planned' }>): boolean {
    const toPaint = decisions.filter(({ action }) => action !== 'skip').length;
    if (toPaint === 0 && this.told === this.standing(problems)) return false;
    this.options.onEvent({ type: 'begins', toPaint, problems, failures: [...this.failures.values()] });
    return true;
  }

  private note(outcome: AssetOutcome): void {
    const { job, status } = outcome;
    if (status === 'done') this.own.set(resolve(this.folder, job.output), stampOf(resolve(this.folder, job.output)));
    else if (status !== 'failed') return;
    // what changed meanwhile may have been half-written: the run that follows tells
    else if (this.filesOf(job).some((path) => this.cycle.isPending(path))) return;
    else this.failures.set(job.output, outcome);
    this.options.onEvent({ type: 'asset', outcome });
  }

  private explain(error: unknown): void {
    if (error instanceof UnusableManifest) {
      const { problems } = error;
      this.tellIfNew(JSON.stringify(problems), { type: 'unusable', problems });
    } else if (error instanceof EngineFailure) {
      this.told = undefined;
      this.options.onEvent({ type: 'broken', failure: error });
    } else this.fail(error);
  }

  private tellIfNew(what: string, event: WatchEvent): void {
    if (this.told !== what) this.options.onEvent(event);
    this.told = what;
  }

  private standing(problems: ManifestProblem[]): string {
    return JSON.stringify([problems, [...this.failures.keys()]]);
  }

  /** What the manifest names, and what it extends: also what keeps it from being used. @throws UnusableManifest */
  private async includeReferences(): Promise<void> {
    const { manifestPath, set } = this.options;
    const absolute = (paths: readonly string[]): Set<string> =>
      new Set(paths.map((path) => resolve(this.folder, path)));
    try {
      const { manifest } = await readManifest(manifestPath, set);
      this.references = absolute(namedReferences(manifest).map(({ path }) => path));
      this.bases = absolute(manifest.bases);
    } catch (error) {
      if (error instanceof UnusableManifest) this.bases = absolute(error.bases);
      throw error;
    } finally {
      await this.files?.include([...this.references, ...this.bases, ...this.sources]);
    }
  }

  /** All that a job depends on, apart from the manifest and Stylize. */
  private filesOf({ source, output, style, treatment, shot }: Job): string[] {
    const others = [...style.references, ...companionsOf(treatment)].map(({ path }) => path);
    return [source, output, ...others, ...filesOfShot(shot)].map((path) => resolve(this.folder, path));
  }

  /** Whether nobody but a run has written it, and nothing else depends on it. */
  private isOwn(path: string): boolean {
    const stamp = this.own.get(path);
    return !this.references.has(path) && stamp !== undefined && stamp === stampOf(path);
  }
}

/** Whether it may go away without a change of the files that the picture depends on. */
function isPassing({ problem, reason }: AssetOutcome): boolean {
  if (problem?.kind === 'unwritable') return reason !== 'output exists' && reason !== 'output changed';
  return problem?.kind === 'disk-full' || problem?.kind === 'engine';
}

/** Milliseconds: longer than the pauses of a program that writes a picture, shorter than a person's patience. */
const SETTLING = 300;
/** Milliseconds: a picture that is written all the time does not hold up the others. */
const PATIENCE = 10_000;

/** Size and time of a file; the same as long as nobody writes it. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : 'missing';
}

/** Whether a file, or a folder around it, is among the changed. */
function isTouched(path: string, changed: ReadonlySet<string>): boolean {
  return changed.has(path) || (dirname(path) !== path && isTouched(dirname(path), changed));
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
