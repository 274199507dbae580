import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { isBuiltin } from '../shared/builtinStyles';
import { saveTuning } from '../shared/manifestTuning';
import type { TuneSettings } from '../shared/tuning';
import { editManifest } from './editManifest';
import type { AssetState } from './manifests';
import type { TunableStyle } from './tuningStyles';

interface Tuned {
  parts: { style: TunableStyle; weight: number }[];
  settings: TuneSettings;
}

/**
 * Makes a manifest say how a picture was tuned. It is shown where that does not cover the picture.
 * @throws Error with the reason why it can't take it
 */
export async function saveTuned(
  manifest: vscode.Uri,
  { source, output }: AssetState,
  { parts, settings }: Tuned,
  pictures: readonly string[],
): Promise<void> {
  const { l10n } = vscode;
  const folder = dirname(manifest.fsPath);
  const pathOf = (file: string) => (isBuiltin(file) ? file : relative(folder, file).replaceAll('\\', '/'));
  const named = parts.map(({ style, weight }) => {
    if (style.group === 'manifest') return { name: style.name, weight };
    const shares = style.references.map((reference) => reference.weight);
    if (shares.some((share) => Math.abs(share - shares[0]!) > 1e-6))
      throw new Error(
        l10n.t('{0} is a blend that this manifest does not have. Blend its parts here instead.', style.name),
      );
    const name = isBuiltin(style.id) ? style.id.replace(/^builtin:/, '') : style.name;
    return { name, references: style.references.map((reference) => pathOf(reference.path)), weight };
  });
  const { shares: _, ...how } = settings;
  const request = { source, output, pictures, parts: named, ...how };
  const { document, changed, rangeOf } = await editManifest(manifest, (text, layout, bases) =>
    saveTuning(text, request, layout, bases),
  );
  const other = vscode.window.tabGroups.all.find(({ isActive }) => !isActive);
  if (!other) return;
  const place = rangeOf(changed.rule.offset, changed.rule.length);
  const options = { preview: false, preserveFocus: true, viewColumn: other.viewColumn, selection: place };
  await vscode.window.showTextDocument(document, options);
}
