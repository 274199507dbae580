import { relative } from 'node:path';
import { EngineFailure } from '../pipeline/failure';
import { planApply } from '../pipeline/inputs';
import type { ApplyResult, StyleReference } from '../shared/protocol';
import { Console, count, duration } from './console';
import { withEngine } from './session';

interface ApplyOptions {
  style: StyleReference[];
  strength: number;
  preserveColor: boolean;
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
  const { jobs, problems } = await planApply(inputs, options.out);
  const tally = { done: 0, failed: 0 };
  const fail = (problem: { file: string; cause: string; remedy: string }): void => {
    tally.failed++;
    console.asset(`✗ ${problem.file}: ${problem.cause}. ${problem.remedy}`, {
      source: problem.file,
      status: 'failed',
      ...problem,
    });
  };
  for (const problem of problems) fail(problem);
  if (jobs.length > 0)
    await withEngine(options.provider, console, async (client, signal) => {
      console.start(jobs.length);
      const style = { references: options.style, strength: options.strength, preserveColor: options.preserveColor };
      for (const job of jobs) {
        if (signal.aborted) return;
        try {
          const params = { ...job, style, quality: options.quality, tile: options.tile };
          const result = await client.request('apply', params, signal);
          tally.done++;
          console.asset(doneLine(result), { ...result, status: 'done', cached: false });
        } catch (error) {
          if (!(error instanceof EngineFailure)) throw error;
          if (error.problem.kind === 'cancelled') return;
          fail(error.problem);
        }
      }
    });
  const milliseconds = performance.now() - started;
  const failed = tally.failed > 0 ? `, ${tally.failed} failed` : '';
  console.summary(`${count(tally.done, 'picture')} painted${failed} in ${duration(milliseconds)}`, {
    summary: true,
    ...tally,
    milliseconds,
  });
  if (tally.failed > 0 && !process.exitCode) process.exitCode = 1;
}

/** "✓ fox.png → out/fox.png  512×512 in 180 ms", with the notices below. */
export function doneLine({ source, output, width, height, frames, milliseconds, notices }: ApplyResult): string {
  const { decode, network, encode } = milliseconds;
  const here = (path: string): string => relative(process.cwd(), path) || path;
  const size = `${width}×${height}${frames > 1 ? ` × ${frames} frames` : ''}`;
  const line = `✓ ${here(source)} → ${here(output)}  ${size} in ${duration(decode + network + encode)}`;
  return [line, ...notices.map((notice) => `  note: ${notice}`)].join('\n');
}
