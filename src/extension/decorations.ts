import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { type Badge, type BadgeState, badgeOf, changedSources } from './assetStates';
import type { ManifestState, Manifests, ManifestsChange } from './manifests';
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

class SourceDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;
  /** The surveys that VS Code was told of. */
  private readonly told = new Map<string, ManifestState>();
  /** Paths of pictures to be told anew. */
  private readonly stale = new Set<string>();
  private readonly tell = throttled(() => this.update(), PACE);
  private readonly subscription: vscode.Disposable;

  constructor(private readonly manifests: Manifests) {
    this.subscription = vscode.Disposable.from(
      manifests.onDidChange((change) => this.note(change)),
      vscode.window.registerFileDecorationProvider(this),
    );
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== 'file') return undefined;
    void this.manifests.ready(); // what is found later is told later
    const badge = badgeOf(this.manifests.all.flatMap((manifest) => this.manifests.assetsOf(manifest, uri)));
    return badge && decorationOf(badge);
  }

  dispose(): void {
    this.tell.dispose();
    this.subscription.dispose();
    this.changed.dispose();
  }

  private note({ uri, assets }: ManifestsChange): void {
    const key = uri.toString();
    const after = this.manifests.of(uri);
    const before = this.told.get(key);
    const sources = assets ? assets.map(({ source }) => source) : changedSources(before, after);
    const folder = dirname(uri.fsPath);
    for (const source of sources) this.stale.add(`${folder}/${source}`);
    if (after) this.told.set(key, after);
    else this.told.delete(key);
    if (this.stale.size > 0) this.tell();
  }

  private update(): void {
    const paths = [...this.stale];
    this.stale.clear();
    // VS Code asks again for what it shows: for many that costs less than to name them
    this.changed.fire(paths.length > NAMED ? undefined : paths.map((path) => vscode.Uri.file(path)));
  }
}

/** Milliseconds between two updates. */
const PACE = 1000;
const NAMED = 250;

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
