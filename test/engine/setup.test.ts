import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseSafetensors } from '../../src/engine/network/weights';
import { vggIn } from '../../src/pipeline/vgg';
import { random } from '../random';
import { kerasFile, randomLayers } from './kerasFile';
import { filesIn, ROOT, tempFolder } from './support';

const NAMES = ['1_1', '1_2', '2_1', '2_2', '3_1', '3_2', '3_3', '3_4', '4_1'];
const layers = randomLayers(
  random(2),
  Object.fromEntries(NAMES.map((name) => [`block${name.replace('_', '_conv')}`, 2])),
);

let cache: string;
beforeEach(async () => {
  cache = await tempFolder();
});

describe('stylize setup-vgg', () => {
  it("makes Keras's file into the one that training reads, and then has it", async () => {
    const source = join(cache, 'vgg.h5');
    await writeFile(source, await kerasFile(layers));
    const made = await stylize('setup-vgg', '--from', source, '--json');
    expect(made).toMatchObject({ code: 0, json: { file: vggIn(cache), there: true } });
    const { tensors } = parseSafetensors(await readFile(vggIn(cache)));
    expect(tensors.get('vgg.conv4_1.bias')!.data).toEqual(layers.block4_conv1!.bias);
    expect((await stylize('setup-vgg', '--json')).json).toMatchObject({ there: true });
  });

  it('downloads nothing unless somebody agrees, and says how to', async () => {
    const { code, stdout } = await stylize('setup-vgg');
    expect(code).toBe(1);
    expect(stdout).toMatch(/80\.1 MB from https:\/\/storage\.googleapis\.com\/\S+_notop\.h5/);
    expect(stdout).toMatch(/Nothing was downloaded: say --yes, or name the file with --from/);
    expect(await filesIn(cache)).toEqual([]);
  });

  it.each([
    ['has no such file', 404, 'not here', /no such file \(404\)/],
    ['has another file', 200, 'something else', /ended after 14 of 80134624 bytes/],
  ])('says so where a server %s', async (_, status, body, cause) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/vgg.h5`;
    const { code, json } = await stylize('setup-vgg', '--yes', '--json', '--url', url);
    expect(code).toBe(1);
    expect(json).toMatchObject({ there: false, problem: { file: url, cause: expect.stringMatching(cause) } });
  });

  it('refuses a file that is no VGG-19', async () => {
    const source = join(ROOT, 'package.json');
    const { code, stdout } = await stylize('setup-vgg', '--from', source);
    expect(code).toBe(1);
    expect(stdout).toMatch(/no HDF5 file/);
  });
});

describe('stylize setup-gpu', () => {
  it('says what the machine has and what would be done, and does nothing of it', async () => {
    const { code, json } = await stylize('setup-gpu', 'tfjs-node', '--dry-run', '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      machine: { platform: process.platform, arch: process.arch },
      folder: join(cache, 'runtimes'),
      chosen: 'tfjs-node',
      installed: false,
    });
    expect(json.choices).toContainEqual(expect.objectContaining({ provider: 'cpu', state: 'ready' }));
    expect(json.steps.length).toBeGreaterThan(1);
    expect(await filesIn(cache)).toEqual([]);
  });

  it('installs nothing unless somebody agrees, and says how to', async () => {
    const { code, stdout, stderr } = await stylize('setup-gpu', 'tfjs-webgpu');
    expect(code).toBe(1);
    expect(stderr).toMatch(/fastest first/);
    expect(stdout).toMatch(/tfjs-webgpu is installed into .*runtimes: .*from npm\.\nNothing was installed: say --yes/);
    expect(await filesIn(cache)).toEqual([]);
  });

  it('knows no others', async () => {
    expect((await stylize('setup-gpu', 'abacus')).code).toBe(64);
  });
});

/** Nobody is there to be asked. */
async function stylize(...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], {
    env: { ...process.env, STYLIZE_CACHE: cache, HTTP_PROXY: '', http_proxy: '', ALL_PROXY: '', all_proxy: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    stdout += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  const json = args.includes('--json') ? JSON.parse(stdout.trim().split('\n').at(-1)!) : undefined;
  return { code, stdout, stderr, json };
}
