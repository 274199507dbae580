import * as vscode from 'vscode';
import type { Manifests } from './manifests';
import type { Runner } from './runner';
import { registerTrustedCommand } from './trust';
import type { Watching } from './watching';

/** Commands over all manifests and over what runs; the context key `stylize.run` tells menus which of them make sense. */
export function registerRunCommands(manifests: Manifests, runner: Runner, watching: Watching): vscode.Disposable {
  let told: string | undefined;
  const tellMenus = (): void => {
    const { progress } = runner;
    const state = progress ? (progress.paused ? 'paused' : 'running') : 'idle';
    if (state === told) return;
    told = state;
    void vscode.commands.executeCommand('setContext', 'stylize.run', state);
  };
  tellMenus();
  return vscode.Disposable.from(
    runner.onDidChange(tellMenus),
    registerTrustedCommand('stylize.runAll', async () => {
      await manifests.ready();
      // one after the other, until one is stopped
      for (const { uri } of manifests.all) if (!(await vscode.commands.executeCommand('stylize.run', uri))) return;
    }),
    vscode.commands.registerCommand('stylize.pause', () => runner.pause()),
    vscode.commands.registerCommand('stylize.resume', () => runner.resume()),
    vscode.commands.registerCommand('stylize.stop', async () => {
      if (watching.isOn) await watching.switch(false); // it would begin again at once
      await runner.stop();
    }),
    vscode.commands.registerCommand('stylize.refresh', async () => {
      await manifests.ready();
      for (const { uri } of manifests.all) manifests.refresh(uri);
    }),
  );
}
