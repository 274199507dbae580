import * as vscode from 'vscode';
import { countStates, isPending } from '../assetStates';
import type { Manifests, ManifestsChange } from '../manifests';
import { throttled } from '../throttle';
import { type AssetFilter, childrenOf, findAsset, nodeId, rootsOf, type TreeNode } from './assetTree';
import { treeItemOf } from './treeItems';

/** The view in the side bar: its tree, its badge, its message, and what the menus in package.json ask of it. */
export class StylizeView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<TreeNode>;
  /** The nodes that VS Code knows. */
  private readonly shown = new Map<string, TreeNode>();
  /** Of what has changed since VS Code was told; `everything` after a survey. */
  private stale: Set<string> | 'everything' = new Set();
  private readonly tell = throttled(() => this.update(), PACE);
  private readonly subscriptions: vscode.Disposable[];
  private filter: AssetFilter = all;

  constructor(private readonly manifests: Manifests) {
    const options = { treeDataProvider: this, showCollapseAll: true, canSelectMany: true };
    this.view = vscode.window.createTreeView('stylize.view', options);
    this.subscriptions = [
      manifests.onDidChange((change) => this.note(change)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.showMessage()),
    ];
    this.showMessage();
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (!parent) {
      await this.manifests.ready();
      this.shown.clear();
      await setContext('stylize.manifests', this.manifests.all.length > 0 ? 'some' : 'none');
    }
    const children = parent ? childrenOf(parent, this.filter) : rootsOf(this.manifests.all, this.filter);
    for (const child of children) this.shown.set(child.id, child);
    return children;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItemOf(node);
  }

  getParent({ parent }: TreeNode): TreeNode | undefined {
    return parent;
  }

  /** Shows only what is not fresh, or all. */
  async showOnlyPending(only: boolean): Promise<void> {
    this.filter = only ? isPending : all;
    await setContext('stylize.onlyPending', only);
    this.showMessage();
    this.changed.fire(undefined);
  }

  /** Selects the first asset of a picture, and opens all that is above it. False when no rule takes the picture. */
  async reveal(picture: vscode.Uri): Promise<boolean> {
    await this.manifests.ready();
    const { all: states } = this.manifests;
    const found = states
      .flatMap((manifest) => this.manifests.assetsOf(manifest, picture))
      .map((asset) => findAsset(states, asset, this.filter))
      .find((node) => node);
    if (found) await this.view.reveal(found, { select: true, focus: true });
    return found !== undefined;
  }

  dispose(): void {
    this.tell.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private note({ uri, assets }: ManifestsChange): void {
    if (!assets) this.stale = 'everything';
    else if (this.stale !== 'everything') {
      this.stale.add(nodeId(uri, 'manifest', ''));
      for (const { rule } of assets) this.stale.add(nodeId(uri, 'rule', `${rule}`));
    }
    this.tell();
  }

  /** A node that is told anew brings what is shown below it. */
  private update(): void {
    const { stale } = this;
    this.stale = new Set();
    if (stale === 'everything') this.changed.fire(undefined);
    else {
      const nodes = [...stale].flatMap((id) => this.shown.get(id) ?? []);
      if (nodes.length > 0) this.changed.fire(nodes);
    }
    this.showBadge();
  }

  private showBadge(): void {
    const { failed } = countStates(this.manifests.all.flatMap(({ assets }) => assets));
    const tooltip = failed === 1 ? vscode.l10n.t('1 picture failed') : vscode.l10n.t('{0} pictures failed', failed);
    this.view.badge = failed > 0 ? { value: failed, tooltip } : undefined;
  }

  private showMessage(): void {
    const parts = [
      !vscode.workspace.isTrusted &&
        vscode.l10n.t('This workspace is not trusted: Stylize shows what is in it and runs nothing.'),
      this.filter !== all && vscode.l10n.t('Only what is stale or failed is shown.'),
    ];
    // an empty message would still take its line
    const text = parts.filter(Boolean).join(' ');
    (this.view as { message?: string | undefined }).message = text || undefined;
  }
}

const all: AssetFilter = () => true;
/** Milliseconds between two updates of the tree. */
const PACE = 500;

function setContext(key: string, value: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}
