import { basename, dirname, extname, relative } from 'node:path';
import * as vscode from 'vscode';
import { findBuiltin, isBuiltin } from '../shared/builtinStyles';
import { addRule, type RuleRequest } from '../shared/manifestEdits';
import { ruleInput } from '../shared/ruleInput';
import { basesOf } from './bases';
import type { ChosenStyle } from './chosenStyle';
import { outputFolderFor } from './destinationPicker';
import { MANIFEST, nearestManifest } from './findManifest';
import { isFolder } from './pictures';

/**
 * Adds a rule for these pictures to the manifest that each belongs to. The manifest is shown and left unsaved, as VS Code
 * leaves what it changes by refactoring: one sees what came, Ctrl+Z takes it back, and saving makes it count.
 */
export async function addToManifest(uris: readonly vscode.Uri[], style: ChosenStyle): Promise<void> {
  const groups = new Map<string, { manifest: vscode.Uri; uris: vscode.Uri[] }>();
  for (const uri of uris) {
    const manifest = (await nearestManifest(uri)) ?? newManifestFor(uri);
    if (!manifest) continue;
    const group = groups.get(manifest.toString()) ?? { manifest, uris: [] };
    groups.set(manifest.toString(), group);
    group.uris.push(uri);
  }
  for (const group of groups.values()) await addTo(group.manifest, group.uris, style);
}

/** Its place is known, but it comes to be on the disk only when it is saved. */
function newManifestFor(uri: vscode.Uri): vscode.Uri | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder && vscode.Uri.joinPath(folder.uri, MANIFEST).with({ scheme: 'untitled' });
}

async function addTo(manifest: vscode.Uri, uris: readonly vscode.Uri[], style: ChosenStyle): Promise<void> {
  const { l10n } = vscode;
  const path = manifest.scheme === 'untitled' ? MANIFEST : vscode.workspace.asRelativePath(manifest);
  const request = await requestFor(manifest, uris, style);
  if (!request) {
    const message = l10n.t(
      '{0}: {1} is a blend of another manifest, with unequal shares. Add its styles and the blend here first.',
      path,
      style.name,
    );
    await vscode.window.showErrorMessage(message);
    return;
  }
  const document = await vscode.workspace.openTextDocument(manifest);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const { insertSpaces, tabSize } = editor.options;
  const indent = insertSpaces ? ' '.repeat(Number(tabSize)) : '\t';
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const text = document.getText();
  const added = addRule(text, request, { indent, eol }, await basesOf(text, manifest));
  if ('refused' in added) {
    await vscode.window.showErrorMessage(l10n.t("{0} can't take the style. {1}", path, added.refused));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  const rangeOf = (offset: number, length: number) =>
    new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  for (const { offset, length, content } of added.edits) edit.replace(manifest, rangeOf(offset, length), content);
  if (added.edits.length > 0 && !(await vscode.workspace.applyEdit(edit))) {
    await vscode.window.showErrorMessage(l10n.t("{0} can't be changed now. Try again.", path));
    return;
  }
  const place = rangeOf(added.rule.offset, added.rule.length);
  editor.selection = new vscode.Selection(place.start, place.end);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (added.edits.length === 0)
    await vscode.window.showInformationMessage(l10n.t('{0} has such a rule already.', path));
}

/** Undefined for a style that this manifest can't express in one entry. */
async function requestFor(
  manifest: vscode.Uri,
  uris: readonly vscode.Uri[],
  style: ChosenStyle,
): Promise<RuleRequest | undefined> {
  const folder = dirname(manifest.fsPath);
  const fromFolder = (path: string) => relative(folder, path).replaceAll('\\', '/');
  const inputs = [];
  for (const uri of uris) inputs.push(ruleInput(fromFolder(uri.fsPath), await isFolder(uri)));
  const setting = outputFolderFor(uris[0]!);
  const root = vscode.workspace.getWorkspaceFolder(uris[0]!)!.uri;
  const outputFolder = setting && fromFolder(vscode.Uri.joinPath(root, setting).fsPath);
  const isInside = outputFolder !== undefined && outputFolder !== '' && outputFolder.split('/')[0] !== '..';
  const rest = { inputs: [...new Set(inputs)], outputFolder: isInside ? outputFolder : 'out' };

  const { origin, references, strength, preserveColor, strokeScale } = style;
  if ('manifest' in origin && origin.manifest === manifest.fsPath) return { style: { name: style.name }, ...rest };
  if (references.some(({ weight }) => Math.abs(weight - references[0]!.weight) > 1e-9)) return undefined;
  const paths = references.map(({ path }) => (isBuiltin(path) ? path : fromFolder(path)));
  const name = 'reference' in origin ? nameOf(origin.reference) : style.name;
  const definition = { references: paths, strength, preserveColor, strokeScale };
  return { style: { name, definition }, ...rest };
}

/** Of a style that is one reference: the built-in id, or the picture's name without its extension. */
function nameOf(reference: string): string {
  return findBuiltin(reference)?.id ?? basename(reference, extname(reference));
}
