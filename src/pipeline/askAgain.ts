import type { EngineRequests } from '../shared/protocol';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';

/**
 * Asks the engine, and once more where its process ended meanwhile: for what somebody looks at, and which need not be at fault.
 * @throws EngineFailure
 */
export async function askAgain<M extends Exclude<keyof EngineRequests, 'initialize'>>(
  client: Pick<EngineClient, 'request'>,
  method: M,
  params: EngineRequests[M]['params'],
  signal?: AbortSignal,
): Promise<EngineRequests[M]['result']> {
  try {
    return await client.request(method, params, signal);
  } catch (error) {
    const ended = error instanceof EngineFailure && error.problem.kind === 'engine';
    if (!ended || signal?.aborted) throw error;
    return client.request(method, params, signal);
  }
}
