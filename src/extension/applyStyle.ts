import * as vscode from 'vscode';
import type { ReportOutcome } from '../pipeline/report';
import { addToManifest } from './addToManifest';
import { type ChosenStyle, findChosen } from './chosenStyle';
import type { ComparePanel } from './comparePanel';
import { outputFolderFor, pickDestination } from './destinationPicker';
import type { EngineHost } from './engineHost';
import { tellFailures } from './failures';
import { folderOf, type PaintProgress, paintOnce } from './paintOnce';
import { commandTargets } from './pictures';
import { type Destination, StyleMemory } from './styleMemory';
import { pickStyle } from './stylePicker';
import { registerTrustedCommand } from './trust';

/**
 * "Apply Style…" on pictures and folders: choose a style, then paint once and show before and after, or add a rule to the
 * manifest. "Apply Last Style" paints without a question.
 */
export function registerApplyStyle(
  engine: EngineHost,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
  memento: vscode.Memento,
): vscode.Disposable {
  const memory = new StyleMemory(memento);
  const apply = async (uris: vscode.Uri[], style: ChosenStyle, destination: Destination): Promise<void> => {
    await memory.keepStyle(style.origin);
    if (destination === 'manifest') return addToManifest(uris, style);
    const started = performance.now();
    const asked = panel.ask({ ahead: true });
    let outcomes: ReportOutcome[];
    try {
      outcomes = await withProgress(vscode.l10n.t('Painting in {0}', style.name), (progress, signal) =>
        paintOnce(uris, style, destination, engine, progress, signal),
      );
      const milliseconds = performance.now() - started;
      if (outcomes.length > 0) await asked.show(style.name, folderOf(uris[0]!), { outcomes, milliseconds });
    } finally {
      asked.dispose();
    }
    const failures = outcomes.flatMap(({ problem }) => problem ?? []);
    if (failures.length > 0) await tellFailures(failures, log);
  };
  const applyByChoice = async (uris: vscode.Uri[]): Promise<void> => {
    let destination: Destination | 'back' | undefined = 'back';
    let style: ChosenStyle | undefined;
    while (destination === 'back') {
      style = await pickStyle(uris[0]!, memory, engine.stylesFolder);
      destination = style && (await pickDestination(style, uris, memory));
    }
    if (!style || !destination) return;
    await memory.keepDestination(destination);
    await apply(uris, style, destination);
  };
  return vscode.Disposable.from(
    registerTrustedCommand('stylize.applyStyle', async (clicked: unknown, selected: unknown) => {
      const uris = await commandTargets(clicked, selected);
      if (uris?.length) await applyByChoice(uris);
    }),
    registerTrustedCommand('stylize.applyLastStyle', async (clicked: unknown, selected: unknown) => {
      const uris = await commandTargets(clicked, selected);
      if (!uris?.length) return;
      const last = memory.recent[0];
      const style = last && (await findChosen(last));
      if (!style) return applyByChoice(uris);
      // a manifest is not changed unasked
      const isFolderSet = outputFolderFor(uris[0]!) !== undefined && memory.destination !== 'beside';
      await apply(uris, style, isFolderSet ? 'folder' : 'beside');
    }),
  );
}

/** A notification with a cancel button, as a progress reporter and an AbortSignal. */
export function withProgress<T>(
  title: string,
  work: (progress: PaintProgress, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return work(progress, controller.signal);
  });
}
