import { expect, it } from 'vitest';
import { EngineFailure } from '../../../src/pipeline/failure';
import { type ReportOutcome, reportModel } from '../../../src/pipeline/report';
import type { Problem } from '../../../src/shared/protocol';

const problem: Problem = { kind: 'unreadable', file: '/w/a.png', cause: 'it is damaged', remedy: 'Export it again.' };

it('counts as it lists: an output that can not be shown is one that failed', async () => {
  const run = runOf(['done', 'a'], ['cached', 'b'], ['failed', 'c'], ['done', 'gone']);
  const { totals, assets } = await reportModel('Run', run, 1600, uriOf);
  expect(totals).toEqual({ done: 1, cached: 1, failed: 2, milliseconds: 5 });
  expect(assets.map(({ failure }) => failure?.cause)).toEqual([undefined, undefined, problem.cause, problem.cause]);
});

it('leaves out a picture that can not be shown before, and keeps its result', async () => {
  const run = runOf(['done', 'a']);
  run.outcomes[0]!.job.source = 'gone.png';
  const { assets } = await reportModel('Run', run, 1600, uriOf);
  expect(assets).toMatchObject([{ before: undefined, after: '1600 out/a.png' }]);
});

it('asks for each picture once, and for the heaviest reference as the thumbnail', async () => {
  const asked: string[] = [];
  const ask = (path: string, side: number) => {
    asked.push(path);
    return uriOf(path, side);
  };
  const run = runOf(['done', 'a'], ['done', 'b']);
  run.outcomes[1]!.job.source = 'a.png';
  const { styles } = await reportModel('Run', run, 1600, ask);
  expect(asked.toSorted()).toEqual(['a.png', 'heavy.png', 'out/a.png', 'out/b.png']);
  expect(styles).toEqual([{ name: 'ink', thumbnail: '160 heavy.png' }]);
});

it('stops between two pictures', async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  const ask = (path: string, side: number) => {
    asked.push(path);
    stop.abort();
    return uriOf(path, side);
  };
  const model = reportModel('Run', runOf(['done', 'a'], ['done', 'b']), 1600, ask, stop.signal);
  await expect(model).rejects.toThrow('aborted');
  expect(asked).toEqual(['out/a.png', 'a.png']);
});

async function uriOf(path: string, side: number): Promise<string> {
  if (path.includes('gone')) throw new EngineFailure(problem);
  return `${side} ${path}`;
}

function runOf(...assets: ['done' | 'cached' | 'failed', string][]) {
  const references = [
    { path: 'light.png', weight: 0.3 },
    { path: 'heavy.png', weight: 0.7 },
  ];
  const outcomes = assets.map(([status, name]): ReportOutcome => {
    const job = { source: `${name}.png`, output: `out/${name}.png`, styleName: 'ink', style: { references } };
    return { job, status, size: { width: 4, height: 3 }, ...(status === 'failed' && { problem }) };
  });
  return { outcomes, milliseconds: 5 };
}
