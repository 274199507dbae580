import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { EngineFailure } from '../../../src/pipeline/failure';
import type { RunEvent } from '../../../src/pipeline/run';
import type { ManifestInput } from '../../../src/shared/manifest';
import { fakeEngine } from './fakeEngine';
import { fates, Workspace } from './workspace';

const MANIFEST: ManifestInput = {
  version: 1,
  styles: { ink: { reference: 'styles/ink.png' } },
  assets: [{ input: 'art/*.png', style: 'ink', output: 'out/{name}.png' }],
};
const OUTPUTS = ['out/a.png', 'out/b.png', 'out/c.png'];

let workspace: Workspace;
let cache: { folder: string; limit: number };
beforeEach(() => {
  workspace = new Workspace();
  cache = { folder: workspace.at('cache'), limit: 1e9 };
  for (const name of ['art/a.png', 'art/b.png', 'art/c.png', 'styles/ink.png']) workspace.write(name, name);
  workspace.manifest(MANIFEST);
});

const each = (fate: string) => Object.fromEntries(OUTPUTS.map((output) => [output, fate]));
const engineFailure = (file: string) =>
  new EngineFailure({ kind: 'engine', file, cause: 'the engine process ended', remedy: 'Run again.' });
const contentFiles = () =>
  workspace.files('cache').flatMap((path) => (path.startsWith('content-') ? [join(cache.folder, path)] : []));

describe('a run of several at once', () => {
  it('tells of its pictures as they were planned, whichever is ready first', async () => {
    let open = () => {};
    const others = new Promise<void>((resolve) => {
      open = resolve;
    });
    const told: string[] = [];
    const client = fakeEngine(({ source }) => (source.endsWith('a.png') ? others : undefined));
    const { outcomes } = await workspace.run({
      client,
      concurrency: 3,
      onEvent(event) {
        if (event.type === 'asset' && told.push(event.outcome.job.output) === 2) open();
      },
    });
    expect(told.at(-1)).toBe('out/a.png');
    expect(outcomes.map(({ job }) => job.output)).toEqual(OUTPUTS);
  });
});

describe('a run with a cache', () => {
  it('takes what was made before from there, without an engine, and notes it as any other', async () => {
    await workspace.run({ cache });
    const bytes = workspace.contents('out');
    workspace.remove('out');
    workspace.remove('.stylize');
    const events: RunEvent['type'][] = [];
    const engine = fakeEngine();
    engine.info = () => Promise.reject(engineFailure('engine'));
    const summary = await workspace.run({ cache, client: engine, onEvent: ({ type }) => events.push(type) });
    expect(fates(summary)).toEqual(each('from cache: new'));
    expect(summary).toMatchObject({ done: 3, fromCache: 3, notices: [] });
    expect(summary.outcomes[0]!.result).toMatchObject({ width: 1, height: 1, frames: 1, bytes: 64 });
    expect(events).toEqual(['planned', 'asset', 'asset', 'asset']);
    expect(workspace.contents('out')).toEqual(bytes);
    expect(fates(await workspace.run({ cache }))).toEqual(each('cached: up to date'));
  });

  it('finds there what an earlier state of a picture gave', async () => {
    await workspace.run({ cache });
    workspace.write('art/a.png', 'changed');
    await workspace.run({ cache });
    workspace.write('art/a.png', 'art/a.png');
    expect(fates(await workspace.run({ cache }))).toMatchObject({ 'out/a.png': 'from cache: source changed' });
  });

  it('paints anew what is damaged there', async () => {
    await workspace.run({ cache });
    const bytes = workspace.contents('out');
    for (const file of contentFiles()) truncateSync(file, 10);
    workspace.remove('out');
    expect(fates(await workspace.run({ cache }))).toEqual(each('done: output missing'));
    expect(workspace.contents('out')).toEqual(bytes);
    workspace.remove('out');
    expect(fates(await workspace.run({ cache }))).toEqual(each('from cache: output missing'));
  });

  it('keeps nothing of a picture that changed while it was painted', async () => {
    const client = fakeEngine(({ source }) => source.endsWith('a.png') && writeFileSync(source, 'meanwhile'));
    await workspace.run({ cache, client });
    expect(contentFiles()).toHaveLength(2);
    const again = await workspace.run({ cache });
    expect(fates(again)).toMatchObject({ 'out/a.png': 'done: source changed' });
    workspace.write('art/a.png', 'art/a.png');
    expect(fates(await workspace.run({ cache }))).toMatchObject({ 'out/a.png': 'done: source changed' });
  });

  it('that can not be used paints all the same, and says so once', async () => {
    workspace.write('cache', 'a file where the folder should be');
    const summary = await workspace.run({ cache, concurrency: 3 });
    expect(summary).toMatchObject({ done: 3, failed: 0 });
    expect(summary.notices).toEqual([expect.stringContaining(`the cache in ${cache.folder} is not used`)]);
  });
});

