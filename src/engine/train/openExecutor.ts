import { isTfjs } from '../../shared/providers';
import { loadTfjs } from '../network/tfjs';
import type { Executor } from './executor';
import { onnxExecutor } from './onnxExecutor';
import { tfjsExecutor } from './tfjsExecutor';

/**
 * What trains on a provider.
 * @param threads for onnxruntime; 0 leaves it to the runtime
 * @param runtimesFolder where `stylize setup-gpu` installs
 * @throws Error when TensorFlow.js can't be started there; onnxruntime tells of that when a graph is compiled
 */
export async function openExecutor(provider: string, threads: number, runtimesFolder: string): Promise<Executor> {
  if (!isTfjs(provider)) return onnxExecutor(provider, threads);
  const { tf, backend } = await loadTfjs(provider, runtimesFolder);
  return tfjsExecutor(tf, backend, provider);
}
