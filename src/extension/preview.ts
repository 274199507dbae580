import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isPart, type RunPart } from '../shared/runPart';
import { flattenStyle } from '../shared/styles';
import { hasOutput } from './assetStates';
import type { ComparePanel } from './comparePanel';
import type { AssetState, ManifestState, Manifests } from './manifests';
import { registerTrustedCommand } from './trust';

/**
 * Shows before and after of a part of a manifest: `(uri, part)`, the same as stylize.runPart. Nothing is painted but where
 * there is nothing to show yet, and then one picture.
 */
export const PREVIEW = 'stylize.previewPart';

export function registerPreview(manifests: Manifests, panel: ComparePanel): vscode.Disposable {
  // the engine makes small pictures of large ones
  return registerTrustedCommand(PREVIEW, async (uri: vscode.Uri, part: RunPart = {}) => {
    const asked = panel.ask();
    await manifests.know(uri);
    const state = manifests.of(uri);
    const assets = state?.assets.filter((asset) => isPart(asset, part)) ?? [];
    const painted = assets.filter(hasOutput).sort((a, b) => rankOf(a) - rankOf(b));
    if (state && painted.length > 0) {
      const outcomes = painted.slice(0, MOST).map((asset) => outcomeOf(asset, state));
      await asked.show(titleOf(painted), state.folder, { outcomes, milliseconds: 0 });
      return;
    }
    const first = assets.find((asset) => asset.state === 'stale');
    if (first) await vscode.commands.executeCommand('stylize.runPart', uri, { ...part, output: first.output });
    else
      void vscode.window.showInformationMessage(vscode.l10n.t('Nothing of this can be painted: Problems tells why.'));
  });
}

/** A preview, not a catalogue: large pictures are made smaller one by one. */
const MOST = 24;

/** Those up to date first. */
function rankOf({ state }: AssetState): number {
  return state === 'fresh' ? 0 : 1;
}

/** A picture that is there, as a run would tell of it. */
export function outcomeOf({ source, output, styleName, size }: AssetState, { manifest }: ManifestState) {
  const references = manifest ? flattenStyle(manifest, styleName) : [];
  return { job: { source, output, styleName, style: { references } }, status: 'cached' as const, size };
}

function titleOf([first, ...others]: AssetState[]): string {
  const same = others.every(({ styleName }) => styleName === first!.styleName);
  if (others.length === 0) return basename(first!.source);
  return same ? first!.styleName : vscode.l10n.t('{0} pictures', others.length + 1);
}
