import { join } from 'node:path';
import * as vscode from 'vscode';
import { type BadgeState, badgesOf, changedKeys } from './assetStates';
import type { AssetState, Manifests } from './manifests';
import { throttled } from './throttle';
import { stateDetail } from './view/words';

/** Badges on the pictures that are stale, blocked or failed, in the explorer and on tabs, as `stylize.decorations` says. */
export function registerDecorations(manifests: Manifests): vscode.Disposable {
  let provider: SourceDecorations | undefined;
  const follow = (): void => {
    const wanted = vscode.workspace.getConfiguration('stylize').get<boolean>('decorations', true);
    if (wanted === (provider !== undefined)) return;
    provider?.dispose();
    provider = wanted ? new SourceDecorations(manifests) : undefined;
  };
  follow();
  const following = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('stylize.decorations')) follow();
  });
  return vscode.Disposable.from(following, { dispose: () => provider?.dispose() });
}

interface Badge {
  state: BadgeState;
  assets: AssetState[];
}

class SourceDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;
  /** By path. */
  private badges = new Map<string, Badge>();
  private readonly update = throttled(() => this.renew(), PACE);
  private readonly subscription: vscode.Disposable;

  constructor(private readonly manifests: Manifests) {
    this.subscription = vscode.Disposable.from(
      manifests.onDidChange(() => this.update()),
      vscode.window.registerFileDecorationProvider(this),
    );
    this.renew();
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== 'file') return undefined;
    void this.manifests.ready(); // what is found later is told later
    const badge = this.badges.get(uri.fsPath);
    return badge && decorationOf(badge);
  }

  dispose(): void {
    this.update.dispose();
    this.subscription.dispose();
    this.changed.dispose();
  }

  private renew(): void {
    const before = textsOf(this.badges);
    this.badges = new Map(
      this.manifests.all.flatMap(({ folder, assets }) =>
        [...badgesOf(assets)].map(([source, badge]) => [join(folder, source), badge] as const),
      ),
    );
    const changed = changedKeys(before, textsOf(this.badges));
    // VS Code asks again for what it shows: for many that costs less than to name them
    if (changed.length > NAMED) this.changed.fire(undefined);
    else if (changed.length > 0) this.changed.fire(changed.map((path) => vscode.Uri.file(path)));
  }
}

/** Milliseconds between two updates. */
const PACE = 1000;
const NAMED = 250;

function textsOf(badges: ReadonlyMap<string, Badge>): Map<string, string> {
  const textOf = ({ state, assets: [first] }: Badge): string => `${state} ${first?.reason} ${first?.problem?.cause}`;
  return new Map([...badges].map(([path, badge]) => [path, textOf(badge)]));
}

function decorationOf({ state, assets }: Badge): vscode.FileDecoration {
  const details = new Set(assets.map(stateDetail));
  const { letter, color } = LOOKS[state];
  const tooltip = `Stylize: ${[...details].slice(0, TOLD).join(' ')}`;
  const decoration = new vscode.FileDecoration(letter, tooltip, new vscode.ThemeColor(color));
  decoration.propagate = state === 'failed'; // a folder that is merely stale has nothing to hide
  return decoration;
}

const LOOKS: Record<BadgeState, { letter: string; color: string }> = {
  failed: { letter: '!', color: 'list.errorForeground' },
  blocked: { letter: '!', color: 'list.warningForeground' },
  stale: { letter: 'S', color: 'list.warningForeground' },
};
const TOLD = 3;
