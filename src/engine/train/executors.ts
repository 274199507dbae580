import { isTfjs } from '../../shared/providers';
import { loadTfjs } from '../network/tfjs';
import type { Executor } from './executor';
import { tfjsExecutor } from './tfjsExecutor';

/**
 * What trains on a provider that passed the self-test.
 * @param threads for onnxruntime; 0 leaves it to the runtime
 * @param runtimesFolder where `stylize setup-gpu` installs
 * @throws Error when it can't be started there; onnxruntime tells of some troubles when a graph is compiled only
 */
export async function openExecutor(provider: string, threads: number, runtimesFolder: string): Promise<Executor> {
  if (!isTfjs(provider)) {
    // only now: it has binaries for some machines only
    const [{ loadOrt }, { onnxExecutor }] = await Promise.all([
      import('../network/onnxBackend'),
      import('./onnxExecutor'),
    ]);
    return onnxExecutor(await loadOrt(runtimesFolder), provider, threads);
  }
  const { tf, backend } = await loadTfjs(provider, runtimesFolder);
  return tfjsExecutor(tf, backend, provider);
}
