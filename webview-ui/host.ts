import type { LARGE_REQUESTS } from '../src/shared/panelMessages';
import { createPeer, type Messages, type NotificationHandlers, type Peer } from '../src/shared/peer';
import { t } from './words';

/** Only in a panel of VS Code, and to be called once only. */
declare const acquireVsCodeApi:
  | (() => { getState(): unknown; setState(state: unknown): void; postMessage(message: unknown): void })
  | undefined;

const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;

/** A panel of VS Code, as those know it who show a picture large. */
export type Panel = Peer<{ requests: typeof LARGE_REQUESTS; notifications: Record<string, never> }>;

/** Connects with the panel of VS Code that this page is in; undefined in a page without VS Code. */
export function connectPanel<Out extends Messages, In extends Messages & { requests: Record<string, never> }>(
  sends: Out,
  receives: In,
  notifications: NotificationHandlers<In>,
): Peer<Out> | undefined {
  if (!host) return undefined;
  const panel = createPeer<Out, Messages & { requests: Record<string, never> }>({
    post: (message) => host.postMessage(message),
    sends,
    receives,
    requests: {},
    notifications,
    words: {
      late: t('VS Code does not answer. Close this panel and open it again.'),
      cancelled: t('It was cancelled.'),
    },
  });
  window.addEventListener('message', ({ data }) => panel.receive(data));
  return panel;
}

/** What was remembered under the name while this panel is there; undefined in a page without VS Code. */
export function recall(name: string): unknown {
  return everything()[name];
}

export function remember(name: string, value: unknown): void {
  host?.setState({ ...everything(), [name]: value });
}

function everything(): Record<string, unknown> {
  const state = host?.getState();
  return typeof state === 'object' && state !== null ? { ...state } : {};
}
