import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ResponseError } from 'vscode-jsonrpc/node';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { type PaintedOutput, PROBLEM_CODE, PROTOCOL_VERSION, type Problem } from '../../src/shared/protocol';
import {
  draw,
  ENGINE,
  filesIn,
  type Heard,
  isAlive,
  job,
  newClient,
  openClient,
  openConnection,
  problemOf,
  ROOT,
  script,
  tempFolder,
} from './support';

/** Four tiles, eight steps of a good fraction of a second each: long enough to step in. */
const LARGE = { width: 1000, height: 900 };
const LARGE_TILE = { tile: 512 };
const LARGE_STEPS = 8;

let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
  await draw(join(folder, 'ink.png'), { seed: 7 });
});

describe('an engine at work', () => {
  let client: EngineClient;
  let heard: Heard;
  beforeAll(async () => {
    ({ client, heard } = newClient(await tempFolder()));
  });
  afterAll(() => client.dispose());
  beforeEach(() => void heard.progress.splice(0));

  it('says who it is', async () => {
    const model = readFileSync(join(ROOT, 'models/base.safetensors'));
    expect(await client.info()).toEqual({
      protocolVersion: PROTOCOL_VERSION,
      engineVersion: product.version,
      modelHash: createHash('sha256').update(model).digest('hex'),
      provider: 'cpu',
    });
  });

  it('paints a picture and counts its tiles one by one', async () => {
    const source = await draw(join(folder, 'fox.png'), { width: 192, height: 128 });
    const { outputs } = await client.request('apply', job(folder, 'fox.png', { tile: 64 }));
    expect(outputs).toMatchObject([{ source, width: 192, height: 128, frames: 1, notices: [] }]);
    const [{ output }] = outputs as [PaintedOutput];
    expect(await sharp(output).metadata()).toMatchObject({ width: 192, height: 128, format: 'png' });
    expect(readFileSync(output).equals(readFileSync(source))).toBe(false);
    const total = 2 * 3 * 2; // each tile is looked at, then painted
    expect(heard.progress).toEqual(Array.from({ length: total }, (_, i) => ({ source, done: i + 1, total })));
    expect(await filesIn(join(folder, 'out'))).toEqual(['fox.png']);
  });

  it('does what it is asked at once one after the other, in order', async () => {
    const names = ['first.png', 'second.png'];
    for (const name of names) await draw(join(folder, name), { width: 64 });
    const finished: string[] = [];
    await Promise.all(
      names.map((name) =>
        client
          .request('apply', job(folder, name, { tile: 32 }))
          .then(({ outputs: [painted] }) => finished.push(painted!.source)),
      ),
    );
    const [first, second] = names.map((name) => join(folder, name));
    expect(finished).toEqual([first, second]);
    const order = heard.progress.map(({ source }) => source);
    expect(order).toEqual([...order].sort());
    expect(new Set(order)).toEqual(new Set([first, second]));
  });

  it('reports that its processor passed the self-test', async () => {
    const { active, providers } = await client.request('devices', {});
    expect(active).toBe('cpu');
    expect(providers).toEqual([
      { name: 'cpu', state: 'passed', reason: 'reference', milliseconds: expect.any(Number) },
    ]);
  });

  it('goes on at Ctrl-C, which reaches every process of a terminal, until its client decides', async () => {
    await draw(join(folder, 'fox.png'), LARGE);
    const pid = (await client.info()) && (await client.pid());
    const painted = client.request('apply', job(folder, 'fox.png', LARGE_TILE));
    await heard.begun(painted);
    process.kill(pid!, 'SIGINT');
    expect((await painted).outputs).toMatchObject([{ width: LARGE.width }]);
    expect(await client.pid()).toBe(pid);
  });

  describe('when a job is cancelled', () => {
    it('stops within one tile, leaves nothing behind and does the next job', async () => {
      await draw(join(folder, 'large.png'), LARGE);
      await draw(join(folder, 'small.png'));
      const abort = new AbortController();
      const problem = problemOf(client.request('apply', job(folder, 'large.png', LARGE_TILE), abort.signal));
      await heard.begun(problem);
      const before = heard.progress.length;
      abort.abort();
      expect(await problem).toMatchObject({ kind: 'cancelled', file: join(folder, 'large.png') });
      expect(heard.progress[0]!.total).toBe(LARGE_STEPS);
      expect(heard.progress.length).toBeLessThanOrEqual(before + 1);
      expect(existsSync(join(folder, 'out'))).toBe(false);

      await client.request('apply', job(folder, 'small.png'));
      expect(await filesIn(join(folder, 'out'))).toEqual(['small.png']);
      expect(heard.progress.filter(({ source }) => source.endsWith('large.png')).length).toBeLessThanOrEqual(
        before + 1,
      );
    });

    it('does not begin one that still waits', async () => {
      await draw(join(folder, 'first.png')); // of the second, not even that it is missing is found out
      const abort = new AbortController();
      const first = client.request('apply', job(folder, 'first.png'));
      const second = problemOf(client.request('apply', job(folder, 'second.png'), abort.signal));
      abort.abort();
      expect(await second).toMatchObject({ kind: 'cancelled', file: join(folder, 'second.png') });
      await first;
      expect(await filesIn(join(folder, 'out'))).toEqual(['first.png']);
    });
  });
});

