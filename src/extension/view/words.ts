import { basename } from 'node:path';
import * as vscode from 'vscode';
import { describeProblem } from '../../shared/protocol';
import type { TimeLeft } from '../../shared/timeLeft';
import type { StateCounts, StateName } from '../assetStates';
import type { AssetState } from '../manifests';

/** "12 · 3 stale · 1 failed": how many, and how many of them are not fresh. */
export function countsText(counts: StateCounts): string {
  const pending = counts.stale + counts.waiting + counts.running;
  const parts = [
    `${counts.total}`,
    pending > 0 && vscode.l10n.t('{0} stale', pending),
    counts.failed > 0 && vscode.l10n.t('{0} failed', counts.failed),
    counts.blocked > 0 && vscode.l10n.t('{0} blocked', counts.blocked),
  ];
  return parts.filter(Boolean).join(' · ');
}

export function stateName(state: StateName): string {
  switch (state) {
    case 'fresh':
      return vscode.l10n.t('fresh');
    case 'stale':
      return vscode.l10n.t('stale');
    case 'blocked':
      return vscode.l10n.t('blocked');
    case 'waiting':
      return vscode.l10n.t('waiting');
    case 'running':
      return vscode.l10n.t('running');
    case 'failed':
      return vscode.l10n.t('failed');
  }
}

/** Why an asset is in its state, and what helps, as one text. */
export function stateDetail({ state, reason, problem, obstacle }: AssetState): string {
  const why = problem ?? obstacle;
  if (why && (state === 'failed' || state === 'blocked')) return describeProblem({ ...why, file: basename(why.file) });
  return state === 'fresh' ? vscode.l10n.t('Its output is up to date.') : reasonText(reason);
}

function reasonText(reason: AssetState['reason']): string {
  switch (reason) {
    case 'source changed':
      return vscode.l10n.t('The picture has changed since it was painted.');
    case 'style changed':
      return vscode.l10n.t('A reference picture of the style has changed.');
    case 'parameters changed':
      return vscode.l10n.t('Settings of the style or the rule have changed.');
    case 'model changed':
      return vscode.l10n.t('Stylize itself has changed: it paints differently now.');
    case 'output missing':
      return vscode.l10n.t('Its output is missing.');
    case 'output changed':
      return vscode.l10n.t('Its output was changed by hand.');
    case 'output exists':
      return vscode.l10n.t('In the place of its output is a file that Stylize did not make.');
    default:
      return vscode.l10n.t('It has not been painted yet.');
  }
}

export function timeLeftText({ count, unit }: TimeLeft): string {
  if (unit === 'seconds') return vscode.l10n.t('{0} s left', count);
  return unit === 'minutes' ? vscode.l10n.t('{0} min left', count) : vscode.l10n.t('{0} h left', count);
}
