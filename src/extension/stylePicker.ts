import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { heaviest } from '../pipeline/report';
import { BUILTIN_STYLES, builtinReference } from '../shared/builtinStyles';
import { isSameOrigin, type StyleOrigin } from '../shared/recentStyles';
import { ask } from './ask';
import { type ChosenStyle, chosenReference, findChosen, readStyles, requestOf } from './chosenStyle';
import { allManifests, nearestManifest } from './findManifest';
import { choosePictures } from './pictures';
import type { StyleMemory } from './styleMemory';

/** Which style? Those of the manifest that a picture belongs to, recent ones, the built-in ones, or any picture. */
export async function pickStyle(
  near: vscode.Uri,
  memory: StyleMemory,
  stylesFolder: string,
): Promise<ChosenStyle | undefined> {
  const own = await manifestItems(near, stylesFolder);
  const recent = await recentItems(memory, stylesFolder, originsOf(own));
  const builtin = builtinItems(stylesFolder, originsOf(recent));
  const items = [
    ...own,
    ...group(vscode.l10n.t('Recent'), recent),
    ...group(vscode.l10n.t('Built-in'), builtin),
    ...group('', [{ label: `$(folder-opened) ${vscode.l10n.t('Choose a reference picture…')}`, alwaysShow: true }]),
  ];
  const title = vscode.l10n.t('Apply Style');
  const item = await ask(items, { title, placeholder: vscode.l10n.t('Which style?'), step: 1, totalSteps: 2 });
  if (!item || item === 'back') return undefined;
  if (item.unusable) await vscode.window.showTextDocument(item.unusable);
  if (item.style || item.unusable) return item.style;
  const [reference] = (await choosePictures(vscode.l10n.t('Reference picture'), false)) ?? [];
  return reference && chosenReference(reference.fsPath);
}

type StyleItem = vscode.QuickPickItem & { style?: ChosenStyle; unusable?: vscode.Uri };

async function manifestItems(near: vscode.Uri, stylesFolder: string): Promise<StyleItem[]> {
  const uri = (await nearestManifest(near)) ?? (await allManifests())[0];
  if (!uri) return [];
  const path = vscode.workspace.asRelativePath(uri);
  const read = await readStyles(uri);
  if ('styles' in read)
    return group(
      path,
      read.styles.map((style) => {
        const parts = style.references.map((reference) => basename(reference.path)).join(' + ');
        return itemOf(style, parts, stylesFolder);
      }),
    );
  const label = `$(warning) ${vscode.l10n.t("{0} can't be used", path)}`;
  const detail = vscode.l10n.t('{0} Choose this to open it.', read.problem);
  return [{ label, detail, alwaysShow: true, unusable: uri }];
}

async function recentItems(
  memory: StyleMemory,
  stylesFolder: string,
  shown: readonly StyleOrigin[],
): Promise<StyleItem[]> {
  const gone: StyleOrigin[] = [];
  const items: StyleItem[] = [];
  for (const origin of memory.recent) {
    const style = await findChosen(origin);
    if (!style) gone.push(origin);
    else if (!shown.some((other) => isSameOrigin(other, origin)))
      items.push(itemOf(style, describeOrigin(origin), stylesFolder));
  }
  await memory.forget(gone);
  return items;
}

function builtinItems(stylesFolder: string, shown: readonly StyleOrigin[]): StyleItem[] {
  return BUILTIN_STYLES.flatMap((builtin) => {
    const style = chosenReference(builtinReference(builtin), builtin.title);
    if (shown.some((origin) => isSameOrigin(origin, style.origin))) return [];
    const iconPath = vscode.Uri.file(join(stylesFolder, builtin.file));
    return [{ label: builtin.title, description: builtin.description, iconPath, style }];
  });
}

function itemOf(style: ChosenStyle, description: string, stylesFolder: string): StyleItem {
  const picture = heaviest(requestOf(style, stylesFolder).references);
  return { label: style.name, description, iconPath: vscode.Uri.file(picture), style };
}

function describeOrigin(origin: StyleOrigin): string {
  const builtin = BUILTIN_STYLES.find((style) => 'reference' in origin && builtinReference(style) === origin.reference);
  if (builtin) return builtin.description;
  return vscode.workspace.asRelativePath('manifest' in origin ? origin.manifest : origin.reference);
}

function originsOf(items: readonly StyleItem[]): StyleOrigin[] {
  return items.flatMap(({ style }) => (style ? [style.origin] : []));
}

function group(label: string, items: StyleItem[]): StyleItem[] {
  return items.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : [];
}
