import * as vscode from 'vscode';
import type { Manifests } from '../manifests';
import { registerCompletion } from './completion';
import { Diagnostics } from './diagnostics';
import { registerFixes } from './fixes';
import { registerHover } from './hover';
import { registerLenses } from './lenses';
import { registerNavigation } from './navigation';
import { registerRename } from './rename';

/** All that an editor knows of stylize.json, beyond its schema. */
export function registerManifestEditor(manifests: Manifests): vscode.Disposable {
  const diagnostics = new Diagnostics(manifests);
  return vscode.Disposable.from(
    diagnostics,
    registerCompletion(manifests),
    registerHover(manifests),
    registerNavigation(manifests),
    registerRename(),
    registerFixes(manifests, diagnostics),
    registerLenses(manifests),
  );
}
