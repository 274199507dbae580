import * as vscode from 'vscode';
import { registerApplyStyle } from './applyStyle';
import { ComparePanel } from './comparePanel';
import { EngineHost } from './engineHost';
import { registerManifestEditor } from './language/manifestEditor';
import { Manifests } from './manifests';
import { registerRunManifest } from './runManifest';
import { Runner } from './runner';
import { registerRunOnSave } from './runOnSave';
import { registerTasks } from './tasks';

/** Composition only: the engine starts with the first picture, not with VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Stylize', { log: true });
  const engine = new EngineHost(context, log);
  const panel = new ComparePanel(context, engine);
  const manifests = new Manifests(context);
  const runner = new Runner(engine, manifests);
  context.subscriptions.push(
    log,
    engine,
    panel,
    manifests,
    runner,
    registerApplyStyle(engine, panel, log),
    registerRunManifest(runner, manifests, panel, log),
    registerRunOnSave(runner, log),
    registerTasks(context, manifests),
    registerManifestEditor(manifests, panel),
  );
}
