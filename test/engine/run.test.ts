import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { type RunEvent, type RunOptions, type RunSummary, runManifest } from '../../src/pipeline/run';
import { UnusableManifest } from '../../src/pipeline/survey';
import type { ManifestInput } from '../../src/shared/manifest';
import { draw, filesIn, newClient, openClient, ROOT, tempFolder } from './support';

let client: EngineClient;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());

/** Two pictures in ink, one of them in sand too. */
const MANIFEST: ManifestInput = {
  version: 1,
  styles: { ink: { reference: 'styles/ink.png' }, sand: { reference: 'styles/sand.png' } },
  assets: [
    { input: 'art/*.png', style: 'ink', output: 'out/{name}-{style}.png' },
    { input: 'art/b.png', style: 'sand', output: 'out/{name}-{style}.png' },
  ],
};
const OUTPUTS = ['out/a-ink.png', 'out/b-ink.png', 'out/b-sand.png'];

let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
  for (const [seed, name] of ['art/a.png', 'art/b.png', 'styles/ink.png', 'styles/sand.png'].entries())
    await draw(join(folder, name), { seed: seed + 1 });
  await write(MANIFEST);
});

const write = (manifest: ManifestInput) => writeFile(join(folder, 'stylize.json'), JSON.stringify(manifest, null, 2));
const STYLES = join(ROOT, 'media/styles');
const MODEL = {
  modelPath: join(ROOT, 'models/base.safetensors'),
  engineVersion: product.version,
  stylesFolder: STYLES,
};
const run = (options: Partial<RunOptions> = {}): Promise<RunSummary> =>
  runManifest({ manifestPath: join(folder, 'stylize.json'), client, ...MODEL, onEvent: () => {}, ...options });

/** What became of each output, and why. */
const fates = ({ outcomes }: RunSummary): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ job, status, reason }) => [job.output, `${status}: ${reason}`]));
const each = (fate: string) => Object.fromEntries(OUTPUTS.map((output) => [output, fate]));
const cachedBut = (changes: Record<string, string>) => ({ ...each('cached: up to date'), ...changes });
const timesOf = (paths: string[]) => Promise.all(paths.map(async (path) => (await stat(join(folder, path))).mtimeMs));

describe('a built-in style in a manifest', () => {
  const withStyle = (reference: string) =>
    write({
      version: 1,
      styles: { ready: { reference } },
      assets: [{ input: 'art/a.png', style: 'ready', output: 'out/a.png' }],
    });
  const stylesFolder = async (seed: number) => {
    const styles = await tempFolder();
    await draw(join(styles, 'gouache.webp'), { seed });
    return styles;
  };

  it('is painted, and then up to date, wherever Stylize is installed', async () => {
    await withStyle('builtin:gouache');
    expect(fates(await run())).toEqual({ 'out/a.png': 'done: new' });
    const elsewhere = await tempFolder();
    await copyFile(join(STYLES, 'gouache.webp'), join(elsewhere, 'gouache.webp'));
    expect(fates(await run({ stylesFolder: elsewhere }))).toEqual({ 'out/a.png': 'cached: up to date' });
  });

  it('is painted again when another version brings another picture', async () => {
    await withStyle('builtin:gouache');
    await run({ stylesFolder: await stylesFolder(5) });
    expect(fates(await run({ stylesFolder: await stylesFolder(6) }))).toEqual({ 'out/a.png': 'done: style changed' });
  });

  it('that is unknown makes the manifest unusable, at its place', async () => {
    await withStyle('builtin:guache');
    const error = await run().catch((reason: unknown) => reason as UnusableManifest);
    expect(error).toBeInstanceOf(UnusableManifest);
    expect((error as UnusableManifest).problems).toMatchObject([
      { suggestion: 'builtin:gouache', path: ['styles', 'ready', 'reference'], start: { line: 4 } },
    ]);
  });
});

