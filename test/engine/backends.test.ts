import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { runtimesFolder } from '../../src/pipeline/cacheFolder';
import { PROVIDERS } from '../../src/shared/providers';
import { draw, job, newClient, openClient, ROOT, script, tempFolder } from './support';

/** Chromium's software Vulkan, with its loader beside it. */
const VULKAN = '/usr/lib/chromium';
const hasVulkan = existsSync(join(VULKAN, 'vk_swiftshader_icd.json'));
const isSetUp = (provider: string): boolean => existsSync(join(runtimesFolder(), provider, 'node_modules'));
const missing = (provider: string): string => `(skipped until \`stylize setup-gpu ${provider}\` was run)`;

describe('one picture, whatever computes', () => {
  let folder: string;
  let onCpu: Buffer;

  beforeAll(async () => {
    folder = await tempFolder();
    await draw(join(folder, 'ink.png'), { width: 32, height: 32, seed: 5 });
    await draw(join(folder, 'fox.png'));
    onCpu = await paintedOn('cpu');
  });

  it.each(['tfjs-wasm', 'tfjs-cpu'])('is the same on %s', async (provider) => {
    expectSame(await paintedOn(provider), onCpu);
  });

  it.skipIf(!isSetUp('tfjs-node'))(`is the same on tfjs-node ${missing('tfjs-node')}`, async () => {
    expectSame(await paintedOn('tfjs-node'), onCpu);
  });

  it.skipIf(!hasVulkan)(
    `paints the same golden picture on webgpu (skipped without a software Vulkan in ${VULKAN})`,
    async () => {
      expect(await goldenDifference('webgpu')).toBeLessThan(1 / 255);
    },
  );

  it.skipIf(!hasVulkan || !isSetUp('tfjs-webgpu'))(
    `paints the same golden picture on tfjs-webgpu ${missing('tfjs-webgpu')} (and without a software Vulkan in ${VULKAN})`,
    async () => {
      expect(await goldenDifference('tfjs-webgpu')).toBeLessThan(1 / 255);
    },
  );

  it('is painted on the CPU where nothing is set up, and it is said why', async () => {
    const { client, heard } = openClient(folder, { provider: 'tfjs-node', runtimesFolder: join(folder, 'nowhere') });
    expect((await client.info()).provider).toBe('cpu');
    const [why, then] = heard.logs.map(({ message }) => message);
    expect(why).toMatch(/tfjs-node absent: .* not installed; stylize setup-gpu installs it/);
    expect(then).toBe("tfjs-node can't be used; working on the CPU instead");
    expect((await client.request('devices', {})).providers).toMatchObject([
      { name: 'tfjs-node', state: 'absent' },
      { name: 'cpu', state: 'passed' },
    ]);
  });

  it('is painted by TensorFlow.js where onnxruntime has no binaries for the machine', async () => {
    const hook = await script(folder, 'without-onnxruntime.cjs', WITHOUT_ONNXRUNTIME);
    const environment = { NODE_OPTIONS: `--require ${hook}` };
    const options = { provider: 'auto', runtimesFolder: join(folder, 'nowhere'), environment };
    const { client, heard } = openClient(join(folder, 'bare'), options);
    const output = join(folder, 'bare.png');
    await client.request('apply', { ...job(folder, 'fox.png'), outputs: [{ output, format: 'png' }] });
    expectSame(await sharp(output).raw().toBuffer(), onCpu);
    expect(heard.logs[0]).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('no binaries, says the test'),
    });
    const { providers, versions } = await client.request('devices', {});
    expect(providers).toMatchObject([
      { name: 'tfjs-wasm', state: 'passed' },
      { name: 'tfjs-cpu', state: 'passed', reason: 'reference' },
    ]);
    expect(versions.onnxruntime).toBe('not for this machine');
  });

  async function paintedOn(provider: string): Promise<Buffer> {
    const { client } = newClient(join(folder, provider), { provider, runtimesFolder: runtimesFolder() });
    try {
      expect((await client.info()).provider).toBe(provider);
      const output = join(folder, `${provider}.png`);
      await client.request('apply', { ...job(folder, 'fox.png'), outputs: [{ output, format: 'png' }] });
      return await sharp(output).raw().toBuffer();
    } finally {
      await client.dispose();
    }
  }

  /** How far the golden picture, of 1, is from the CPU's; a GPU in software takes too long for a style and a picture. */
  async function goldenDifference(provider: string): Promise<number> {
    const options = { provider, runtimesFolder: runtimesFolder(), environment: softwareVulkan(folder) };
    const { client } = openClient(join(folder, provider), options);
    const [tried] = (await client.request('devices', {})).providers;
    expect(tried).toMatchObject({ name: provider, state: 'passed' });
    return Number(/^within (\S+) of the CPU$/.exec(tried!.reason)![1]);
  }
});

it('the settings offer every provider that the command line takes', async () => {
  const { contributes } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(contributes.configuration.properties['stylize.engine.provider'].enum).toEqual([...PROVIDERS]);
});

const WITHOUT_ONNXRUNTIME = `
const Module = require('node:module');
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === 'onnxruntime-node') throw new Error('no binaries, says the test');
  return load(name, ...rest);
};`;

function softwareVulkan(folder: string): NodeJS.ProcessEnv {
  return {
    VK_DRIVER_FILES: join(VULKAN, 'vk_swiftshader_icd.json'),
    LD_LIBRARY_PATH: VULKAN,
    XDG_RUNTIME_DIR: folder,
  };
}

/** Within one step of 255. */
function expectSame(actual: Buffer, expected: Buffer): void {
  expect(actual.length).toBe(expected.length);
  expect(actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)).toBeLessThanOrEqual(1);
}
