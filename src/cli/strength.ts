import { relative } from 'node:path';
import { EngineFailure } from '../pipeline/failure';
import { planApply } from '../pipeline/inputs';
import type { Factors } from '../shared/factors';
import type { SolveStrengthParams, SolveStrengthResult, StyleReference } from '../shared/protocol';
import { problemText } from './asset';
import { Console, count } from './console';
import { withEngine } from './session';

interface StrengthOptions {
  style: StyleReference[];
  reach?: number;
  like: number;
  structure: number;
  preserveColor: boolean;
  factor?: Factors;
  provider: string;
  json: boolean;
}

/** `stylize strength`: exit code 0 all solved, 1 some failed, 130 stopped. */
export async function strengthCommand(inputs: string[], options: StrengthOptions): Promise<void> {
  const console = new Console(options.json);
  const { style: references, structure, preserveColor, factor: factors } = options;
  const { jobs, problems } = await planApply(inputs, undefined);
  let failed = 0;
  const fail = (problem: EngineFailure['problem']): void => {
    failed++;
    console.asset(
      () => problemText(problem),
      () => ({ source: problem.file, status: 'failed', problem }),
    );
  };
  for (const problem of problems) fail(problem);
  const solved: { before: number; after: number }[] = [];
  let reach = options.reach;
  await withEngine(options.provider, console, async (client, signal) => {
    const ask = async (source: string, wanted: SolveStrengthParams['reach']) => {
      if (signal.aborted) return undefined;
      try {
        const params = { source, references, preserveColor, factors, reach: wanted, structure };
        return await client.request('solveStrength', params, signal);
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        if (error.problem.kind !== 'cancelled') fail(error.problem);
        return undefined;
      }
    };
    console.start(jobs.length);
    const fixed = new Map<string, SolveStrengthResult>();
    for (const { source } of jobs) {
      const result = await ask(source, { strength: options.like });
      if (result) fixed.set(source, result);
    }
    reach ??= median([...fixed.values()].map(({ style }) => style));
    for (const [source, { style: before }] of fixed) {
      const result = await ask(source, { style: reach });
      if (!result) continue;
      solved.push({ before, after: result.style });
      console.asset(
        () => lineOf(source, result),
        () => ({ source, status: 'done', ...result }),
      );
    }
  });
  const spread = {
    fixed: variation(solved.map(({ before }) => before)),
    solved: variation(solved.map(({ after }) => after)),
  };
  const lines = [
    `${count(solved.length, 'picture')} to ${percent(reach ?? 0)} of the style${failed > 0 ? `, ${failed} failed` : ''}`,
    `how unlike they are in that (coefficient of variation): ${spread.fixed.toFixed(3)} at strength ${options.like}, ${spread.solved.toFixed(3)} with these`,
  ];
  console.summary(lines.join('\n'), { summary: true, done: solved.length, failed, reach, spread });
  if (failed > 0 && !process.exitCode) process.exitCode = 1;
}

const ENDINGS = {
  reached: '',
  full: ', all that it reaches',
  structure: ', as far as its structure allows',
} satisfies Record<SolveStrengthResult['ended'], string>;

function lineOf(source: string, { strength, style, structure, ended }: SolveStrengthResult): string {
  return `✓ ${relative('', source)}  strength ${strength.toFixed(2)}: ${percent(style)} of the style, ${percent(structure)} of the structure${ENDINGS[ended]}`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** Standard deviation over mean; 0 for less than two. */
function variation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / Math.abs(mean);
}