describe('a run', () => {
  it('paints everything once, and then nothing', async () => {
    const first = await run();
    expect(first).toMatchObject({ done: 3, cached: 0, failed: 0, planned: 0, cancelled: false, problems: [] });
    expect(fates(first)).toEqual(each('done: new'));
    expect(first.unsaved).toBeUndefined();
    expect(await filesIn(join(folder, 'out'))).toEqual(OUTPUTS.map((path) => path.slice('out/'.length)));
    const times = await timesOf(OUTPUTS);
    const second = await run();
    expect(second).toMatchObject({ done: 0, cached: 3, failed: 0 });
    expect(fates(second)).toEqual(cachedBut({}));
    expect(await timesOf(OUTPUTS)).toEqual(times);
  });

  it('tells its plan, then each asset as it is done', async () => {
    const events: RunEvent[] = [];
    const { outcomes } = await run({ onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({
      type: 'planned',
      decisions: OUTPUTS.map(() => ({ action: 'run', reason: 'new' })),
    });
    expect(events.slice(1)).toEqual(
      outcomes.flatMap((outcome) => [
        { type: 'painting', job: outcome.job },
        { type: 'asset', outcome },
      ]),
    );
  });

  it('paints only what is picked, and waits before each picture until it may go on', async () => {
    const waited: string[] = [];
    let next = '';
    const summary = await run({
      only: ({ styleName }) => styleName === 'ink',
      ready: async () => void waited.push(`before ${next}`),
      onEvent: (event) => {
        if (event.type === 'planned') next = event.decisions[0]!.job.output;
        if (event.type === 'asset') next = OUTPUTS[OUTPUTS.indexOf(event.outcome.job.output) + 1]!;
      },
    });
    expect(fates(summary)).toEqual({ 'out/a-ink.png': 'done: new', 'out/b-ink.png': 'done: new' });
    expect(waited).toEqual(['before out/a-ink.png', 'before out/b-ink.png']);
    expect(fates(await run())).toEqual(cachedBut({ 'out/b-sand.png': 'done: new' }));
  });

  it('paints first what is in front, asked before each picture, and leaves out what is not wanted now', async () => {
    const order: string[] = [];
    let front: string | undefined;
    await run({
      inFront: () => front,
      onEvent: (event) => {
        if (event.type === 'painting') order.push(event.job.output);
        front = 'art/b.png'; // the plan is made
      },
    });
    expect(order).toEqual(['out/b-ink.png', 'out/b-sand.png', 'out/a-ink.png']);
    await rm(join(folder, 'out'), { recursive: true });
    const wanted = await run({ wanted: ({ source }) => source === 'art/a.png' });
    expect(fates(wanted)).toEqual({ 'out/a-ink.png': 'done: output missing' });
  });

  it('does not make a folder anew that went away, for its notes', async () => {
    const project = join(folder, 'project');
    await mkdir(project);
    await draw(join(project, 'fox.png'));
    await writeFile(
      join(project, 'stylize.json'),
      JSON.stringify({ ...MANIFEST, assets: [{ input: 'fox.png', style: 'ink', output: 'out/{name}.png' }] }),
    );
    await cp(join(folder, 'styles'), join(project, 'styles'), { recursive: true });
    const summary = await run({
      manifestPath: join(project, 'stylize.json'),
      onEvent: ({ type }) => type === 'planned' && rmSync(project, { recursive: true }),
    });
    expect(summary.failed).toBe(1);
    expect(summary.unsaved?.file).toBe(join(project, '.stylize'));
    expect(await filesIn(folder)).not.toContain('project/.stylize/state.json');
  });

  it.each<[what: string, change: () => unknown, expected: Record<string, string>]>([
    ['nothing when a source was touched but not changed', () => utimes(join(folder, 'art/a.png'), 1e9, 1e9), {}],
    [
      'what comes from a source that changed',
      () => draw(join(folder, 'art/b.png'), { seed: 9 }),
      { 'out/b-ink.png': 'done: source changed', 'out/b-sand.png': 'done: source changed' },
    ],
    [
      'what takes a style whose reference changed',
      () => draw(join(folder, 'styles/sand.png'), { seed: 9 }),
      { 'out/b-sand.png': 'done: style changed' },
    ],
    [
      'what has another strength now',
      () =>
        write({ ...MANIFEST, styles: { ...MANIFEST.styles, sand: { reference: 'styles/sand.png', strength: 0.5 } } }),
      { 'out/b-sand.png': 'done: parameters changed' },
    ],
    [
      'an output that was deleted',
      () => rm(join(folder, 'out/a-ink.png')),
      { 'out/a-ink.png': 'done: output missing' },
    ],
    [
      'nothing when an output has another time but the same bytes',
      () => utimes(join(folder, OUTPUTS[0]!), 1e9, 1e9),
      {},
    ],
  ])('paints again %s', async (_, change, expected) => {
    await run();
    await change();
    const kept = OUTPUTS.filter((output) => !(output in expected));
    const times = await timesOf(kept);
    expect(fates(await run())).toEqual(cachedBut(expected));
    expect(await timesOf(kept)).toEqual(times);
    expect(fates(await run())).toEqual(cachedBut({}));
  });

  it('leaves the engine alone where there is nothing to paint', async () => {
    await run();
    const unused = openClient(folder).client;
    expect(fates(await run({ client: unused }))).toEqual(cachedBut({}));
    await rm(join(folder, OUTPUTS[0]!));
    await run({ client: unused, dryRun: true });
    expect(await unused.pid()).toBeUndefined();
  });

  it('paints everything again with another model or another version of the engine', async () => {
    await run();
    expect(fates(await run({ engineVersion: '0.0.0' }))).toEqual(each('done: model changed'));
    const modelPath = join(folder, 'model');
    await writeFile(modelPath, 'other weights');
    expect(fates(await run({ modelPath, dryRun: true }))).toEqual(each('planned: model changed'));
    await rm(modelPath);
    await expect(run({ modelPath })).rejects.toThrow("the model can't be read. Reinstall Stylize.");
  });

  it('follows a reference that lies elsewhere, named by an absolute path', async () => {
    const elsewhere = await draw(join(await tempFolder(), 'ink.png'), { seed: 5 });
    await write({ ...MANIFEST, styles: { ...MANIFEST.styles, ink: { reference: elsewhere } } });
    expect(fates(await run())).toEqual(each('done: new'));
    expect(fates(await run())).toEqual(cachedBut({}));
    await draw(elsewhere, { seed: 6 });
    const repainted = 'done: style changed';
    expect(fates(await run())).toEqual(cachedBut({ 'out/a-ink.png': repainted, 'out/b-ink.png': repainted }));
  });

  it('writes nothing when it is only to say what it would do', async () => {
    const before = await filesIn(folder);
    const summary = await run({ dryRun: true });
    expect(fates(summary)).toEqual(each('planned: new'));
    expect(summary).toMatchObject({ done: 0, planned: 3 });
    expect(await filesIn(folder)).toEqual(before);
  });

  it('stops when it is told to, and a later one does the rest', async () => {
    const abort = new AbortController();
    const stopped = await run({ signal: abort.signal, onEvent: ({ type }) => type === 'asset' && abort.abort() });
    expect(stopped).toMatchObject({ done: 1, failed: 0, cancelled: true });
    expect(await filesIn(join(folder, 'out'))).toEqual(['a-ink.png']);
    expect(fates(await run())).toEqual({ ...each('done: new'), 'out/a-ink.png': 'cached: up to date' });
  });
});

describe('somebody’s file in the place of an output', () => {
  const mine = async (path: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), 'mine');
  };
  const text = (path: string) => readFile(join(folder, path), 'utf8');
  const causes = ({ outcomes }: RunSummary) =>
    Object.fromEntries(outcomes.flatMap(({ job, problem }) => (problem ? [[job.output, problem.cause]] : [])));

  it('is never replaced unasked, whether it was there before or was changed since', async () => {
    await mine('out/a-ink.png');
    const summary = await run();
    expect(fates(summary)).toEqual({ ...each('done: new'), 'out/a-ink.png': 'failed: output exists' });
    expect(causes(summary)).toEqual({ 'out/a-ink.png': 'it exists already and was not made by Stylize' });
    await mine('out/b-ink.png');
    await draw(join(folder, 'art/b.png'), { seed: 9 });
    for (const dryRun of [true, false]) {
      const again = await run({ dryRun });
      expect(again).toMatchObject({ failed: 2 });
      expect(causes(again)).toMatchObject({ 'out/b-ink.png': 'it was changed by hand since Stylize wrote it' });
    }
    expect(await Promise.all(['out/a-ink.png', 'out/b-ink.png'].map(text))).toEqual(['mine', 'mine']);
  });

  it('is replaced by a forced run, which paints everything again', async () => {
    await run();
    await mine('out/a-ink.png');
    const expected = { ...each('done: forced'), 'out/a-ink.png': 'done: output changed' };
    expect(fates(await run({ force: true }))).toEqual(expected);
    expect(fates(await run())).toEqual(cachedBut({}));
  });

  it('may be a result of which the notes were lost: then too a forced run is the way on', async () => {
    await run();
    await writeFile(join(folder, '.stylize/state.json'), '{"version":1,');
    expect(fates(await run())).toEqual(each('failed: output exists'));
    expect(fates(await run({ force: true }))).toEqual(each('done: new'));
    expect(fates(await run())).toEqual(cachedBut({}));
  });

  it('is told from what a killed run wrote and could not note', async () => {
    const intents = join(folder, '.stylize/intents.json');
    let early: Buffer | undefined;
    const request = client.request.bind(client);
    vi.spyOn(client, 'request').mockImplementation((...asked) => {
      early ??= readFileSync(intents);
      return request(...asked);
    });
    await run();
    vi.restoreAllMocks();
    await rm(join(folder, '.stylize/state.json'));
    await writeFile(intents, early!);
    await rm(join(folder, 'out/b-sand.png'));
    expect(fates(await run())).toEqual(each('done: new'));
    await mine('out/b-sand.png');
    expect(fates(await run())).toEqual(cachedBut({ 'out/b-sand.png': 'failed: output changed' }));
  });

  it('stays somebody’s where a run that meant to replace it never came to it', async () => {
    await mine('out/b-sand.png');
    const abort = new AbortController();
    await run({ force: true, signal: abort.signal, onEvent: ({ type }) => type === 'asset' && abort.abort() });
    expect(fates(await run())).toMatchObject({ 'out/b-sand.png': 'failed: output exists' });
  });

  it('is never the manifest, a picture or a reference by way of a link, not even when forced', async () => {
    await mkdir(join(folder, 'out'));
    for (const [target, output] of [
      ['art/b.png', 'out/a-ink.png'],
      ['stylize.json', 'out/b-ink.png'],
      ['styles/ink.png', 'out/b-sand.png'],
    ] as const)
      await symlink(join(folder, target), join(folder, output));
    const before = await Promise.all(['art/b.png', 'stylize.json', 'styles/ink.png'].map(text));
    const summary = await run({ force: true });
    expect(summary).toMatchObject({ done: 0, failed: 3 });
    for (const cause of Object.values(causes(summary))) expect(cause).toMatch(/the manifest, a picture or a reference/);
    expect(await Promise.all(['art/b.png', 'stylize.json', 'styles/ink.png'].map(text))).toEqual(before);
  });
});

