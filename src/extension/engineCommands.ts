import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { deviceLines } from '../shared/deviceLines';
import type { EngineHost } from './engineHost';
import { tellFailures } from './failures';
import { registerTrustedCommand } from './trust';

/** "Restart Engine", "Show Log", and "Doctor", which writes into the log what the machine has and whether the engine works. */
export function registerEngineCommands(engine: EngineHost, log: vscode.LogOutputChannel): vscode.Disposable {
  const withEngine = (command: string, title: string, work: () => Promise<unknown>) =>
    registerTrustedCommand(command, async () => {
      try {
        await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        await tellFailures([error.problem], log);
      }
    });
  return vscode.Disposable.from(
    vscode.commands.registerCommand('stylize.showLog', () => log.show()),
    withEngine('stylize.restartEngine', vscode.l10n.t('Restarting the engine'), async () => {
      const { provider } = await engine.client.restart();
      log.info(vscode.l10n.t('The engine was restarted; it computes with {0}.', provider));
    }),
    withEngine('stylize.doctor', vscode.l10n.t('Examining the engine'), async () => {
      const { modelHash } = await engine.client.info();
      const lines = deviceLines(await engine.client.request('devices', {}), modelHash, process);
      for (const line of lines) log.info(line);
      log.show();
    }),
  );
}
