import * as vscode from 'vscode';
import { createPeer, type Messages, type Peer, type PeerOptions } from '../shared/peer';

/** The panel's side of what it says to its page and hears from it, until the panel is closed. */
export function panelPeer<Out extends Messages, In extends Messages>(
  { webview }: vscode.WebviewPanel,
  options: Pick<PeerOptions<Out, In>, 'sends' | 'receives' | 'requests'>,
): Peer<Out> {
  const peer = createPeer({
    ...options,
    post: (message) => void webview.postMessage(message),
    notifications: {} as PeerOptions<Out, In>['notifications'],
    words: { late: vscode.l10n.t('The panel does not answer.'), cancelled: vscode.l10n.t('It was cancelled.') },
  });
  webview.onDidReceiveMessage((message) => peer.receive(message));
  return peer;
}
