import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { referenceFile } from '../../pipeline/referenceFile';
import { findBuiltin, isBuiltin } from '../../shared/builtinStyles';
import type { ManifestFiles } from '../../shared/manifestHover';
import { type ManifestOutline, outlineManifest } from '../../shared/manifestOutline';
import type { Range } from '../../shared/manifestProblem';
import type { TextEdit } from '../../shared/manifestSymbols';
import { basesOf } from '../bases';
import { MANIFEST } from '../findManifest';
import type { ManifestState, Manifests } from '../manifests';

/** Manifests in editors. */
export const MANIFEST_FILES: vscode.DocumentFilter = { scheme: 'file', pattern: `**/${MANIFEST}` };

export function isManifest({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && basename(uri.fsPath) === MANIFEST;
}

export function openManifest(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** Read once for each version of a document, however many features ask. */
export function outlineOf(document: vscode.TextDocument): ManifestOutline {
  const known = outlines.get(document);
  if (known?.version === document.version) return known.outline;
  const outline = outlineManifest(document.getText());
  outlines.set(document, { version: document.version, outline });
  return outline;
}

const outlines = new WeakMap<vscode.TextDocument, { version: number; outline: ManifestOutline }>();

export async function filesOf(document: vscode.TextDocument, manifests: Manifests): Promise<ManifestFiles> {
  await manifests.know(document.uri);
  const pictures = await manifests.pictures(document.uri);
  const state = manifests.of(document.uri);
  const bases = await basesOf(document.getText(), document.uri);
  return { pictures, results: state ? resultsOf(state) : new Set(), bases };
}

function resultsOf(state: ManifestState): ReadonlySet<string> {
  const known = results.get(state);
  if (known) return known;
  const found = new Set([...state.byOutput.keys(), ...state.orphans]);
  results.set(state, found);
  return found;
}

const results = new WeakMap<ManifestState, ReadonlySet<string>>();

/** The file that a path of a manifest names, also of a built-in style; undefined for a built-in style that there is not. */
export function fileNamed(manifest: vscode.Uri, path: string, { stylesFolder }: Manifests): vscode.Uri | undefined {
  if (isBuiltin(path) && !findBuiltin(path)) return undefined;
  return vscode.Uri.file(referenceFile(path, dirname(manifest.fsPath), stylesFolder));
}

export function rangeIn(document: vscode.TextDocument, { offset, length }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

export function editOf(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { content, ...range } of edits) edit.replace(document.uri, rangeIn(document, range), content);
  return edit;
}
