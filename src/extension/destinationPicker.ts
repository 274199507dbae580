import * as vscode from 'vscode';
import { outputFolderOf } from '../shared/outputFolder';
import { ask } from './ask';
import type { ChosenStyle } from './chosenStyle';
import { MANIFEST, nearestManifest } from './findManifest';
import { isFolder } from './pictures';
import type { Destination, StyleMemory } from './styleMemory';

/** Once, or from now on? The choice used last comes first. */
export async function pickDestination(
  style: ChosenStyle,
  uris: readonly vscode.Uri[],
  memory: StyleMemory,
): Promise<Destination | 'back' | undefined> {
  const near = uris[0]!;
  const one = uris.length === 1 && !(await isFolder(near));
  const items: DestinationItem[] = [];
  const folder = outputFolderFor(near);
  const { l10n } = vscode;
  if (folder !== undefined)
    items.push({ label: `$(paintcan) ${l10n.t('Paint once into {0}', folder)}`, destination: 'folder' });
  const beside = one ? l10n.t('Paint once beside the picture') : l10n.t('Paint once beside the pictures');
  items.push({ label: `$(paintcan) ${beside}`, destination: 'beside' });
  if (vscode.workspace.getWorkspaceFolder(near)) {
    const manifest = await nearestManifest(near);
    const path = manifest && vscode.workspace.asRelativePath(manifest);
    const description = path === undefined ? l10n.t('makes a new one') : path === MANIFEST ? '' : path;
    const detail = l10n.t('Painted by every run, again after every change');
    const label = `$(json) ${l10n.t('Add to {0}', MANIFEST)}`;
    items.push({ label, description, detail, destination: 'manifest' });
  }
  const last = items.findIndex(({ destination }) => destination === memory.destination);
  if (last > 0) items.unshift(...items.splice(last, 1));
  const title = l10n.t('Apply Style: {0}', style.name);
  const item = await ask(items, { title, placeholder: l10n.t('Where to?'), step: 2, totalSteps: 2 });
  return typeof item === 'object' ? item.destination : item;
}

/** What the settings say for a picture, from its workspace folder; undefined means beside it. */
export function outputFolderFor(uri: vscode.Uri): string | undefined {
  if (!vscode.workspace.getWorkspaceFolder(uri)) return undefined;
  return outputFolderOf(vscode.workspace.getConfiguration('stylize', uri).get('apply.outputFolder', ''));
}

type DestinationItem = vscode.QuickPickItem & { destination: Destination };
