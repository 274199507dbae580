import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import { referenceFile } from '../pipeline/referenceFile';
import { findBuiltin, isBuiltin } from '../shared/builtinStyles';
import type { Manifest } from '../shared/manifest';
import { parseManifest } from '../shared/parseManifest';
import type { StyleReference, StyleRequest } from '../shared/protocol';
import type { StyleOrigin } from '../shared/recentStyles';
import { factorsOf, flattenStyle } from '../shared/styles';
import { basesOf } from './bases';

/** A style that a person has chosen. Its references are absolute paths or `builtin:<id>`. */
export interface ChosenStyle extends StyleRequest {
  name: string;
  origin: StyleOrigin;
}

/** What the engine is asked for: files only. */
export function requestOf({ references, ...how }: StyleRequest, stylesFolder: string): StyleRequest {
  const fileOf = ({ path, weight }: StyleReference) => ({ path: referenceFile(path, '', stylesFolder), weight });
  const { strength, preserveColor, strokeScale, factors } = how;
  return { references: references.map(fileOf), strength, preserveColor, strokeScale, factors };
}

/** The style that is found there now; undefined when it is gone. */
export async function findChosen(origin: StyleOrigin): Promise<ChosenStyle | undefined> {
  if ('manifest' in origin) {
    const read = await readStyles(vscode.Uri.file(origin.manifest));
    return 'styles' in read ? read.styles.find(({ name }) => name === origin.name) : undefined;
  }
  const { reference } = origin;
  const builtin = findBuiltin(reference);
  const isThere = builtin || (!isBuiltin(reference) && (await stat(reference).catch(() => undefined))?.isFile());
  return isThere ? chosenReference(reference, builtin?.title) : undefined;
}

/** One picture, as a style at full strength. */
export function chosenReference(reference: string, name = basename(reference)): ChosenStyle {
  const references = [{ path: reference, weight: 1 }];
  return { name, origin: { reference }, references, strength: 1, preserveColor: false };
}

/** The styles of a manifest as it stands in its editor, else on the disk; or why it can't be used. */
export async function readStyles(uri: vscode.Uri): Promise<{ styles: ChosenStyle[] } | { problem: string }> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  try {
    const text = open?.getText() ?? (await readFile(uri.fsPath, 'utf8'));
    const { manifest, problems } = parseManifest(text, { bases: await basesOf(text, uri) });
    if (manifest) return { styles: stylesOf(manifest, uri) };
    return { problem: problems.find(({ severity }) => severity === 'error')!.message };
  } catch (error) {
    return { problem: vscode.l10n.t("It can't be read ({0}).", (error as NodeJS.ErrnoException).code ?? '') };
  }
}

function stylesOf(manifest: Manifest, uri: vscode.Uri): ChosenStyle[] {
  const folder = dirname(uri.fsPath);
  const absolute = ({ path, weight }: StyleReference) => ({
    path: isBuiltin(path) ? path : resolve(folder, path),
    weight,
  });
  return Object.entries(manifest.styles).map(([name, { strength, preserveColor, strokeScale }]) => {
    const references = flattenStyle(manifest, name).map(absolute);
    const how = { strength, preserveColor, strokeScale, factors: factorsOf(manifest, name) };
    return { name, origin: { manifest: uri.fsPath, name }, references, ...how };
  });
}
