import * as vscode from 'vscode';
import { type PartCounts, type PartLens, partLenses } from '../../shared/manifestLenses';
import type { Manifests } from '../manifests';
import { MANIFEST_FILES, outlineOf } from './documents';

/** Above each style and each rule: Preview · Run 12 · 3 stale. The numbers go along with runs. */
export function registerLenses(manifests: Manifests): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let waiting: NodeJS.Timeout | undefined;
  const soon = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      changed.fire();
    }, PAUSE);
  };
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(() => clearTimeout(waiting)),
    manifests.onDidChange(soon),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('stylize.codeLens') && soon()),
    vscode.languages.registerCodeLensProvider(MANIFEST_FILES, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document, token) {
        if (!vscode.workspace.getConfiguration('stylize', document.uri).get('codeLens', true)) return [];
        await manifests.know(document.uri);
        if (token.isCancellationRequested) return [];
        const state = manifests.of(document.uri);
        const lenses = partLenses(outlineOf(document), state?.manifest?.assets, state?.assets ?? []);
        return lenses.flatMap((lens) => {
          const place = document.positionAt(lens.offset);
          return commandsOf(lens, document.uri).map(
            (command) => new vscode.CodeLens(new vscode.Range(place, place), command),
          );
        });
      },
    }),
  );
}

/** Milliseconds between two updates while a run paints picture after picture. */
const PAUSE = 500;

function commandsOf({ part, counts }: PartLens, uri: vscode.Uri): vscode.Command[] {
  const { l10n } = vscode;
  const run = (title: string): vscode.Command => {
    return {
      title,
      command: 'stylize.runPart',
      arguments: [uri, part],
      tooltip: l10n.t('Paints what is not up to date'),
    };
  };
  const trusted = vscode.workspace.isTrusted;
  if (!counts) return trusted ? [run(l10n.t('Run'))] : [];
  if (counts.all === 0) return [{ title: l10n.t('no pictures'), command: '' }];
  const preview = {
    title: l10n.t('Preview'),
    command: 'stylize.previewPart',
    arguments: [uri, part],
    tooltip: l10n.t('Shows before and after'),
  };
  const state = { title: stateOf(counts), command: '' };
  return trusted ? [preview, run(l10n.t('Run {0}', counts.all)), state] : [state];
}

function stateOf({ pending, stale, failed, blocked }: PartCounts): string {
  const { l10n } = vscode;
  const parts = [
    pending > 0 ? l10n.t('{0} to paint', pending) : '',
    stale > 0 ? l10n.t('{0} stale', stale) : '',
    failed > 0 ? l10n.t('{0} failed', failed) : '',
    blocked > 0 ? l10n.t('{0} blocked', blocked) : '',
  ];
  return parts.filter(Boolean).join(', ') || l10n.t('up to date');
}
