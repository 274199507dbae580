import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { EngineFailure } from '../../src/pipeline/failure';
import { Planner } from '../../src/pipeline/planner';
import type { PlannerRunEvent } from '../../src/pipeline/plannerProtocol';
import { runManifest } from '../../src/pipeline/run';
import { UnusableManifest } from '../../src/pipeline/survey';
import { reportSurvey } from '../../src/pipeline/surveyReport';
import type { ManifestInput } from '../../src/shared/manifest';
import { draw, newClient, ROOT, tempFolder } from './support';

const INSTALLATION = {
  modelPath: join(ROOT, 'models/base.safetensors'),
  engineVersion: product.version,
  stylesFolder: join(ROOT, 'media/styles'),
};

let client: EngineClient;
let folder: string;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());
beforeEach(async () => {
  folder = await tempFolder();
  for (const [seed, name] of ['a.png', 'b.png', 'ink.png'].entries())
    await draw(join(folder, name), { seed: seed + 1 });
  await write('{a,b}.png');
});

const write = (input: string) => {
  const assets = [{ input, style: 'ink', output: 'out/{name}.png' }];
  const manifest: ManifestInput = { version: 1, styles: { ink: { reference: 'ink.png' } }, assets };
  return writeFile(join(folder, 'stylize.json'), JSON.stringify(manifest));
};
const newPlanner = () => new Planner(join(ROOT, 'dist/planner.js'));
const planned = () => ({
  ...options(),
  client,
  signal: new AbortController().signal,
  ready: async () => {},
  onEvent: (_event: PlannerRunEvent): unknown => undefined,
});
const options = () => ({ manifestPath: join(folder, 'stylize.json'), ...INSTALLATION });
const states = async () =>
  Object.fromEntries(
    (await reportSurvey(options())).assets.map(({ output, state, reason }) => [output, `${state}: ${reason}`]),
  );

describe('a sequence', () => {
  const say = (treatment: object) => {
    const rule = { input: 'walk_*.png', style: 'ink', output: 'out/{name}.png', sequence: true, ...treatment };
    const manifest = { version: 1, styles: { ink: { reference: 'ink.png' } }, assets: [rule] };
    return writeFile(join(folder, 'stylize.json'), JSON.stringify(manifest));
  };
  const stale = async () =>
    Object.entries(await states()).flatMap(([output, state]) => (state.startsWith('stale') ? [output] : []));
  const frames = (numbers: number[]) => numbers.map((number) => `out/walk_${number}.png`);
  const paint = () => runManifest({ ...options(), client, onEvent: () => {} });
  beforeEach(async () => {
    for (let number = 10; number < 30; number++)
      await draw(join(folder, `walk_${number}.png`), { width: 16, height: 12, seed: number });
  });

  it('is stale as a whole when a frame changes that stands for all, else that frame alone', async () => {
    await say({});
    expect(await paint()).toMatchObject({ done: 20, failed: 0, problems: [] });
    expect(await stale()).toEqual([]);
    await draw(join(folder, 'walk_12.png'), { width: 16, height: 12, seed: 99 });
    expect(await stale()).toEqual(frames([12]));
    await draw(join(folder, 'walk_29.png'), { width: 16, height: 12, seed: 99 });
    expect(await stale()).toHaveLength(20);
    expect(await paint()).toMatchObject({ done: 20, failed: 0 });
  });

  it('that is smoothed is stale around a frame that changes', async () => {
    await say({ smooth: 0.5 });
    await paint();
    await draw(join(folder, 'walk_12.png'), { width: 16, height: 12, seed: 99 });
    expect(await stale()).toEqual(frames([11, 12, 13]));
  });
});

describe('a survey', () => {
  it('tells of each output whether it is true to the manifest, and why not', async () => {
    expect(await states()).toEqual({ 'out/a.png': 'stale: new', 'out/b.png': 'stale: new' });
    await runManifest({ ...options(), client, onEvent: () => {} });
    expect(await states()).toEqual({ 'out/a.png': 'fresh: up to date', 'out/b.png': 'fresh: up to date' });
    await draw(join(folder, 'a.png'), { seed: 9 });
    await writeFile(join(folder, 'out/b.png'), 'painted over by hand');
    expect(await states()).toEqual({ 'out/a.png': 'stale: source changed', 'out/b.png': 'blocked: output changed' });
  });

  it('lists what nothing plans any more', async () => {
    await runManifest({ ...options(), client, onEvent: () => {} });
    await write('a.png');
    expect((await reportSurvey(options())).orphans).toEqual(['out/b.png']);
    await rm(join(folder, 'out/b.png'));
    expect((await reportSurvey(options())).orphans).toEqual([]);
  });

  it('is a report also where the manifest, or the model, can not be read', async () => {
    const lost = await reportSurvey({ ...options(), modelPath: join(folder, 'gone') });
    expect(lost.failure?.cause).toBe("the model can't be read");
    await writeFile(join(folder, 'stylize.json'), '{');
    const broken = await reportSurvey(options());
    expect(broken.manifest).toBeUndefined();
    expect(broken.problems).toHaveLength(1);
  });
});

