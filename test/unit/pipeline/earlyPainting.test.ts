import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent, RunOptions } from '../../../src/pipeline/run';
import { fakeEngine } from './fakeEngine';
import { Workspace } from './workspace';

/** Pictures of two results each: so many that what is found to paint is begun before all are looked at. */
const MANY = 500;

/** A folder of which all is up to date. */
async function painted(): Promise<Workspace> {
  const workspace = new Workspace();
  workspace.write('styles/ink.png', 'ink');
  for (let i = 0; i < MANY; i++) workspace.write(`art/${i}.png`, `${i}`);
  workspace.manifest({
    version: 1,
    styles: { ink: { reference: 'styles/ink.png' } },
    assets: [
      {
        input: 'art/*.png',
        style: 'ink',
        outputs: [{ output: 'out/{name}.png' }, { output: 'small/{name}.png', scale: 0.5 }],
      },
    ],
  });
  await workspace.run({ concurrency: 8 });
  return workspace;
}

/** Runs it, and says in which order what happened. */
async function heard(workspace: Workspace, options: Partial<RunOptions> = {}) {
  const order: string[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'painting') order.push(`painting ${event.job.output}`);
    else if (event.type === 'planned') order.push('planned');
    else if (event.type === 'asset' && event.outcome.status !== 'cached')
      order.push(`${event.outcome.status} ${event.outcome.job.output}`);
  };
  const ready = async (): Promise<void> => void order.push('ready');
  const summary = await workspace.run({ ready, onEvent, ...options });
  return { order, summary };
}

describe('of a folder of a thousand results', () => {
  it('what is new is begun before all others are looked at, and told of after the plan', async () => {
    const workspace = await painted();
    workspace.write('art/zebra.png', 'zebra');
    const { order, summary } = await heard(workspace);
    expect(order[0]).toBe('ready');
    const [painting, done] = ['painting', 'done'].map((what) => [`${what} out/zebra.png`, `${what} small/zebra.png`]);
    expect(order.slice(1)).toEqual(['planned', ...painting!, ...done!]);
    expect(summary).toMatchObject({ done: 2, cached: 2 * MANY, failed: 0 });
    expect((await heard(workspace)).summary).toMatchObject({ done: 0, cached: 2 * MANY + 2, failed: 0 });

    // what is in front comes before what is new, and one painting makes all sizes of a picture
    workspace.write('art/250.png', 'changed');
    workspace.write('art/zoo.png', 'zoo');
    const asked: string[] = [];
    const client = fakeEngine(({ source, outputs }) => asked.push(`${basename(source)}: ${outputs.length}`));
    const second = await heard(workspace, { client, inFront: () => 'art/250.png' });
    expect(asked).toEqual(['250.png: 2', 'zoo.png: 2']);
    expect(second.summary.done).toBe(4);
  });

  it('nothing is begun that is not wanted, not picked, or would replace what somebody changed', async () => {
    const workspace = await painted();
    workspace.write('art/zebra.png', 'zebra');
    expect((await heard(workspace, { wanted: () => false })).summary.done).toBe(0);
    expect((await heard(workspace, { only: ({ source }) => source === 'art/1.png' })).order).toEqual(['planned']);
    expect((await heard(workspace, { dryRun: true })).summary).toMatchObject({ done: 0, planned: 2 });
    writeFileSync(workspace.at('out/zebra.png'), "somebody's own");
    const { summary } = await heard(workspace);
    expect(summary).toMatchObject({ done: 1, failed: 1 });
    expect(workspace.read('out/zebra.png')).toBe("somebody's own");
  });
});

describe('the engine', () => {
  it('starts for a new picture, and not for what is left out beside it, such as a map', async () => {
    const workspace = new Workspace();
    for (const name of ['styles/ink.png', 'art/rock.png', 'art/rock_n.png', 'art/notes.txt'])
      workspace.write(name, name);
    workspace.manifest({
      version: 1,
      styles: { ink: { reference: 'styles/ink.png' } },
      assets: [{ input: 'art/*', style: 'ink', output: 'out/{name}.png' }],
    });
    const client = fakeEngine();
    let starts = 0;
    const { info } = client;
    client.info = () => {
      starts++;
      return info();
    };
    expect((await workspace.run({ client })).done).toBe(1);
    expect(starts).toBeGreaterThan(0);
    starts = 0;
    for (let i = 0; i < 3; i++) expect((await workspace.run({ client })).cached).toBe(1);
    expect(starts).toBe(0);
  });
});
