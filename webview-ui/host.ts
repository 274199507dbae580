import { PAGE_MESSAGES, PANEL_MESSAGES } from '../src/shared/panelMessages';
import { createPeer, type NotificationHandlers, type Peer } from '../src/shared/peer';
import { t } from './words';

/** Only in a panel of VS Code, and to be called once only. */
declare const acquireVsCodeApi:
  | (() => { getState(): unknown; setState(state: unknown): void; postMessage(message: unknown): void })
  | undefined;

const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;

/** The panel of VS Code that this page is in. */
export type Panel = Peer<typeof PAGE_MESSAGES>;

/** Connects with the panel; undefined in a page without VS Code. */
export function connectPanel(notifications: NotificationHandlers<typeof PANEL_MESSAGES>): Panel | undefined {
  if (!host) return undefined;
  const panel = createPeer({
    post: (message) => host.postMessage(message),
    sends: PAGE_MESSAGES,
    receives: PANEL_MESSAGES,
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
