import * as vscode from 'vscode';
import { Planner } from '../pipeline/planner';
import { registerApplyStyle } from './applyStyle';
import { registerCheckResults } from './checkResults';
import { ComparePanel } from './comparePanel';
import { registerComparePictures } from './comparePictures';
import { registerCreateManifest } from './createManifest';
import { registerDecorations } from './decorations';
import { registerEngineCommands } from './engineCommands';
import { EngineHost } from './engineHost';
import { registerEvenStrength } from './evenStrength';
import { registerExportLedger } from './exportLedger';
import { registerManifestEditor } from './language/manifestEditor';
import { Manifests } from './manifests';
import { registerOpenSamples } from './openSamples';
import { registerPreview } from './preview';
import { registerReview } from './review/reviewPanels';
import { registerRunCommands } from './runCommands';
import { registerRunManifest } from './runManifest';
import { Runner } from './runner';
import { registerRunOnSave } from './runOnSave';
import { registerSetup } from './setup';
import { registerStatusBar } from './statusBar';
import { registerTasks } from './tasks';
import { registerTraining } from './training/register';
import { registerUndo } from './undoCommand';
import { registerStylizeView } from './view/register';
import { Watching } from './watching';

/** Composition only: the engine starts with the first picture, not with VS Code. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Stylize', { log: true });
  const engine = new EngineHost(context, log);
  const planner = new Planner(context.asAbsolutePath('dist/planner.js'));
  const manifests = new Manifests(context, planner);
  const runner = new Runner(engine, planner, manifests);
  const services = { engine, manifests, runner };
  const panel = new ComparePanel(context, services);
  const watching = new Watching(manifests, runner, context.workspaceState, log);
  context.subscriptions.push(
    log,
    engine,
    panel,
    planner,
    manifests,
    runner,
    watching,
    registerApplyStyle(engine, panel, log, context.workspaceState),
    registerRunManifest(runner, manifests, panel, log),
    registerRunCommands(manifests, runner, watching),
    registerCheckResults(engine, manifests, runner, log),
    registerEvenStrength(engine, manifests, log),
    registerExportLedger(context, planner),
    registerUndo(planner, manifests, runner, watching),
    registerPreview(manifests, panel),
    registerComparePictures(context, services),
    registerReview(context, { ...services, planner, watching }),
    registerStylizeView(manifests),
    registerDecorations(manifests),
    registerStatusBar(manifests, runner, watching),
    registerEngineCommands(engine, log),
    registerSetup(engine, log),
    registerTraining(context, manifests, log),
    registerCreateManifest(),
    registerOpenSamples(context),
    registerRunOnSave(runner, log),
    registerTasks(context, manifests),
    registerManifestEditor(manifests),
  );
}
