import * as vscode from 'vscode';
import type { Manifests } from '../manifests';
import { registerNodeCommands } from './nodeCommands';
import { StylizeView } from './stylizeView';

/** The Stylize view in the side bar, and the commands of its title and its nodes. */
export function registerStylizeView(manifests: Manifests): vscode.Disposable {
  const view = new StylizeView(manifests);
  return vscode.Disposable.from(
    view,
    registerNodeCommands(),
    vscode.commands.registerCommand('stylize.tree.showPending', () => view.showOnlyPending(true)),
    vscode.commands.registerCommand('stylize.tree.showAll', () => view.showOnlyPending(false)),
    vscode.commands.registerCommand('stylize.revealInView', async (picture: vscode.Uri) => {
      if (await view.reveal(picture)) return;
      const path = vscode.workspace.asRelativePath(picture);
      void vscode.window.showInformationMessage(vscode.l10n.t('No rule shown in the Stylize view takes {0}.', path));
    }),
  );
}
