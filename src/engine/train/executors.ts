import { isTfjs } from '../../shared/providers';
import { loadOrt } from '../network/onnxBackend';
import { loadTfjs } from '../network/tfjs';
import type { Executor } from './executor';
import { onnxExecutor } from './onnxExecutor';
import { tfjsExecutor } from './tfjsExecutor';

/** What trains on a provider that paints already: whoever passed the self-test. @param threads 0 leaves it to the runtime */
export async function openExecutor(provider: string, threads: number, runtimesFolder: string): Promise<Executor> {
  if (!isTfjs(provider)) return onnxExecutor(provider, threads, loadOrt(runtimesFolder));
  const { tf, backend } = await loadTfjs(provider, runtimesFolder);
  return tfjsExecutor(tf, backend, provider);
}
