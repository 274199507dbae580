import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Installable, type Machine, rebuilds } from '../../shared/gpu/advice';
import { unwritable } from '../../shared/unwritable';
import { EngineFailure } from '../failure';

/** A command of an installation, in the folder that is being filled. */
export interface Step {
  /** What it does, for people. */
  title: string;
  command: string;
  args: string[];
  environment?: Record<string, string>;
  /** A folder that has to be there before it. */
  makes?: string;
}

export interface InstallOptions {
  machine: Machine;
  /** Where providers live, each in a folder of its own name. */
  runtimesFolder: string;
  /** Node that will run the engine. */
  node?: string;
  /** Address of a proxy, where the environment names none. */
  proxy?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Called as each step begins, counted from 0. */
  progress?(step: Step, done: number, total: number): void;
  /** What the commands say, as it comes. */
  log?(text: string): void;
}

/**
 * Installs a provider, whoever has agreed to that: all of it, tried out, or nothing. @returns its folder
 * @throws EngineFailure naming the command that failed, with its last words
 */
export async function install(provider: Installable, options: InstallOptions): Promise<string> {
  const { machine, runtimesFolder, signal } = options;
  const folder = join(runtimesFolder, provider);
  const fresh = `${folder}.new`; // what is built in there finds its parts wherever it is moved
  const steps = stepsFor(provider, machine, options.node ?? process.execPath);
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    await writeFile(
      join(fresh, 'package.json'),
      JSON.stringify({ private: true, description: 'made by stylize setup-gpu' }),
    );
    for (const [done, step] of steps.entries()) {
      options.progress?.(step, done, steps.length);
      await perform(step, fresh, options);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    return folder;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    if (error instanceof EngineFailure) throw error;
    if (signal?.aborted)
      throw new EngineFailure({ kind: 'cancelled', file: provider, cause: 'it was cancelled', remedy: '' });
    throw new EngineFailure(unwritable(folder, (error as NodeJS.ErrnoException).code));
  }
}

/** The providers that are installed in a folder. */
export function installedIn(runtimesFolder: string, providers: readonly Installable[]): Installable[] {
  return providers.filter((provider) => existsSync(join(runtimesFolder, provider, 'node_modules')));
}

/**
 * What is done for a provider.
 *
 * The binding of @tensorflow/tfjs-node is built anew over pip's TensorFlow where that can be done, since the official one is tied
 * to TensorFlow 2.9 and CUDA 11.2: the same sources against the C interface of a current one. Node's headers come from
 * npm; Python is needed for pip only, and where TensorFlow does not know its version, the package for another one serves.
 * @param node path of the Node that will load it
 */
export function stepsFor(provider: Installable, machine: Machine, node: string): Step[] {
  const { npm = 'npm' } = machine.tools;
  const npmInstall = (title: string, args: string[], environment = {}): Step => ({
    title,
    command: npm,
    args: ['install', '--save-exact', '--no-audit', '--no-fund', '--loglevel=error', ...args],
    environment,
  });
  const gpu = provider === 'tfjs-node-gpu';
  switch (provider) {
    case 'cuda': {
      const environment = { ONNXRUNTIME_NODE_INSTALL: 'cuda12' };
      return [
        npmInstall('Downloading onnxruntime with CUDA', [`onnxruntime-node@${ONNXRUNTIME}`], environment),
        tryOut(node, "require('onnxruntime-node')"),
      ];
    }
    case 'tfjs-webgpu':
      return [
        npmInstall('Downloading Dawn', ['--ignore-scripts', `webgpu@${DAWN}`]),
        tryOut(node, "import('webgpu').then(({ create }) => create([]))"),
      ];
    default: {
      const name = gpu && !rebuilds(machine) ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
      const trial = tryOut(node, tensorflowTrial(name, gpu));
      if (!rebuilds(machine))
        return [npmInstall('Downloading TensorFlow.js and TensorFlow 2.9', [`${name}@${TFJS}`]), trial];
      return [
        npmInstall('Downloading TensorFlow.js', [
          '--ignore-scripts',
          `${name}@${TFJS}`,
          `node-api-headers@${NODE_API_HEADERS}`,
        ]),
        {
          title: 'Downloading TensorFlow',
          command: machine.tools.python!,
          args: [
            ...['-m', 'pip', 'install', '--target', 'python', '--only-binary=:all:', '--no-compile', '--no-input'],
            ...['--disable-pip-version-check', '--no-warn-script-location'],
            ...(PYTHONS.includes(machine.pythonVersion ?? '') ? [] : ['--python-version', PYTHONS[0]!]),
            ...(gpu ? [`tensorflow[and-cuda]==${TENSORFLOW}`] : ['--no-deps', `tensorflow-cpu==${TENSORFLOW}`]),
          ],
        },
        { title: 'Building the binding', command: machine.tools.compiler!, args: COMPILE, makes: BINDING },
        trial,
      ];
    }
  }
}