describe('a run whose outputs lie among its inputs', () => {
  const beside = (output: string): ManifestInput => ({
    version: 1,
    styles: { ink: { reference: 'styles/ink.png' } },
    assets: [{ input: '**/*.png', exclude: 'styles/**', style: 'ink', output }],
  });
  const first = ['art/a-ink.png', 'art/b-ink.png'];

  it('never takes them for inputs, not even when its notes are lost', async () => {
    await write(beside('{dir}/{name}-{style}.png'));
    expect(Object.keys(fates(await run()))).toEqual(first);
    const files = await filesIn(join(folder, 'art'));
    expect(fates(await run())).toEqual({ [first[0]!]: 'cached: up to date', [first[1]!]: 'cached: up to date' });
    await rm(join(folder, '.stylize'), { recursive: true });
    expect(Object.keys(fates(await run({ force: true })))).toEqual(first);
    expect(await filesIn(join(folder, 'art'))).toEqual(files);
  });

  it('does not take those for inputs that another manifest once asked for', async () => {
    await write(beside('{dir}/{name}-{style}.png'));
    await run();
    await write(beside('painted/{name}.png'));
    expect(fates(await run())).toEqual({ 'painted/a.png': 'done: new', 'painted/b.png': 'done: new' });
  });

  it('takes for inputs again what somebody drew in their place, once nobody plans them', async () => {
    await write(beside('{dir}/{name}-{style}.png'));
    await run();
    await draw(join(folder, first[0]!), { seed: 8 });
    await write(beside('painted/{name}.png'));
    const painted = { 'painted/a.png': 'done: new', 'painted/b.png': 'done: new' };
    expect(fates(await run())).toEqual({ ...painted, 'painted/a-ink.png': 'done: new' });
  });

  it('may take its style from one of them', async () => {
    await write(beside('{dir}/{name}-{style}.png'));
    await run();
    await write({ ...beside('painted/{name}.png'), styles: { ink: { reference: first[0]! } } });
    expect(fates(await run())).toEqual({ 'painted/a.png': 'done: new', 'painted/b.png': 'done: new' });
  });

  it('forgets files that it has nothing to do with any more', async () => {
    const known = async () =>
      Object.keys(JSON.parse(await readFile(join(folder, '.stylize/state.json'), 'utf8')).files).sort();
    await run();
    expect(await known()).toContain('styles/sand.png');
    await write(beside('painted/{name}.png'));
    await run();
    expect(await known()).toEqual([MODEL.modelPath, 'art/a.png', 'art/b.png', 'styles/ink.png'].sort());
  });
});

