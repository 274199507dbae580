import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import product from '../../package.json';
import { type RunOptions, type RunSummary, runManifest } from '../../src/pipeline/run';
import { random } from '../random';
import { fakeEngine } from '../unit/pipeline/fakeEngine';
import { Poller, quickInstallation, quicklyPainted, Running } from './faultySupport';
import { draw, filesIn, newClient, openClient, ROOT, tempFolder } from './support';

const MANIFEST = JSON.stringify({
  version: 1,
  styles: { ink: { reference: 'ink.png' } },
  assets: [{ input: 'art/*.png', style: 'ink', output: 'out/{name}.png' }],
});
const INSTALLATION = {
  modelPath: join(ROOT, 'models/base.safetensors'),
  engineVersion: product.version,
  stylesFolder: join(ROOT, 'media/styles'),
};

let folder: string;
let cache: string;
beforeEach(async () => {
  [folder, cache] = [await tempFolder(), await tempFolder()];
  writeFileSync(join(folder, 'stylize.json'), MANIFEST);
  mkdirSync(join(folder, 'art'));
});

const outputs = (below = folder): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(below, 'out')).map((name) => [name, readFileSync(join(below, 'out', name), 'latin1')]),
  );

describe('with the command killed', () => {
  const NAMES = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png', 'f.png'];
  let cli: string;
  beforeAll(async () => {
    cli = await quickInstallation();
  });
  beforeEach(() => writeFileSync(join(folder, 'ink.png'), 'ink'));

  /** New sources, and the outputs that a run of them that nobody disturbs ends with. */
  const change = (seed: string) => {
    for (const name of NAMES) writeFileSync(join(folder, 'art', name), `${name} ${seed}`);
    return Object.fromEntries(NAMES.map((name) => [name, quicklyPainted(`${name} ${seed}`)]));
  };
  /** A run in this process: starting the command takes longest of all. */
  const runQuickly = (): Promise<RunSummary> =>
    runManifest({
      ...{ manifestPath: join(folder, 'stylize.json'), ...INSTALLATION, onEvent() {} },
      cache: { folder: join(cache, 'outputs'), limit: 1e9 },
      client: fakeEngine(undefined, async ({ source }) => Buffer.from(quicklyPainted(readFileSync(source, 'utf8')))),
    });
  const start = (...args: string[]) => new Running(cli, ['run', ...args], folder, cache);

  it('25 times, at any moment, a plain run ends as one that nobody disturbed, and nothing half-written is seen', async () => {
    const next = random(6);
    let expected: Record<string, string> = {};
    const whole = new Set<string>();
    const poller = new Poller(join(folder, 'out'), (_, bytes) => whole.has(bytes.toString('latin1')));
    let killed = 0;
    for (let i = 0; i < 25; i++) {
      expected = change(String(i));
      for (const bytes of Object.values(expected)) whole.add(bytes);
      const doomed = start('--concurrency', String(1 + (i % 3)));
      const [lines, delay] = [Math.floor(next() * NAMES.length), next()];
      const kill = () => setTimeout(() => doomed.child.kill('SIGKILL'), delay * (lines === 0 ? 500 : 20));
      if (lines === 0) kill();
      else doomed.child.stdout!.on('data', () => doomed.stdout.split('\n').length > lines && kill());
      if ((await doomed.ended) === null) killed++;
      expect(await runQuickly()).toMatchObject({ failed: 0 });
      // the engine of the killed command may be ending a write
      await vi.waitFor(() => expect(outputs()).toEqual(expected), { timeout: 10_000 });
    }
    poller.stop();
    expect(poller.seen).toEqual([]);
    expect(poller.looks).toBeGreaterThan(100);
    expect(killed).toBeGreaterThan(10);
    const { stdout } = await finished(start('--json'));
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ done: 0, cached: NAMES.length, failed: 0 });
  }, 600_000);

  it('undo brings back what it had replaced until then', async () => {
    const before = change('before');
    await finished(start());
    change('after');
    const doomed = start('--concurrency', '1', '--no-cache');
    await new Promise<void>((go) => doomed.child.stdout!.on('data', () => go())); // at least one is replaced
    doomed.child.kill('SIGKILL');
    await doomed.ended;
    expect(outputs()).not.toEqual(before);
    await finished(new Running(cli, ['undo'], folder, cache));
    const left = Object.keys(outputs()).filter((name) => !name.endsWith('.png'));
    expect(Object.fromEntries(Object.entries(outputs()).filter(([name]) => !left.includes(name)))).toEqual(before);
  });

  it('two runs at once on one folder end as one does, and both succeed', async () => {
    const expected = change('both');
    const poller = new Poller(join(folder, 'out'), (name, bytes) => bytes.toString('latin1') === expected[name]);
    const both = [start('--json'), start('--json')];
    const totals = await Promise.all(
      both.map(async (running) => JSON.parse((await finished(running)).stdout.trim().split('\n').at(-1)!)),
    );
    poller.stop();
    expect(totals.map(({ done }) => done).sort()).toEqual([0, NAMES.length]);
    expect(outputs()).toEqual(expected);
    expect(poller.seen).toEqual([]);
  });

  it.skipIf(!mayMount())('a full disk fails what does not fit, and once there is room the rest is made', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder]);
    onTestFinished(() => void execFileSync('umount', ['-l', folder]));
    writeFileSync(join(folder, 'stylize.json'), MANIFEST);
    writeFileSync(join(folder, 'ink.png'), 'ink');
    mkdirSync(join(folder, 'art'));
    const expected = change('full');
    const poller = new Poller(join(folder, 'out'), (name, bytes) => bytes.toString('latin1') === expected[name]);
    const full = start('--json', '--no-cache');
    await full.ended;
    expect(Object.keys(outputs()).filter((name) => name.endsWith('.png')).length).toBeLessThan(NAMES.length);
    execFileSync('mount', ['-o', 'remount,size=2m', folder]);
    // what could not be noted is not taken for ours: then, as ever, force is the way on
    const again = start('--json');
    if ((await again.ended) !== 0) await finished(start('--force'));
    poller.stop();
    expect(outputs()).toMatchObject(expected);
    expect(poller.seen).toEqual([]);
  });
});

