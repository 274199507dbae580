import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { runtimesFolder } from '../../src/pipeline/cacheFolder';
import { PROVIDERS } from '../../src/shared/providers';
import { draw, job, newClient, openClient, ROOT, tempFolder } from './support';

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

  it.skipIf(!hasVulkan)(`is the same on webgpu (skipped without a software Vulkan in ${VULKAN})`, async () => {
    expectSame(await paintedOn('webgpu'), onCpu);
  });

  it.skipIf(!hasVulkan || !isSetUp('tfjs-webgpu'))(
    `is the same on tfjs-webgpu ${missing('tfjs-webgpu')} (and without a software Vulkan in ${VULKAN})`,
    async () => {
      expectSame(await paintedOn('tfjs-webgpu'), onCpu);
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

  async function paintedOn(provider: string): Promise<Buffer> {
    const { client } = newClient(join(folder, provider), {
      provider,
      runtimesFolder: runtimesFolder(),
      environment: provider.includes('webgpu') ? softwareVulkan(folder) : {},
    });
    try {
      expect((await client.info()).provider).toBe(provider);
      const output = join(folder, `${provider}.png`);
      await client.request('apply', { ...job(folder, 'fox.png'), outputs: [{ output, format: 'png' }] });
      return await sharp(output).raw().toBuffer();
    } finally {
      await client.dispose();
    }
  }
});

it('the settings offer every provider that the command line takes', async () => {
  const { contributes } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(contributes.configuration.properties['stylize.engine.provider'].enum).toEqual([...PROVIDERS]);
});

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
