import * as vscode from 'vscode';
import { timeLeft } from '../shared/timeLeft';
import { countStates, type StateCounts } from './assetStates';
import type { Manifests } from './manifests';
import type { Runner, RunProgress } from './runner';
import { throttled } from './throttle';
import { timeLeftText } from './view/words';
import type { Watching } from './watching';

/**
 * The one status bar item: what runs and how long still, else what failed, else how much is stale; an eye while Stylize
 * watches. A click opens the menu.
 */
export function registerStatusBar(manifests: Manifests, runner: Runner, watching: Watching): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('stylize.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Stylize';
  item.command = 'stylize.menu';
  const update = throttled(() => show(item, manifests, runner, watching), PACE);
  void manifests.ready().then(update);
  return vscode.Disposable.from(
    item,
    update,
    manifests.onDidChange(update),
    runner.onDidChange(update),
    watching.onDidChange(update),
    vscode.commands.registerCommand('stylize.menu', () => openMenu(manifests, runner, watching)),
  );
}

/** Milliseconds between two updates. */
const PACE = 250;

function show(item: vscode.StatusBarItem, manifests: Manifests, { progress }: Runner, { isOn }: Watching): void {
  const { all } = manifests;
  if (!progress && all.length === 0) {
    item.hide();
    return;
  }
  item.backgroundColor = undefined;
  item.tooltip = isOn
    ? vscode.l10n.t('Stylize is watching: what changes is painted')
    : vscode.l10n.t('Stylize: open the menu');
  if (progress) item.text = runText(progress);
  else {
    const counts = countStates(all.flatMap(({ assets }) => assets));
    item.text = restText(counts, isOn);
    if (counts.failed > 0) {
      item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
      item.tooltip = vscode.l10n.t('Some pictures could not be painted: the Stylize view says why');
    }
  }
  item.show();
}

function runText(progress: RunProgress): string {
  const { paused, done, total } = progress;
  if (paused) return `$(debug-pause) ${vscode.l10n.t('Stylize paused at {0} of {1}', done, total)}`;
  if (total === 0) return `$(sync~spin) ${vscode.l10n.t('Stylize looks what is to be done')}`;
  const left = timeLeft(progress);
  const count = vscode.l10n.t('{0} of {1}', Math.min(done + 1, total), total);
  return `$(sync~spin) Stylize ${count}${left ? ` · ${timeLeftText(left)}` : ''}`;
}

function restText({ failed, stale, blocked }: StateCounts, isWatching: boolean): string {
  const icon = isWatching ? '$(eye)' : '$(paintcan)';
  if (failed > 0) return `$(error) ${vscode.l10n.t('Stylize: {0} failed', failed)}`;
  if (blocked > 0) return `$(lock) ${vscode.l10n.t('Stylize: {0} blocked', blocked)}`;
  return stale > 0 ? `${icon} ${vscode.l10n.t('{0} stale', stale)}` : `${icon} Stylize`;
}

interface MenuItem extends vscode.QuickPickItem {
  command: string;
  arguments?: unknown[];
}

async function openMenu(manifests: Manifests, { progress }: Runner, { isOn }: Watching): Promise<void> {
  const items: MenuItem[] = [
    ...(progress ? runningItems(progress) : idleItems(manifests)),
    ...(isOn || manifests.all.length > 0 ? [watchItem(isOn)] : []),
    ...(manifests.all.length > 0
      ? [{ label: `$(checklist) ${vscode.l10n.t('Review Results')}`, command: 'stylize.review' }]
      : []),
    { label: `$(list-tree) ${vscode.l10n.t('Show the Stylize View')}`, command: 'stylize.view.focus' },
    { label: `$(output) ${vscode.l10n.t('Show Log')}`, command: 'stylize.showLog' },
    {
      label: `$(settings-gear) ${vscode.l10n.t('Open Settings')}`,
      command: 'workbench.action.openSettings',
      arguments: ['stylize.'],
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: 'Stylize' });
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}

function runningItems({ paused }: RunProgress): MenuItem[] {
  return [
    paused
      ? { label: `$(debug-continue) ${vscode.l10n.t('Resume')}`, command: 'stylize.resume' }
      : { label: `$(debug-pause) ${vscode.l10n.t('Pause')}`, command: 'stylize.pause' },
    { label: `$(debug-stop) ${vscode.l10n.t('Stop')}`, command: 'stylize.stop' },
  ];
}

function idleItems({ all }: Manifests): MenuItem[] {
  if (all.length === 0)
    return [{ label: `$(new-file) ${vscode.l10n.t('Create a Manifest')}`, command: 'stylize.createManifest' }];
  const { stale, failed } = countStates(all.flatMap(({ assets }) => assets));
  const description = vscode.l10n.t('{0} to paint', stale + failed);
  return [{ label: `$(run-all) ${vscode.l10n.t('Run All')}`, description, command: 'stylize.runAll' }];
}

function watchItem(isOn: boolean): MenuItem {
  if (isOn) return { label: `$(eye-closed) ${vscode.l10n.t('Stop Watching')}`, command: 'stylize.stopWatching' };
  const description = vscode.l10n.t('paints what changes');
  return { label: `$(eye) ${vscode.l10n.t('Start Watching')}`, description, command: 'stylize.startWatching' };
}
