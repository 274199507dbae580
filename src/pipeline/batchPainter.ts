import { groupBy } from '../shared/groupBy';
import type { Job } from '../shared/plan';
import { batchesOf } from './batches';
import { EngineFailure } from './failure';
import { InFlight } from './inFlight';
import { CannotStart, type Painter } from './painter';
import type { AssetOutcome, RunOptions } from './run';
import type { SurveyedAsset } from './survey';

export interface BatchPainterOptions
  extends Pick<RunOptions, 'concurrency' | 'ready' | 'wanted' | 'inFront' | 'signal'> {
  painter: Painter;
  /** Notes durably that these outputs are about to be written. */
  intend(outputs: string[]): Promise<void>;
  tell(outcome: AssetOutcome): void;
}

/** Has the pictures of a run painted, several at once; what comes of one painting is made together. An asset that fails stops no others. */
export class BatchPainter {
  private readonly lanes: InFlight;
  /** Early batches for which there was no room yet. */
  private waiting: SurveyedAsset[][] = [];
  private readonly begun = new Set<SurveyedAsset>();
  private readonly again: SurveyedAsset[][] = [];
  private fatal: unknown;

  constructor(private readonly options: BatchPainterOptions) {
    this.lanes = new InFlight(Math.max(1, options.concurrency ?? 1));
  }

  /** Begins these while others are still looked for, whenever there is room; `paint` takes what is left. @param assets all of their source */
  beginEarly(assets: readonly SurveyedAsset[]): void {
    const batches = batchesOf(assets);
    if (this.waiting.length === 0) void this.beginWaiting(batches);
    else this.waiting.push(...batches);
  }

  private async beginWaiting(batches: SurveyedAsset[][]): Promise<void> {
    this.waiting = batches;
    while (this.waiting.length > 0 && this.mayGoOn) {
      if (!this.lanes.hasRoom) {
        await this.lanes.room();
        continue;
      }
      const batch = this.waiting.shift()!;
      for (const asset of batch) this.begun.add(asset);
      this.lanes.begin((hadCompany) => this.makeEarly(batch, hadCompany));
    }
  }

  private async makeEarly(batch: SurveyedAsset[], hadCompany: () => boolean): Promise<void> {
    try {
      await this.options.ready?.();
      if (!this.isWanted(batch)) return;
      await this.intend(batch);
    } catch (error) {
      this.fatal ??= error;
      return;
    }
    await this.make(batch, hadCompany);
  }

  /** Begins all that are not begun yet, in the order of the plan, but for what is in front. */
  async paint(assets: readonly SurveyedAsset[]): Promise<void> {
    const { ready, inFront } = this.options;
    this.waiting = [];
    const left = assets.filter((asset) => !this.begun.has(asset));
    const intended = left.length > 0 && this.mayGoOn ? this.intend(left) : Promise.resolve();
    const order = byUrgency(batchesOf(left), inFront);
    for (;;) {
      await this.lanes.room();
      const { value: batch } = order.next();
      if (!batch) break;
      await ready?.();
      if (!this.isWanted(batch)) continue;
      this.lanes.begin(async (hadCompany) => {
        await intended;
        await this.make(batch, hadCompany);
      });
    }
    await intended;
  }

  /** Begins nothing more; resolves once nothing goes on. */
  idle(): Promise<void> {
    this.waiting = [];
    return this.lanes.idle();
  }

  /** Waits for all that was begun. @throws EngineFailure when the engine can't start at all */
  async finish(): Promise<void> {
    await this.idle();
    for (const batch of this.again) if (this.mayGoOn) await this.make(batch, () => false);
    if (this.fatal !== undefined) throw this.fatal instanceof CannotStart ? this.fatal.failure : this.fatal;
  }

  private get mayGoOn(): boolean {
    return !this.options.signal?.aborted && this.fatal === undefined;
  }

  private isWanted([first]: SurveyedAsset[]): boolean {
    return this.mayGoOn && (this.options.wanted?.(first!.decision.job) ?? true);
  }

  /** What can't be noted is told at the end; the price is that a killed run has to be forced to go on. */
  private async intend(assets: readonly SurveyedAsset[]): Promise<void> {
    await this.options.intend(assets.map(({ decision }) => decision.job.output)).catch(() => {});
  }

  private async make(batch: SurveyedAsset[], hadCompany: () => boolean): Promise<void> {
    const { painter, tell } = this.options;
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
      if (!(error instanceof EngineFailure)) this.fatal ??= error;
      // when the engine dies it is not known over which picture: each is tried once more, by itself
      else if (error.problem.kind === 'engine' && hadCompany()) this.again.push([...left.values()]);
      else if (error.problem.kind !== 'cancelled')
        for (const job of [...left.keys()]) report(job, { status: 'failed', problem: error.problem });
    }
  }
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