describe('with a true engine', () => {
  const NAMES = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png'];
  /** A folder whose outputs nobody disturbed. */
  let calm: string;
  beforeAll(async () => {
    calm = await tempFolder();
    for (const [seed, name] of [...NAMES.map((name) => `art/${name}`), 'ink.png'].entries())
      await draw(join(calm, name), { width: 24, height: 20, seed: seed + 1 });
    writeFileSync(join(calm, 'stylize.json'), MANIFEST);
    const { client } = newClient(calm);
    await run({ client, manifestPath: join(calm, 'stylize.json') });
    await client.dispose();
  });
  beforeEach(() => cp(calm, folder, { recursive: true, filter: (path) => !/[\\/](out|\.stylize)$/.test(path) }));

  const openClientOf = (below: string) => openClient(below, { restarts: 1000 });
  const run = (options: Pick<RunOptions, 'client'> & Partial<RunOptions>): Promise<RunSummary> =>
    runManifest({ manifestPath: join(folder, 'stylize.json'), ...INSTALLATION, onEvent() {}, ...options });

  it('killed 25 times, at any moment, a plain run ends as one that nobody disturbed', async () => {
    const expected = outputs(calm);
    const next = random(25);
    const { client } = openClientOf(folder);
    const poller = new Poller(join(folder, 'out'), (name, bytes) => bytes.toString('latin1') === expected[name]);
    for (let kills = 0; kills < 25; ) {
      rmSync(join(folder, 'out'), { recursive: true, force: true });
      rmSync(join(folder, '.stylize'), { recursive: true, force: true });
      await client.info();
      const doomed = run({ client, concurrency: 3 });
      let isOver = false;
      const ended = doomed.finally(() => {
        isOver = true;
      });
      while (!isOver && kills < 25) {
        await Promise.race([ended, new Promise((go) => setTimeout(go, next() * 60))]);
        const pid = isOver ? undefined : await client.pid();
        if (pid === undefined) continue;
        process.kill(pid, 'SIGKILL');
        kills++;
      }
      await ended;
      expect(await run({ client })).toMatchObject({ failed: 0 });
      expect(outputs()).toEqual(expected);
    }
    poller.stop();
    expect(poller.seen).toEqual([]);
  }, 600_000);

  it('a source that is deleted in flight fails, and is painted once it is back', async () => {
    const { client } = openClientOf(folder);
    const source = join(folder, 'art/c.png');
    const bytes = readFileSync(source);
    const summary = await run({
      client,
      concurrency: 3,
      onEvent: (event) =>
        event.type === 'painting' && event.job.source === 'art/c.png' && rmSync(source, { force: true }),
    });
    // the engine may have read it by then
    expect([0, 1]).toContain(summary.failed);
    writeFileSync(source, bytes);
    expect(await run({ client })).toMatchObject({ failed: 0 });
    expect(outputs()).toEqual(outputs(calm));
  });

  it('a read-only output of Stylize’s is replaced, whole, and stays read-only', async () => {
    const { client } = openClientOf(folder);
    await run({ client });
    const output = join(folder, 'out/a.png');
    chmodSync(output, 0o444);
    await draw(join(folder, 'art/a.png'), { width: 24, height: 20, seed: 99 });
    expect(await run({ client })).toMatchObject({ done: 1, failed: 0 });
    expect(statSync(output).mode & 0o777).toBe(0o444);
    expect(readFileSync(output, 'latin1')).not.toBe(outputs(calm)['a.png']);
  });

  it('entries of the cache that are cut short or changed are painted anew, to the same bytes', async () => {
    const { client } = openClientOf(folder);
    const options = { client, cache: { folder: cache, limit: 1e9 } };
    await run(options);
    const entries = (await filesIn(cache)).filter((path) => path.startsWith('content-'));
    expect(entries).toHaveLength(NAMES.length);
    truncateSync(join(cache, entries[0]!), 40);
    writeFileSync(join(cache, entries[1]!), 'something else');
    rmSync(join(folder, 'out'), { recursive: true });
    expect(await run(options)).toMatchObject({
      done: NAMES.length,
      fromCache: NAMES.length - 2,
      failed: 0,
      notices: [],
    });
    expect(outputs()).toEqual(outputs(calm));
  });
});

/** @throws where it did not end well, with what it said */
async function finished(running: Running): Promise<Running> {
  expect(await running.ended, running.stdout + running.stderr).toBe(0);
  return running;
}

/** Only root of a true Linux may. */
function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
