import { relative } from 'node:path';
import { type EvenStrength, evenStrength } from '../pipeline/evenStrength';
import type { EngineFailure } from '../pipeline/failure';
import { planApply } from '../pipeline/inputs';
import type { Factors } from '../shared/factors';
import type { SolveStrengthResult, StyleReference } from '../shared/protocol';
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
  let even: EvenStrength | undefined;
  await withEngine(options.provider, console, async (client, signal) => {
    console.start(jobs.length);
    even = await evenStrength({
      ...{ client, signal, like: options.like, reach: options.reach, failed: fail },
      sources: jobs.map(({ source }) => source),
      style: { references, preserveColor, factors },
      structure,
      solved: ({ before: _, ...result }) =>
        console.asset(
          () => lineOf(result.source, result),
          () => ({ status: 'done', ...result }),
        ),
    });
  });
  const { pictures = [], reach = options.reach ?? 0, spread: { like, solved } = { like: 0, solved: 0 } } = even ?? {};
  const spread = { fixed: like, solved };
  const lines = [
    `${count(pictures.length, 'picture')} to ${percent(reach)} of the style${failed > 0 ? `, ${failed} failed` : ''}`,
    `how unlike they are in that (coefficient of variation): ${spread.fixed.toFixed(3)} at strength ${options.like}, ${spread.solved.toFixed(3)} with these`,
  ];
  console.summary(lines.join('\n'), { summary: true, done: pictures.length, failed, reach, spread });
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
