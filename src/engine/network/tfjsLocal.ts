import { existsSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The TensorFlow.js that comes with Stylize: its backends `cpu` and `wasm`, and `webgpu` on a device of Dawn.
 * A bundle of its own, read only where one of them is wanted.
 */
export { tf };

tf.enableProdMode(); // else it advertises its other packages on standard error
setWasmPaths(`${wasmFolder()}/`);

/**
 * Makes `webgpu` a backend. @param gpu of the package `webgpu`
 * @throws Error when there is no device
 */
export async function registerWebGpu(gpu: Gpu): Promise<void> {
  pretendBrowser(gpu);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('there is no adapter for WebGPU');
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device as never, adapter.info as never));
}

/** tfjs-backend-webgpu asks for a browser's globals before it believes in a device. */
function pretendBrowser(gpu: Gpu): void {
  const scope = globalThis as { WorkerGlobalScope?: unknown; navigator?: object };
  scope.WorkerGlobalScope ??= class {};
  if (!scope.navigator) Object.defineProperty(scope, 'navigator', { value: {}, configurable: true }); // before Node 21
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
}

/** What is used of https://www.w3.org/TR/webgpu. */
export interface Gpu {
  requestAdapter(options: object): Promise<{
    limits: Record<string, number>;
    info: object;
    requestDevice(descriptor: object): Promise<object>;
  } | null>;
}

/** Those by which tfjs-backend-webgpu sizes its work: as much as the adapter has. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];

/** Beside the bundle; in the package, where the sources themselves run. */
function wasmFolder(): string {
  const bundled = join(__dirname, 'wasm');
  return existsSync(bundled)
    ? bundled
    : join(__dirname, '../../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out');
}
