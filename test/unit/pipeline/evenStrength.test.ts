import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/pipeline/client';
import { evenStrength } from '../../../src/pipeline/evenStrength';
import { EngineFailure } from '../../../src/pipeline/failure';
import type { MeasureStrengthsParams, Problem, SolveStrengthParams } from '../../../src/shared/protocol';

const style = { references: [{ path: '/ink.webp', weight: 1 }], preserveColor: false };
/** How far each picture goes at full strength; on the way it goes as far as its strength. */
const FAR: Record<string, number> = { '/a.png': 0.4, '/b.png': 0.6, '/c.png': 0.9 };

const client = (broken?: string): Pick<EngineClient, 'request'> => ({
  request: (async (_: string, params: MeasureStrengthsParams | SolveStrengthParams) => {
    const { source } = params;
    const problem: Problem = { kind: 'unreadable', file: source, cause: 'it is broken', remedy: '' };
    if (source === broken) throw new EngineFailure(problem);
    const far = FAR[source]!;
    const at = (strength: number) => ({ strength, style: far * strength, structure: 1 - strength / 2 });
    return 'strengths' in params
      ? [...params.strengths, 1].map(at)
      : { ...at(Math.min(1, params.reach / far)), ended: 'reached' };
  }) as EngineClient['request'],
});

describe('evenStrength', () => {
  it('takes the median picture for the measure, and makes the others like it', async () => {
    const steps: number[] = [];
    const progress = (done: number, total: number) => void steps.push(done / total);
    const even = await evenStrength({
      client: client(),
      sources: Object.keys(FAR),
      style,
      structure: 0.4,
      like: 0.5,
      progress,
    });
    expect(even.reach).toBeCloseTo(0.3, 9);
    expect(even.pictures.map(({ strength }) => Number(strength.toFixed(3)))).toEqual([0.75, 0.5, 0.333]);
    expect(even.spread.like).toBeGreaterThan(0.3);
    expect(even.spread.solved).toBeCloseTo(0, 9);
    expect(steps.at(-1)).toBe(1);
  });

  it('asks for no more than nine in ten can reach', async () => {
    const sources = Object.keys(FAR);
    const even = await evenStrength({ client: client(), sources, style, structure: 0.4, like: 0.9 });
    expect(even.reach).toBeCloseTo(0.44, 9); // 0.4, 0.6, 0.9 at most
    // at three quarters of the way half of what may go is gone
    const kept = await evenStrength({ client: client(), sources, style, structure: 0.625, like: 1 });
    expect(kept.reach).toBeCloseTo(0.75 * 0.44, 9);
  });

  it('tells of a picture that can not be read, and solves the others', async () => {
    const failed: Problem[] = [];
    const options = { sources: Object.keys(FAR), style, structure: 0.4, like: 1, reach: 0.2 };
    const even = await evenStrength({ ...options, client: client('/b.png'), failed: (one) => void failed.push(one) });
    expect(even.pictures.map(({ source }) => source)).toEqual(['/a.png', '/c.png']);
    expect(failed).toMatchObject([{ file: '/b.png' }]);
  });

  it('asks nothing more once it is stopped', async () => {
    const stop = new AbortController();
    const progress = () => stop.abort();
    const options = {
      client: client(),
      sources: Object.keys(FAR),
      style,
      structure: 0.4,
      like: 1,
      signal: stop.signal,
      progress,
    };
    expect((await evenStrength(options)).pictures).toEqual([]);
  });
});
