import * as vscode from 'vscode';
import { registerApplyStyle } from './applyStyle';
import { ComparePanel } from './comparePanel';
import { EngineHost } from './engineHost';
import { registerNewManifest } from './newManifest';
import { registerOpenSamples } from './openSamples';
import { registerRunManifest } from './runManifest';

/** Composition only: the engine starts with the first picture, not with VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Stylize', { log: true });
  const engine = new EngineHost(context, log);
  const panel = new ComparePanel(context, engine);
  context.subscriptions.push(
    log,
    engine,
    panel,
    registerApplyStyle(engine, panel, log),
    registerRunManifest(engine, panel, log),
    registerNewManifest(),
    registerOpenSamples(context),
  );
}