describe('a run that meets trouble', () => {
  it('reports a broken picture and paints the others; the next run tries it again', async () => {
    await writeFile(join(folder, 'art/broken.png'), (await readFile(join(folder, 'art/a.png'))).subarray(0, 200));
    const summary = await run();
    expect(summary).toMatchObject({ done: 3, failed: 1 });
    const failed = summary.outcomes.find(({ status }) => status === 'failed');
    expect(failed).toMatchObject({
      job: { source: 'art/broken.png' },
      problem: { kind: 'unreadable', file: join(folder, 'art/broken.png') },
    });
    expect(failed!.problem!.remedy).not.toBe('');
    expect(await filesIn(join(folder, 'out'))).not.toContain('broken-ink.png');

    await draw(join(folder, 'art/broken.png'));
    expect(fates(await run())).toEqual(cachedBut({ 'out/broken-ink.png': 'done: new' }));
  });

  it('calls a source missing that went away after the plan was made', async () => {
    const summary = await run({
      onEvent: ({ type }) => type === 'planned' && rmSync(join(folder, 'art/b.png'), { force: true }),
    });
    expect(fates(summary)).toEqual({ ...each('failed: new'), 'out/a-ink.png': 'done: new' });
    expect(summary.outcomes.at(-1)!.problem).toMatchObject({ kind: 'missing', file: join(folder, 'art/b.png') });
  });

  it('reports outputs whose folder cannot be made', async () => {
    await writeFile(join(folder, 'out'), 'a file where the folder should be');
    const summary = await run();
    expect(fates(summary)).toEqual(each('failed: new'));
    expect(summary.outcomes[0]!.problem).toMatchObject({ kind: 'unwritable', file: join(folder, 'out/a-ink.png') });
  });

  it.skipIf(mayWriteAnywhere())(
    'reports outputs in a folder that is read-only (skipped for root, whom none stops)',
    async () => {
      await mkdir(join(folder, 'out'));
      chmodSync(join(folder, 'out'), 0o555);
      const summary = await run();
      chmodSync(join(folder, 'out'), 0o755);
      expect(fates(summary)).toEqual(each('failed: new'));
      expect(summary.outcomes[0]!.problem).toMatchObject({
        kind: 'unwritable',
        remedy: expect.stringMatching(/permissions/),
      });
    },
  );

  it('paints also where it cannot keep its notes, and says what that costs', async () => {
    await writeFile(join(folder, '.stylize'), 'a file where the folder should be');
    const summary = await run();
    expect(fates(summary)).toEqual(each('done: new'));
    expect(summary.unsaved).toMatchObject({ kind: 'unwritable', file: join(folder, '.stylize') });
    expect(await filesIn(join(folder, 'out'))).toHaveLength(3);
  });
});