describe("the planner's thread", () => {
  it('answers each question with its own report', async () => {
    const planner = newPlanner();
    const missing = { ...options(), manifestPath: join(folder, 'none.json') };
    const [found, lost] = await Promise.all([planner.survey(options()), planner.survey(missing)]);
    expect(found).toEqual(await reportSurvey(options()));
    expect(lost.problems[0]?.message).toBe('There is no such file.');
    planner.dispose();
  });

  it('lists the pictures of a folder, hidden ones too, but nothing that tools keep for themselves', async () => {
    const place = await tempFolder();
    for (const file of ['b.PNG', 'deep/er/a.jpg', '.c.webp', 'notes.txt', 'node_modules/d.png', '.stylize/e.png']) {
      await mkdir(dirname(join(place, file)), { recursive: true });
      await writeFile(join(place, file), '');
    }
    const planner = newPlanner();
    expect(await planner.picturesIn(place)).toEqual(['.c.webp', 'b.PNG', 'deep/er/a.jpg']);
    planner.dispose();
    await rm(place, { recursive: true });
  });

  it('runs a manifest with an engine that stays on this side, and tells how it goes', async () => {
    const planner = newPlanner();
    const events: PlannerRunEvent[] = [];
    const summary = await planner.run({ ...planned(), onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({ done: 2, failed: 0, cancelled: false });
    expect(summary.outcomes.map(({ job, status }) => [job.output, status])).toEqual([
      ['out/a.png', 'done'],
      ['out/b.png', 'done'],
    ]);
    expect(events.map(({ type }) => type)).toEqual(['planned', 'painting', 'asset', 'painting', 'asset']);
    expect(events[0]).toEqual({ type: 'planned', outputs: ['out/a.png', 'out/b.png'] });
    expect(await planner.run(planned())).toMatchObject({ done: 0, cached: 2 });
    planner.dispose();
  });

  it('runs only a part, when it is let', async () => {
    const planner = newPlanner();
    const heard: string[] = [];
    const run = planner.run({
      ...planned(),
      part: { outputs: new Set(['out/b.png']) },
      ready: async () => void heard.push('ready'),
      onEvent: ({ type }) => heard.push(type),
    });
    expect((await run).outcomes.map(({ job }) => job.output)).toEqual(['out/b.png']);
    expect(heard).toEqual(['planned', 'ready', 'painting', 'asset']);
    planner.dispose();
  });

  it('paints first what is in front, and tells of it in the order of the plan', async () => {
    const planner = newPlanner();
    const painted: string[] = [];
    const onEvent = (event: PlannerRunEvent) => event.type === 'painting' && painted.push(event.job.source);
    const { outcomes } = await planner.run({ ...planned(), inFront: () => 'b.png', onEvent });
    expect(painted).toEqual(['b.png', 'a.png']);
    expect(outcomes.map(({ job }) => job.source)).toEqual(['a.png', 'b.png']);
    planner.dispose();
  });

  it('cancels the picture in flight', async () => {
    const planner = newPlanner();
    const stop = new AbortController();
    const onEvent = ({ type }: PlannerRunEvent) => type === 'painting' && stop.abort();
    expect(await planner.run({ ...planned(), signal: stop.signal, onEvent })).toMatchObject({
      done: 0,
      cancelled: true,
      outcomes: [],
    });
    planner.dispose();
  });

  it('passes on what is wrong with a manifest, a picture, or an engine', async () => {
    const planner = newPlanner();
    await writeFile(join(folder, 'b.png'), 'no picture');
    const { outcomes } = await planner.run(planned());
    expect(outcomes.map(({ status, problem }) => [status, problem?.file])).toEqual([
      ['done', undefined],
      ['failed', join(folder, 'b.png')],
    ]);
    const { client: none } = newClient(await tempFolder(), { enginePath: join(folder, 'none.js') });
    await expect(planner.run({ ...planned(), client: none })).rejects.toThrow(EngineFailure);
    await writeFile(join(folder, 'stylize.json'), '{');
    await expect(planner.run(planned())).rejects.toThrow(UnusableManifest);
    planner.dispose();
    await none.dispose();
  });

  it('rejects what is open when it is ended', async () => {
    const planner = newPlanner();
    const open = planner.survey(options());
    planner.dispose();
    await expect(open).rejects.toThrow('the planner was ended');
  });
});
