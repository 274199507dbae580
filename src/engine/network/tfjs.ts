import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type { TfjsProvider } from '../../shared/providers';
import type { Gpu } from './tfjsLocal';

/** tfjs-core, or one of the packages that contain it. */
export type Tf = typeof import('@tensorflow/tfjs-core');

/**
 * TensorFlow.js for a provider, and the name of its backend there.
 * @param runtimesFolder where `stylize setup-gpu` installs; what a project in the working folder has installed serves as well
 * @throws Error that says what is missing
 */
export async function loadTfjs(provider: TfjsProvider, runtimesFolder: string): Promise<{ tf: Tf; backend: string }> {
  const isNative = provider === 'tfjs-node' || provider === 'tfjs-node-gpu';
  const tf = isNative ? loadNative(provider, runtimesFolder) : await loadLocal(provider, runtimesFolder);
  const backend = isNative ? 'tensorflow' : provider.replace('tfjs-', '');
  await makeCurrent(tf, backend);
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean };
  if (provider === 'tfjs-node-gpu' && !isUsingGpuDevice) throw new Error('its TensorFlow finds no GPU');
  return { tf, backend };
}

/**
 * Makes what follows compute on a backend: before whatever is computed, since others may have been at work since.
 * @throws Error when it can't be started
 */
export async function makeCurrent(tf: Tf, backend: string): Promise<void> {
  (globalThis as Shared)._tfengine = tf.engine(); // tensors look there for theirs
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js can't start its backend ${backend}`);
}

async function loadLocal(provider: TfjsProvider, runtimesFolder: string): Promise<Tf> {
  if (!local) leaveOthersAlone();
  local ??= import(/* webpackMode: "lazy", webpackChunkName: "tfjs" */ './tfjsLocal');
  const { tf, registerWebGpu } = await local;
  if (provider === 'tfjs-webgpu') await registerWebGpu(openDawn(runtimesFolder));
  return tf;
}

let local: Promise<typeof import('./tfjsLocal')> | undefined;

function loadNative(provider: 'tfjs-node' | 'tfjs-node-gpu', runtimesFolder: string): Tf {
  if (native) return native;
  leaveOthersAlone();
  // gone since Node 23, and still called
  (util as { isNullOrUndefined?(value: unknown): boolean }).isNullOrUndefined ??= (value) => value == null;
  process.noDeprecation = true; // it calls others, which still are there
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // what TensorFlow thinks of a processor is no error
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'; // else it takes all of the GPU's memory
  // a build over a TensorFlow with CUDA is @tensorflow/tfjs-node, too
  const names = provider === 'tfjs-node' ? ['tfjs-node'] : ['tfjs-node-gpu', 'tfjs-node'];
  const packages = names.map((name) => `@tensorflow/${name}`);
  native = load(provider, packages, runtimesFolder) as Tf;
  native.enableProdMode();
  return native;
}

/** One in a process: TensorFlow can't be loaded twice. */
let native: Tf | undefined;

/** Copies of tfjs-core share one engine by these, and would register the same kernels and backends twice. */
function leaveOthersAlone(): void {
  const shared = globalThis as Shared;
  delete shared._tfengine;
  delete shared._tfGlobals;
}

interface Shared {
  _tfengine?: unknown;
  _tfGlobals?: unknown;
}

/** Dawn's `navigator.gpu`; constants that tfjs-backend-webgpu expects become global. */
function openDawn(runtimesFolder: string): Gpu {
  const { create, globals } = load('tfjs-webgpu', ['webgpu'], runtimesFolder) as Dawn;
  Object.assign(globalThis, globals);
  dawn ??= create([]);
  return dawn;
}

/** Kept: devices are gone with it. */
let dawn: Gpu | undefined;

/** What is used of the package `webgpu`. */
interface Dawn {
  create(options: string[]): Gpu;
  globals: object;
}

function load(provider: TfjsProvider, names: string[], runtimesFolder: string): unknown {
  const folders = [join(runtimesFolder, provider), process.cwd()];
  for (const folder of folders)
    for (const name of names) {
      const requireThere = createRequire(join(folder, 'package.json'));
      if (isThere(requireThere, name)) return requireThere(name);
    }
  throw new Error(`${names[0]} is not installed; stylize setup-gpu installs it`);
}

function isThere(requireThere: NodeJS.Require, name: string): boolean {
  try {
    requireThere.resolve(name);
    return true;
  } catch {
    return false;
  }
}