describe('a manifest that cannot be used', () => {
  const refusal = async (): Promise<UnusableManifest> => {
    const error = await run().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnusableManifest);
    expect(await filesIn(folder)).not.toContain('.stylize/state.json');
    return error as UnusableManifest;
  };

  it.each<[what: string, text: string, message: RegExp, line: number, character: number]>([
    ['no JSON', '{\n  "version": 1,\n  "styles": {}\n  "assets": []\n}', /comma/i, 3, 2],
    [
      'a style that does not exist',
      '{ "version": 1,\n  "styles": { "ink": { "reference": "styles/ink.png" } },\n  "assets": [{ "input": "*.png", "style": "inc", "output": "out/{name}.png" }] }',
      /There is no style "inc"/,
      2,
      42,
    ],
    [
      'a reference that does not exist',
      '{ "version": 1,\n  "styles": { "ink": {\n    "reference": "styles/inky.png" } },\n  "assets": [{ "input": "art/*.png", "style": "ink", "output": "out/{name}.png" }] }',
      /styles\/inky\.png .* does not exist/,
      2,
      17,
    ],
  ])('is refused with the place of the problem: %s', async (_, text, message, line, character) => {
    await writeFile(join(folder, 'stylize.json'), text);
    const { problems } = await refusal();
    expect(problems[0]).toMatchObject({ severity: 'error', message: expect.stringMatching(message) });
    expect(problems[0]).toMatchObject({ start: { line, character } });
  });

  it('is refused when it is not there', async () => {
    await rm(join(folder, 'stylize.json'));
    const { problems } = await refusal();
    expect(problems).toMatchObject([{ severity: 'error', message: 'There is no such file.' }]);
  });
});

/** Whether a read-only folder does not stop this user: root, and Windows, where folders have no such mode. */
function mayWriteAnywhere(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'stylize-test-'));
  try {
    chmodSync(probe, 0o555);
    accessSync(probe, constants.W_OK);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
}
