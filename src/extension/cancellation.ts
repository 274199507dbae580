import type { Cancellation } from '../shared/peer';

/** The same as a signal. */
export function signalOf(cancellation: Cancellation): AbortSignal {
  const controller = new AbortController();
  if (cancellation.aborted) controller.abort();
  cancellation.addEventListener('abort', () => controller.abort());
  return controller.signal;
}
