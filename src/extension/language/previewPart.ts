import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ReportOutcome } from '../../pipeline/report';
import type { Manifest } from '../../shared/manifest';
import type { RunPart } from '../../shared/manifestLenses';
import { flattenStyle } from '../../shared/styles';
import type { ComparePanel } from '../comparePanel';
import type { AssetState, Manifests } from '../manifests';

/**
 * `stylize.previewPart` shows before and after of a part of a manifest: what is painted of it, those up to date first. Where
 * nothing is, one picture is painted.
 */
export function registerPreviewPart(manifests: Manifests, panel: ComparePanel): vscode.Disposable {
  return vscode.commands.registerCommand('stylize.previewPart', async (uri: vscode.Uri, part: RunPart) => {
    await manifests.know(uri);
    const state = manifests.of(uri);
    if (!state?.manifest || !vscode.workspace.isTrusted) return;
    const assets = state.assets.filter(
      ({ rule, styleName }) => (part.rule ?? rule) === rule && (part.style ?? styleName) === styleName,
    );
    const painted = assets.filter(isPainted).sort((a, b) => rank(a) - rank(b));
    const { manifest, folder } = state;
    if (painted.length > 0) {
      const outcomes = painted.slice(0, MOST).map((asset) => outcomeOf(asset, manifest));
      await panel.show(part.style ?? basename(folder), folder, { outcomes, milliseconds: 0 });
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

function rank({ state }: AssetState): number {
  return state === 'fresh' ? 0 : 1;
}

function isPainted({ state, reason }: AssetState): boolean {
  if (state === 'fresh') return true;
  return state === 'stale' && reason !== 'new' && reason !== 'output missing';
}

function outcomeOf({ source, output, styleName }: AssetState, manifest: Manifest): ReportOutcome {
  const style = { references: flattenStyle(manifest, styleName) };
  return { status: 'cached', job: { source, output, styleName, style } };
}