describe('several pictures at once', () => {
  it('are never more than were asked for, and each is painted once', async () => {
    for (let i = 0; i < 12; i++) workspace.write(`art/n${i}.png`, `${i}`);
    let [now, most] = [0, 0];
    const seen: string[] = [];
    let open = (): void => {};
    const three = new Promise<void>((go) => {
      open = go;
    });
    const client = fakeEngine(async ({ source }) => {
      seen.push(source);
      most = Math.max(most, ++now);
      if (now === 3) open();
      await three;
      await new Promise((go) => setImmediate(go)); // time for a fourth
      now--;
    });
    expect(await workspace.run({ client, concurrency: 3 })).toMatchObject({ done: 15, failed: 0 });
    expect(most).toBe(3);
    expect(new Set(seen).size).toBe(15);
    expect(seen).toHaveLength(15);
  });

  it('are each tried once more, alone, when the engine dies over one of them', async () => {
    let fatal = 0;
    const inFlight = new Set<(error: Error) => void>();
    const client = fakeEngine(
      ({ source }) =>
        new Promise<void>((go, fail) => {
          inFlight.add(fail);
          setImmediate(() => {
            if (source.endsWith('b.png')) {
              fatal++;
              for (const reject of inFlight) reject(engineFailure(source));
              inFlight.clear();
            }
            inFlight.delete(fail);
            go();
          });
        }),
    );
    const summary = await workspace.run({ client, concurrency: 3 });
    expect(fates(summary)).toEqual({ ...each('done: new'), 'out/b.png': 'failed: new' });
    expect(fatal).toBe(2);
  });

  it('end with one failure when the engine can not start', async () => {
    const client = fakeEngine();
    client.info = () => Promise.reject(engineFailure('engine'));
    await expect(workspace.run({ client, concurrency: 3 })).rejects.toThrow('the engine process ended');
    expect(workspace.files('out')).toEqual([]);
  });
});

describe('two runs at once in one folder', () => {
  it('go one after the other: the second waits, and finds all up to date', async () => {
    const holders: string[] = [];
    const first = workspace.run({ concurrency: 2 });
    const second = workspace.run({ onEvent: (event) => event.type === 'waiting' && holders.push(event.holder) });
    const summaries = await Promise.all([first, second]);
    expect(summaries.map(({ done, cached }) => ({ done, cached })).sort((a, b) => b.done - a.done)).toEqual([
      { done: 3, cached: 0 },
      { done: 0, cached: 3 },
    ]);
    expect(holders.length).toBeLessThanOrEqual(1);
  });

  it('may be planned while another is at work', async () => {
    let planned = 0;
    const client = fakeEngine(async () => {
      planned ||= (await workspace.run({ dryRun: true })).planned;
    });
    await workspace.run({ client });
    expect(planned).toBe(3);
  });
});

describe('a dry run', () => {
  it('tells what time and room it is going to take, once something was painted', async () => {
    const before = await workspace.run({ dryRun: true });
    expect(before.forecast).toEqual({ milliseconds: 0, bytes: 0, unknown: 3 });
    await workspace.run();
    workspace.write('art/a.png', 'changed');
    workspace.write('art/new.png', 'four');
    const after = await workspace.run({ dryRun: true });
    expect(after.forecast!.unknown).toBe(0);
    const of = (output: string) => after.outcomes.find(({ job }) => job.output === output)!.forecast!;
    expect(of('out/a.png').milliseconds).toBeCloseTo(2); // of the slowest stage, for its one pixel
    expect(of('out/a.png').bytes).toBeCloseTo(64);
    expect(of('out/new.png').bytes).toBeCloseTo((64 * 4) / 9); // by its bytes: nobody has seen its pixels
  });
});
