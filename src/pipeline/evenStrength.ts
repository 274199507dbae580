import type {
  EngineRequests,
  MeasureStrengthsParams,
  Problem,
  SolveStrengthResult,
  StrengthScores,
} from '../shared/protocol';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';

export interface EvenStrengthOptions {
  client: Pick<EngineClient, 'request'>;
  /** Absolute paths. */
  sources: readonly string[];
  /** References are files; the rest is as in `MeasureStrengthsParams`. */
  style: Omit<MeasureStrengthsParams, 'source' | 'strengths'>;
  /** How much of the structure has to stay, 0…1. */
  structure: number;
  /**
   * How much of the way to the style; without it, the median of what they reach at the strength `like`, or less, so that nine in ten
   * can reach it.
   */
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

/** Of structure, what has to stay where nothing else is said. */
export const LEAST_STRUCTURE = 0.4;

/** The strengths at which pictures reach a style alike far. What is solved until it is stopped is told. */
export async function evenStrength(options: EvenStrengthOptions): Promise<EvenStrength> {
  const { client, sources, style, structure, like, signal, solved, failed, progress } = options;
  const ask = async <M extends 'measureStrengths' | 'solveStrength'>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result'] | undefined> => {
    if (signal?.aborted) return undefined;
    try {
      return await client.request(method, params, signal);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind !== 'cancelled') failed?.(error.problem);
      return undefined;
    }
  };
  let done = 0;
  const step = () => progress?.(++done, 2 * sources.length);
  const measured = new Map<string, StrengthScores[]>();
  for (const source of sources) {
    const points = await ask('measureStrengths', { ...style, source, strengths: [like] });
    if (points) measured.set(source, points);
    step();
  }
  const styleAtLike = (points: readonly StrengthScores[]) => points.find(({ strength }) => strength === like)!.style;
  const all = [...measured.values()];
  const reach =
    options.reach ??
    Math.min(
      quantile(all.map(styleAtLike), 0.5),
      quantile(
        all.map((points) => furthest(points, structure)),
        0.1,
      ),
    );
  const pictures: EvenPicture[] = [];
  for (const [source, points] of measured) {
    const result = await ask('solveStrength', { ...style, source, reach, structure, points });
    step();
    if (!result) continue;
    const picture = { ...result, source, before: styleAtLike(points) };
    pictures.push(picture);
    solved?.(picture);
  }
  const spread = {
    like: variation(pictures.map(({ before }) => before)),
    solved: variation(pictures.map(({ style: reached }) => reached)),
  };
  return { pictures, reach, spread };
}

/** How far a picture gets with its structure kept; between two strengths as on a straight line. */
function furthest(points: readonly StrengthScores[], structure: number): number {
  let [most, before] = [0, { style: 0, structure: 1 }];
  for (const point of points) {
    const kept = Math.min(1, (before.structure - structure) / Math.max(1e-9, before.structure - point.structure));
    const share = point.structure >= structure ? 1 : Math.max(0, kept);
    most = Math.max(most, before.style + share * (point.style - before.style));
    if (share < 1) break;
    before = point;
  }
  return most;
}

/** Of sorted values, between two of them as on a straight line; 0 for none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (at - Math.floor(at)) * (high - low);
}

/** Standard deviation over mean; 0 for less than two. */
function variation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / Math.abs(mean);
}
