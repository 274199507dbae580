import { resolve } from 'node:path';
import type { EngineClient } from '../pipeline/client';
import { EngineFailure } from '../pipeline/failure';
import { type PlannedApply, planApply } from '../pipeline/inputs';
import { paintOne } from '../pipeline/paintOne';
import { duration } from '../shared/duration';
import type { Factors } from '../shared/factors';
import type { Problem, StyleReference } from '../shared/protocol';
import { withShots } from '../shared/shots';
import { type Asset, assetData, assetText, problemText } from './asset';
import { Console, count } from './console';
import { withEngine } from './session';
import { type TreatmentOptions, treatmentOf, withoutCompanions } from './treatment';

interface ApplyOptions extends TreatmentOptions {
  style: StyleReference[];
  strength: number;
  preserveColor: boolean;
  strokeScale: number;
  factor?: Factors;
  out?: string;
  quality?: number;
  tile?: number;
  provider: string;
  json: boolean;
}

/** `stylize apply`: exit code 0 all done, 1 some failed, 130 stopped. */
export async function applyCommand(inputs: string[], options: ApplyOptions): Promise<void> {
  const console = new Console(options.json);
  const started = performance.now();
  const { jobs: planned, problems } = await planApply(inputs, options.out);
  const jobs = withoutCompanions(planned, options);
  const tally = { done: 0, failed: 0 };
  const references = options.style.map(({ path }) => path);
  const tell = (asset: Omit<Asset, 'references'>): void => {
    tally[asset.problem ? 'failed' : 'done']++;
    console.asset(
      () => assetText({ ...asset, references }),
      () => assetData({ ...asset, references }),
    );
  };
  for (const problem of problems) {
    const file = resolve(problem.file);
    tell({ source: file, status: 'failed', problem: { ...problem, file } });
  }
  let [cancelled, problem] = [false, undefined as Problem | undefined];
  if (jobs.length > 0)
    await withEngine(options.provider, console, async (client, signal) => {
      console.start(jobs.length);
      problem = await paintAll(client, jobs, options, tell, signal);
      cancelled = signal.aborted;
    });
  const milliseconds = performance.now() - started;
  const failed = tally.failed > 0 ? `, ${tally.failed} failed` : '';
  const totals = `${count(tally.done, 'picture')} painted${failed} in ${duration(milliseconds)}`;
  const lines = [...(problem ? [problemText(problem, references)] : []), `${cancelled ? 'stopped: ' : ''}${totals}`];
  console.summary(lines.join('\n'), { summary: true, ...tally, cancelled, milliseconds, problem });
  if ((tally.failed > 0 || problem) && !process.exitCode) process.exitCode = 1;
}

/** Paints one by one. What keeps all pictures from being painted is not told of each, but given back. */
async function paintAll(
  client: EngineClient,
  jobs: PlannedApply[],
  { style: references, strength, preserveColor, strokeScale, factor, quality, tile, ...treated }: ApplyOptions,
  tell: (asset: Omit<Asset, 'references'>) => void,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  try {
    await client.request('encodeStyle', { references }, signal);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return error.problem.kind === 'cancelled' ? undefined : error.problem;
  }
  const style = { references, strength, preserveColor, strokeScale, factors: factor };
  // in their order: what has been painted of a shot is at hand for the frames beside it
  for (const job of withShots(jobs.map((job) => ({ ...job, treatment: treatmentOf(treated, job.source) })))) {
    if (signal.aborted) return undefined;
    const { source, output } = job;
    try {
      const result = await paintOne(client, { ...job, style, quality, tile }, signal);
      tell({ source, output, status: 'done', result });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind === 'cancelled') return undefined;
      tell({ source, output, status: 'failed', problem: error.problem });
    }
  }
  return undefined;
}