const ONNXRUNTIME = '1.30.0';
const TFJS = '4.22.0';
const DAWN = '0.6.2';
const NODE_API_HEADERS = '1.9.0';
/** The newest that the binding was tried with. */
const TENSORFLOW = '2.21.0';
/** Those it has packages for. */
const PYTHONS = ['3.12', '3.10', '3.11', '3.13'];

const PACKAGE = 'node_modules/@tensorflow/tfjs-node';
/** Where tfjs-node looks on any Node from version 12 on. */
const BINDING = `${PACKAGE}/lib/napi-v8`;

const COMPILE = [
  ...['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
  ...['-Inode_modules/node-api-headers/include', '-Ipython/tensorflow/include', `-I${PACKAGE}`],
  ...[`${PACKAGE}/binding/tfjs_backend.cc`, `${PACKAGE}/binding/tfjs_binding.cc`],
  ...['-Lpython/tensorflow', '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
  '-Wl,-rpath,$ORIGIN/../../../../../python/tensorflow',
  ...['-o', `${BINDING}/tfjs_binding.node`],
];

/** Loads what was installed, as the engine will, in a process that may die of it. */
function tryOut(node: string, code: string): Step {
  const environment = { ELECTRON_RUN_AS_NODE: '1', TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
  const plainly = "process.on('uncaughtException', ({ message }) => (console.error(message), process.exit(1)));";
  const args = ['--no-deprecation', '-e', `${plainly}\n${code}`];
  return { title: 'Trying it out', command: node, args, environment };
}

/** 2 · 3 by TensorFlow; the first line is what Node 23 took away from tfjs-node. */
function tensorflowTrial(name: string, gpu: boolean): string {
  return `require('util').isNullOrUndefined ??= (value) => value == null;
const tf = require('${name}');
if (tf.matMul([[2]], [[3]]).dataSync()[0] !== 6) throw new Error('TensorFlow can not multiply');
if (${gpu} && !tf.backend().isUsingGpuDevice) throw new Error('TensorFlow was installed, but finds no GPU');`;
}

async function perform(step: Step, cwd: string, { proxy, signal, log }: InstallOptions): Promise<void> {
  const { command, args, environment, makes } = step;
  if (makes) await mkdir(join(cwd, makes), { recursive: true });
  const proxies = proxy ? { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy } : {};
  const child = spawn(command, args, {
    cwd,
    env: { ...proxies, ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command.endsWith('.cmd'),
    ...(signal && { signal }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      log?.(chunk.toString());
      said = (said + chunk.toString()).slice(-4000);
    });
  const code = await new Promise<number | string | null>((done, fail) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? done('it is not there') : fail(error),
    );
    child.once('close', (status, killed) => done(status ?? killed));
  });
  signal?.throwIfAborted();
  if (code !== 0) throw failed(step, code, said);
}

function failed({ title, command }: Step, code: number | string | null, said: string): EngineFailure {
  const words = said.trim().split('\n').slice(-6).join('\n').trim();
  return new EngineFailure({
    kind: 'engine',
    file: command,
    cause: `“${title}” failed (${typeof code === 'number' ? `exit code ${code}` : code})${words && `:\n${words}`}\n`,
    remedy: 'Check the network and the proxy settings, and that there is room on the disk.',
  });
}
