import { basename } from 'node:path';
import * as vscode from 'vscode';
import { flattenStyle } from '../shared/styles';
import { hasOutput } from './assetStates';
import type { ComparePanel } from './comparePanel';
import type { AssetState, ManifestState, Manifests } from './manifests';
import { isPart, type RunPart } from './runManifest';
import { registerTrustedCommand } from './trust';

/** Shows before and after of a part of a manifest, as it is, with nothing painted: `(uri, part)`, the same as stylize.runPart. */
export const PREVIEW = 'stylize.previewPart';

export function registerPreview(manifests: Manifests, panel: ComparePanel): vscode.Disposable {
  // the engine makes small pictures of large ones
  return registerTrustedCommand(PREVIEW, async (uri: vscode.Uri, part: RunPart = {}) => {
    await manifests.ready();
    const state = manifests.of(uri);
    const assets = state?.assets.filter((asset) => isPart(asset, part) && hasOutput(asset)) ?? [];
    if (!state || assets.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Nothing has been painted here yet. Run it first.'));
      return;
    }
    const outcomes = assets.map((asset) => outcomeOf(asset, state));
    await panel.show(titleOf(assets), state.folder, { outcomes, milliseconds: 0 });
  });
}

function outcomeOf({ source, output, styleName, size }: AssetState, { manifest }: ManifestState) {
  const references = manifest ? flattenStyle(manifest, styleName) : [];
  return { job: { source, output, styleName, style: { references } }, status: 'cached' as const, size };
}

function titleOf([first, ...others]: AssetState[]): string {
  const same = others.every(({ styleName }) => styleName === first!.styleName);
  if (others.length === 0) return basename(first!.source);
  return same ? first!.styleName : vscode.l10n.t('{0} pictures', others.length + 1);
}
