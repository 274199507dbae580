import * as vscode from 'vscode';
import type { Manifests } from '../manifests';
import { registerTrustedCommand } from '../trust';
import { TrainingPanel } from './trainingPanel';
import { Trainings } from './trainings';
import { trainStyle } from './trainStyle';

const TYPE = 'stylize.training';

/** "Train Style…" and "Show Trainings", with the one training panel, which comes back after the window was reloaded. */
export function registerTraining(
  context: vscode.ExtensionContext,
  manifests: Manifests,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const trainings = new Trainings(context, log);
  let open: TrainingPanel | undefined;
  const take = (panel: vscode.WebviewPanel): TrainingPanel => {
    const taken = new TrainingPanel(panel, context, manifests, trainings);
    open = taken;
    panel.onDidDispose(() => {
      taken.dispose();
      if (open === taken) open = undefined;
    });
    return taken;
  };
  const show = (folder?: unknown): TrainingPanel => {
    open?.panel.reveal();
    const shown = open ?? take(vscode.window.createWebviewPanel(TYPE, 'Stylize', vscode.ViewColumn.Active));
    if (typeof folder === 'string') shown.choose(folder);
    return shown;
  };
  const telling = (work: () => Promise<unknown>) =>
    work().catch((error: Error) => void vscode.window.showErrorMessage(error.message));
  return vscode.Disposable.from(
    trainings,
    registerTrustedCommand('stylize.trainStyle', async (clicked: unknown, selected: unknown) => {
      const samples = vscode.Uri.joinPath(context.extensionUri, 'samples').fsPath;
      const folder = await trainStyle(trainings, samples, clicked, selected);
      if (folder !== undefined) show(folder);
    }),
    vscode.commands.registerCommand('stylize.showTraining', async (folder: unknown) => void show(folder)),
    registerTrustedCommand('stylize.useTraining', async (folder: unknown) => {
      if (typeof folder === 'string') await telling(() => show(folder).use(folder));
    }),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      async deserializeWebviewPanel(panel: vscode.WebviewPanel) {
        if (open) panel.dispose();
        else take(panel);
      },
    }),
    { dispose: () => open?.dispose() },
  );
}
