import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineFailure } from '../../../../src/pipeline/failure';
import { type InstallOptions, install, installedIn, stepsFor } from '../../../../src/pipeline/gpu/install';
import { INSTALLABLE, type Machine } from '../../../../src/shared/gpu/advice';

const linux: Machine = {
  platform: 'linux',
  arch: 'x64',
  gpus: [],
  vulkan: false,
  tools: { npm: 'npm', python: 'python3', compiler: 'c++' },
  pythonVersion: '3.12',
  electron: false,
};

describe('the steps of an installation', () => {
  const commands = (...args: Parameters<typeof stepsFor>): string[] =>
    stepsFor(...args).map(({ command, args: words }) => [command, ...words].join(' '));

  it('build the binding over a current TensorFlow on Linux', () => {
    const [npm, pip, compiler, trial] = commands('tfjs-node', linux, 'node');
    expect(npm).toMatch(/^npm install .*--ignore-scripts @tensorflow\/tfjs-node@4\.22\.0 node-api-headers@/);
    expect(pip).toMatch(/^python3 -m pip install --target python .*--no-deps tensorflow-cpu==2\.21\.0$/);
    expect(compiler).toMatch(/^c\+\+ .*-l:libtensorflow_cc\.so\.2 .*-o .*\/lib\/napi-v8\/tfjs_binding\.node$/);
    expect(trial).toMatch(/^node [\s\S]*require\('@tensorflow\/tfjs-node'\)/);
  });

  it('bring CUDA along for a GPU, and want one to be found', () => {
    const [, pip, , trial] = commands('tfjs-node-gpu', linux, 'node');
    expect(pip).toMatch(/ tensorflow\[and-cuda\]==2\.21\.0$/);
    expect(trial).toMatch(/if \(true && !tf\.backend\(\)\.isUsingGpuDevice\)/);
  });

  it('ask for the package of another Python where TensorFlow does not know the one that is there', () => {
    expect(commands('tfjs-node', { ...linux, pythonVersion: '3.9' }, 'node')[1]).toMatch(/--python-version 3\.12/);
    expect(commands('tfjs-node', linux, 'node')[1]).not.toMatch(/--python-version/);
  });

  it('are the official package elsewhere', () => {
    const steps = commands('tfjs-node-gpu', { ...linux, platform: 'win32' }, 'node');
    expect(steps).toHaveLength(2);
    expect(steps[0]).toMatch(/@tensorflow\/tfjs-node-gpu@4\.22\.0$/);
    expect(steps[0]).not.toMatch(/ignore-scripts/);
  });
});

describe.skipIf(process.platform === 'win32')('an installation', () => {
  let folder: string;
  let options: InstallOptions;
  const tool = (name: string, code: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!${process.execPath}\nconst fs = require('fs');\n${code}`);
    chmodSync(path, 0o755);
    return path;
  };
  const tfjs = (product: number): string =>
    `const home = 'node_modules/@tensorflow/tfjs-node';
     fs.mkdirSync(home, { recursive: true });
     fs.writeFileSync(home + '/index.js', \`exports.matMul = () => ({ dataSync: () => [${product}] });
       exports.backend = () => ({ isUsingGpuDevice: false });
       require('fs').readFileSync(__dirname + '/lib/napi-v8/tfjs_binding.node');\`);`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stylize-install-'));
    const npm = tool('npm', tfjs(6));
    const python = tool('python', "fs.mkdirSync('python/tensorflow', { recursive: true });");
    const compiler = tool('compiler', "fs.writeFileSync(process.argv.at(-1), 'built');");
    options = { machine: { ...linux, tools: { npm, python, compiler } }, runtimesFolder: join(folder, 'runtimes') };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('does its steps in order, tries out what came, and puts it in its place', async () => {
    const told: string[] = [];
    const progress = ({ title }: { title: string }, done: number, total: number) =>
      void told.push(`${done + 1}/${total} ${title}`);
    const where = await install('tfjs-node', { ...options, progress });
    expect(where).toBe(join(folder, 'runtimes/tfjs-node'));
    expect(readdirSync(join(folder, 'runtimes'))).toEqual(['tfjs-node']);
    const binding = join(where, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');
    expect(readFileSync(binding, 'utf8')).toBe('built');
    expect(told).toEqual([
      '1/4 Downloading TensorFlow.js',
      '2/4 Downloading TensorFlow',
      '3/4 Building the binding',
      '4/4 Trying it out',
    ]);
    expect(installedIn(options.runtimesFolder, INSTALLABLE)).toEqual(['tfjs-node']);
  });

  it('that fails leaves what was there before, and says which command failed with what words', async () => {
    await install('tfjs-node', options);
    tool('python', "console.error('no matching distribution'); process.exit(3);");
    const failure = await failureOf(install('tfjs-node', options));
    expect(failure.problem.file).toMatch(/python$/);
    expect(failure.problem.cause).toMatch(/“Downloading TensorFlow” failed \(exit code 3\):\nno matching distribution/);
    expect(readdirSync(join(folder, 'runtimes'))).toEqual(['tfjs-node']);
    expect(installedIn(options.runtimesFolder, INSTALLABLE)).toEqual(['tfjs-node']);
  });

  it('whose result does not work is none', async () => {
    tool('npm', tfjs(5));
    expect((await failureOf(install('tfjs-node', options))).problem.cause).toMatch(/TensorFlow can not multiply/);
    tool('npm', tfjs(6));
    expect((await failureOf(install('tfjs-node-gpu', options))).problem.cause).toMatch(/finds no GPU/);
    expect(readdirSync(join(folder, 'runtimes'))).toEqual([]);
  });

  it('says which tool is not there', async () => {
    options.machine.tools.compiler = join(folder, 'nowhere');
    expect((await failureOf(install('tfjs-node', options))).problem.cause).toMatch(/it is not there/);
  });

  it('that is cancelled leaves nothing', async () => {
    const cancel = new AbortController();
    tool('python', 'setInterval(() => {}, 1000);');
    const progress = (_: unknown, done: number) => void (done === 1 && cancel.abort());
    const failure = await failureOf(install('tfjs-node', { ...options, signal: cancel.signal, progress }));
    expect(failure.problem.kind).toBe('cancelled');
    expect(readdirSync(join(folder, 'runtimes'))).toEqual([]);
  });

  it('hands a proxy to its commands, but not in place of the one that the environment names', async () => {
    const seen = join(folder, 'seen');
    tool('npm', `${tfjs(6)} fs.writeFileSync(${JSON.stringify(seen)}, process.env.HTTPS_PROXY ?? '');`);
    await install('tfjs-node', { ...options, proxy: 'http://proxy:8080' });
    expect(readFileSync(seen, 'utf8')).toBe(process.env.HTTPS_PROXY ?? 'http://proxy:8080');
  });

  async function failureOf(promise: Promise<unknown>): Promise<EngineFailure> {
    mkdirSync(options.runtimesFolder, { recursive: true });
    const error = await promise.then(
      () => new Error('it did not fail'),
      (reason: unknown) => reason,
    );
    if (error instanceof EngineFailure) return error;
    throw error;
  }
});
