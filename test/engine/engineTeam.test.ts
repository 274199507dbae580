import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { EngineTeam } from '../../src/pipeline/engineTeam';
import { runManifest } from '../../src/pipeline/run';
import { draw, newClient, openClient, ROOT, tempFolder } from './support';

const MANIFEST = JSON.stringify({
  version: 1,
  styles: { ink: { reference: 'builtin:ink' } },
  assets: [{ input: 'art/*.png', style: 'ink', output: 'out/{name}.png' }],
});
const COUNT = 24;

describe('a batch painted by several engines', () => {
  /** A folder that one engine painted. */
  let alone: string;
  beforeAll(async () => {
    alone = await tempFolder();
    mkdirSync(join(alone, 'art'));
    writeFileSync(join(alone, 'stylize.json'), MANIFEST);
    for (let i = 0; i < COUNT; i++)
      await draw(join(alone, 'art', `${i}.png`), { width: 40 + 8 * i, height: 200 - 6 * i, seed: i + 1 });
    const { client } = newClient(alone, { threads: 0 });
    await run(alone, client);
    await client.dispose();
  });

  const run = (folder: string, client: EngineClient | EngineTeam, ready?: () => Promise<void>) =>
    runManifest({
      manifestPath: join(folder, 'stylize.json'),
      modelPath: join(ROOT, 'models/base.safetensors'),
      engineVersion: product.version,
      stylesFolder: join(ROOT, 'media/styles'),
      client,
      concurrency: 4,
      ready,
      onEvent() {},
    });

  const outputs = (folder: string) =>
    Object.fromEntries(
      readdirSync(join(folder, 'out')).map((name) => [name, readFileSync(join(folder, 'out', name), 'latin1')]),
    );

  /** Goes on past some pictures once the helper has started, so that it has its share. @param then what is done to it */
  async function runAsTeam(folder: string, then: (helper: EngineClient, number: number) => unknown = () => {}) {
    const { client: first } = openClient(folder, { threads: 0, restarts: 100 });
    let helper: EngineClient | undefined;
    let joined = (): void => {};
    const isThere = new Promise<void>((go) => {
      joined = go;
    });
    const another = (threads: number) => {
      const { client } = newClient(folder, { threads, restarts: 100 });
      const request = client.request.bind(client);
      client.request = async (method, params, signal) => {
        const answer = await request(method, params, signal);
        if (method === 'share') joined();
        return answer;
      };
      helper = client;
      return client;
    };
    const team = new EngineTeam({ first, another, after: 0, share: () => ({ engines: 2, threads: 1 }) });
    onTestFinished(() => team.dispose());
    let number = 0;
    const summary = await run(folder, team, async () => {
      if (++number <= 12) return;
      await isThere;
      await then(helper!, number);
    });
    return { summary, helper };
  }

  it('is to the byte what one engine paints with all threads', async () => {
    const folder = await tempFolder();
    await cp(alone, folder, { recursive: true, filter: (path) => !/[\\/](out|\.stylize)$/.test(path) });
    const { summary, helper } = await runAsTeam(folder);
    expect(summary).toMatchObject({ done: COUNT, failed: 0 });
    expect(await helper?.pid()).toBeGreaterThan(0);
    expect(outputs(folder)).toEqual(outputs(alone));
  });

  it('is no other when one of them is killed on the way', async () => {
    const folder = await tempFolder();
    await cp(alone, folder, { recursive: true, filter: (path) => !/[\\/](out|\.stylize)$/.test(path) });
    const killed = new Set<number>();
    const { summary } = await runAsTeam(folder, async (helper, number) => {
      const pid = await helper.pid();
      if (number % 4 > 0 || !pid) return;
      process.kill(pid, 'SIGKILL');
      killed.add(pid);
    });
    expect(killed.size).toBeGreaterThan(1); // it was started again
    expect(summary).toMatchObject({ done: COUNT, failed: 0 });
    expect(outputs(folder)).toEqual(outputs(alone));
  });
});
