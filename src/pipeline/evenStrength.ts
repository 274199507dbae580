import type { Problem, SolveStrengthParams, SolveStrengthResult } from '../shared/protocol';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';

export interface EvenStrengthOptions {
  client: Pick<EngineClient, 'request'>;
  /** Absolute paths. */
  sources: readonly string[];
  /** References are files; the rest is as in `SolveStrengthParams`. */
  style: Omit<SolveStrengthParams, 'source' | 'reach'>;
  /** How much of the way to the style; without it, the median of what they reach at the strength `like`. */
  reach?: number | undefined;
  like: number;
  signal?: AbortSignal | undefined;
  solved?(picture: EvenPicture): void;
  failed?(problem: Problem): void;
  /** Two steps each picture. */
  progress?(done: number, total: number): void;
}

export interface EvenPicture extends SolveStrengthResult {
  source: string;
  /** How much of the way to the style is gone at `like`. */
  before: number;
}

export interface EvenStrength {
  pictures: EvenPicture[];
  reach: number;
  /** How unlike pictures are in how far they reach (coefficient of variation): at `like`, and with the strengths found. */
  spread: { like: number; solved: number };
}

/** The strengths at which pictures reach a style alike far. What is solved until it is stopped is told. */
export async function evenStrength(options: EvenStrengthOptions): Promise<EvenStrength> {
  const { client, sources, style, like, signal, solved, failed, progress } = options;
  const ask = async (source: string, reach: SolveStrengthParams['reach']) => {
    if (signal?.aborted) return undefined;
    try {
      return await client.request('solveStrength', { ...style, source, reach }, signal);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind !== 'cancelled') failed?.(error.problem);
      return undefined;
    }
  };
  let done = 0;
  const step = () => progress?.(++done, 2 * sources.length);
  const measured = new Map<string, number>();
  for (const source of sources) {
    const result = await ask(source, { strength: like });
    if (result) measured.set(source, result.style);
    step();
  }
  const reach = options.reach ?? median([...measured.values()]);
  const pictures: EvenPicture[] = [];
  for (const [source, before] of measured) {
    const result = await ask(source, { style: reach });
    step();
    if (!result) continue;
    const picture = { ...result, source, before };
    pictures.push(picture);
    solved?.(picture);
  }
  const spread = {
    like: variation(pictures.map(({ before }) => before)),
    solved: variation(pictures.map(({ style: reached }) => reached)),
  };
  return { pictures, reach, spread };
}

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