describe('the handshake', () => {
  const initialize = { protocolVersion: PROTOCOL_VERSION, provider: 'cpu', cacheFolder: '', threads: 1 };
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.unreachable('it was not refused'),
      (error: ResponseError<Problem>) => error,
    );

  it('refuses a client of another protocol version, and says so', async () => {
    const params = { ...initialize, protocolVersion: PROTOCOL_VERSION + 1 };
    const { code, data } = await refusal(openConnection().sendRequest('initialize', params));
    expect(code).toBe(PROBLEM_CODE);
    expect(data).toMatchObject({ kind: 'protocol', file: 'engine' });
    expect(data!.cause).toContain(`version ${PROTOCOL_VERSION}, the client speaks ${PROTOCOL_VERSION + 1}`);
    expect(data!.remedy).toMatch(/Reinstall/);
  });

  it('comes before everything else', async () => {
    await draw(join(folder, 'fox.png'));
    const { data } = await refusal(openConnection().sendRequest('apply', job(folder, 'fox.png')));
    expect(data).toMatchObject({ kind: 'protocol', cause: expect.stringContaining('before `initialize`') });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('falls back to the processor with a warning when a provider is unknown', async () => {
    const { client, heard } = openClient(folder, { provider: 'abacus' });
    expect(await client.info()).toMatchObject({ provider: 'cpu' });
    await client.request('devices', {}); // an answer that comes after all of the start's messages
    const warnings = heard.logs.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warnings.join('\n')).toMatch(/abacus can't be used; working on the CPU/);
  });
});

describe('style codes', () => {
  const references = () => [{ path: join(folder, 'ink.png'), weight: 1 }];

  it('are the same every time, and kept on disk for the next process', async () => {
    const first = openClient(folder).client;
    const { hash, dimensions } = await first.request('encodeStyle', { references: references() });
    expect(dimensions).toBe(256);
    expect((await first.request('encodeStyle', { references: references() })).hash).toBe(hash);
    await first.dispose();

    // another code in its place shows whether the next process reads it
    const kept = join(folder, 'cache/codes');
    const [file, ...others] = await readdir(kept);
    expect(others).toEqual([]);
    expect(
      createHash('sha256')
        .update(readFileSync(join(kept, file!)))
        .digest('hex'),
    ).toBe(hash);
    const replaced = Buffer.from(Float32Array.from({ length: dimensions }, (_, i) => i / 256).buffer);
    await writeFile(join(kept, file!), replaced);
    const second = await openClient(folder).client.request('encodeStyle', { references: references() });
    expect(second.hash).toBe(createHash('sha256').update(replaced).digest('hex'));
  });

  it('are made anew when the kept file is cut short', async () => {
    const first = openClient(folder).client;
    const { hash } = await first.request('encodeStyle', { references: references() });
    await first.dispose();
    const [file] = await readdir(join(folder, 'cache/codes'));
    await writeFile(join(folder, 'cache/codes', file!), 'short');
    expect((await openClient(folder).client.request('encodeStyle', { references: references() })).hash).toBe(hash);
  });
});

describe('when the engine dies', () => {
  it('loses the job in flight, names it, and goes on with a new process', async () => {
    const { client, heard } = openClient(folder);
    await draw(join(folder, 'one.png'), LARGE);
    for (const name of ['two.png', 'three.png']) await draw(join(folder, name));
    await mkdir(join(folder, 'out'));

    await client.info();
    const pid = await client.pid();
    const one = problemOf(client.request('apply', job(folder, 'one.png', LARGE_TILE)));
    const two = problemOf(client.request('apply', job(folder, 'two.png')));
    await heard.begun(one);
    // as an interrupted write would leave it; the other is somebody's backup
    for (const name of ['one.png.3141592653', 'one.png.1']) await writeFile(join(folder, 'out', name), 'half');
    process.kill(pid!, 'SIGKILL');
    expect(await one).toMatchObject({
      kind: 'engine',
      file: join(folder, 'one.png'),
      cause: expect.stringContaining('while it was working on it'),
      remedy: expect.stringContaining('leave that one out'),
    });
    expect(await two).toMatchObject({
      kind: 'engine',
      file: join(folder, 'two.png'),
      cause: expect.stringContaining('before it came to it'),
    });
    expect(await filesIn(join(folder, 'out'))).toEqual(['one.png.1']);

    await client.request('apply', job(folder, 'three.png'));
    expect(await client.pid()).not.toBe(pid);
    expect(await filesIn(join(folder, 'out'))).toEqual(['one.png.1', 'three.png']);
  });

  it('starts it again up to the cap, and then not before some time has passed', async () => {
    const enginePath = await script(
      folder,
      'frail.js',
      `require('node:fs').appendFileSync(__dirname + '/starts', '.');
       if (!require('node:fs').existsSync(__dirname + '/healed')) process.exit(3);
       require(${JSON.stringify(ENGINE)});`,
    );
    const starts = () => readFileSync(join(folder, 'starts'), 'utf8').length;
    let now = 0;
    const { client } = openClient(folder, { enginePath, restarts: 2, restartWindow: 60_000, now: () => now });
    for (let start = 1; start <= 3; start++) {
      expect(await problemOf(client.request('devices', {}))).toMatchObject({
        kind: 'engine',
        cause: expect.stringContaining('exit code 3'),
      });
      expect(starts()).toBe(start);
    }
    const refused = await problemOf(client.request('devices', {}));
    expect(refused.cause).toMatch(/crashed 3 times within 1 minutes and is not started again/);
    expect(refused.remedy).toMatch(/stylize doctor/);
    expect(starts()).toBe(3);

    await writeFile(join(folder, 'healed'), '');
    now = 60_000;
    expect((await client.request('devices', {})).active).toBe('cpu');
    expect(starts()).toBe(4);
  });

  it('keeps the new process when an old one that failed to start ends late', async () => {
    const enginePath = await script(
      folder,
      'late.js',
      `const { existsSync, writeFileSync } = require('node:fs');
       if (existsSync(__dirname + '/pid')) require(${JSON.stringify(ENGINE)});
       else {
         process.on('SIGTERM', () => setInterval(() => existsSync(__dirname + '/go') && process.exit(1), 10));
         process.on('message', ({ id }) => {
           writeFileSync(__dirname + '/pid', String(process.pid));
           process.send({ jsonrpc: '2.0', id, error: { code: -32603, message: 'not today' } });
         });
       }`,
    );
    const { client } = openClient(folder, { enginePath });
    expect((await problemOf(client.info())).cause).toMatch(/not today/);
    const old = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await client.info();
    const pid = await client.pid();
    expect(pid).not.toBe(old);
    expect(isAlive(old)).toBe(true);
    await writeFile(join(folder, 'go'), '');
    await vi.waitUntil(() => !isAlive(old), { timeout: 30_000 });
    expect(await client.pid()).toBe(pid);
  });

  it('says so plainly when its file is not there', async () => {
    const { client, heard } = openClient(folder, { enginePath: join(folder, 'nowhere.js') });
    expect(await problemOf(client.info())).toMatchObject({
      kind: 'engine',
      cause: 'it ended while starting (exit code 1)',
      remedy: expect.stringContaining('reinstall Stylize'),
    });
    await vi.waitUntil(() => heard.logs.some(({ message }) => message.includes('nowhere.js')), { timeout: 30_000 });
  });
});

describe('when the client goes', () => {
  it('ends the engine and rejects what is pending as cancelled', async () => {
    const { client, heard } = openClient(folder);
    await draw(join(folder, 'one.png'), LARGE);
    await draw(join(folder, 'two.png'));
    await client.info();
    const pid = await client.pid();
    const pending = [job(folder, 'one.png', LARGE_TILE), job(folder, 'two.png')].map((params) =>
      problemOf(client.request('apply', params)),
    );
    await heard.begun(Promise.race(pending));
    await client.dispose();
    expect(isAlive(pid!)).toBe(false);
    for (const problem of await Promise.all(pending)) expect(problem.kind).toBe('cancelled');
    expect((await problemOf(client.info())).cause).toBe('it was shut down');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('ends an engine that neither answers nor listens', async () => {
    const enginePath = await script(
      folder,
      'deaf.js',
      `require('node:fs').writeFileSync(__dirname + '/pid', String(process.pid));
       setInterval(() => {}, 1000);`,
    );
    const { client } = openClient(folder, { enginePath });
    const starting = problemOf(client.info());
    const pid = await vi.waitUntil(() => existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8'), {
      timeout: 30_000,
    });
    onTestFinished(() => {
      if (isAlive(Number(pid))) process.kill(Number(pid), 'SIGKILL');
    });
    await client.dispose();
    expect(isAlive(Number(pid))).toBe(false);
    expect((await starting).cause).toBe('it was shut down');
  });

  it('ends the engine amid a job when the parent is killed', async () => {
    await draw(join(folder, 'fox.png'), LARGE);
    const params = { protocolVersion: PROTOCOL_VERSION, provider: 'cpu', cacheFolder: folder, threads: 1 };
    const requests = [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params },
      { jsonrpc: '2.0', id: 2, method: 'apply', params: job(folder, 'fox.png', LARGE_TILE) },
    ];
    const parentPath = await script(
      folder,
      'parent.js',
      `const child = require('node:child_process').fork(${JSON.stringify(ENGINE)}, [], { execArgv: [] });
       for (const request of ${JSON.stringify(requests)}) child.send(request);
       child.on('message', ({ method, error }) => {
         if (method === 'progress') process.send({ pid: child.pid });
         if (error) process.send({ error });
       });`,
    );
    const parent = fork(parentPath, [], { execArgv: [] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const { pid: engine, error } = await new Promise<{ pid: number; error?: object }>((tell) =>
      parent.once('message', (message) => tell(message as { pid: number })),
    );
    onTestFinished(() => {
      if (isAlive(engine)) process.kill(engine, 'SIGKILL');
    });
    expect(error).toBeUndefined();
    expect(isAlive(engine)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitUntil(() => !isAlive(engine), { timeout: 30_000 });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});

describe('an engine that is not needed', () => {
  it('ends after a time without requests, and starts again with the next', async () => {
    const { client } = openClient(folder, { idleAfter: () => 1 });
    await client.info();
    const first = await client.pid().then((pid) => pid ?? 0);
    await vi.waitUntil(() => !isAlive(first), { timeout: 30_000 });
    await draw(join(folder, 'fox.png'));
    expect(await client.request('apply', job(folder, 'fox.png'))).toMatchObject({ outputs: [{ frames: 1 }] });
  });

  it('does not count an end that was wanted as a crash', async () => {
    const { client } = openClient(folder, { restarts: 0 });
    const pids = new Set<number | undefined>();
    for (let start = 0; start < 3; start++) {
      await client.restart();
      pids.add(await client.pid());
    }
    expect(pids.size).toBe(3);
  });
});

describe('a restart', () => {
  it('brings back an engine that crashed too often', async () => {
    const { client } = openClient(folder, { restarts: 0 });
    await client.info();
    process.kill((await client.pid())!, 'SIGKILL');
    await vi.waitUntil(async () => (await client.pid()) === undefined, { timeout: 30_000 });
    expect((await problemOf(client.info())).cause).toContain('is not started again');
    expect((await client.restart()).provider).toBe('cpu');
  });

  it('rejects what the engine was working on', async () => {
    const { client, heard } = openClient(folder);
    await draw(join(folder, 'large.png'), LARGE);
    const failure = problemOf(client.request('apply', job(folder, 'large.png', LARGE_TILE)));
    await heard.begun(failure);
    await client.restart();
    expect(await failure).toMatchObject({
      kind: 'engine',
      cause: 'the engine process ended while it was working on it',
    });
  });
});
