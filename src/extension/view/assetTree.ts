/** The tree of the Stylize view, without VS Code: what lies below what, made only where somebody looks. */

import { groupBy } from '../../shared/groupBy';
import type { AssetState, ManifestState } from '../manifests';

export interface TreeNode {
  /** The same after every survey, for as long as the thing itself stays. */
  readonly id: string;
  readonly kind:
    | 'manifest'
    | 'problem'
    | 'styles'
    | 'style'
    | 'rules'
    | 'rule'
    | 'folder'
    | 'range'
    | 'asset'
    | 'orphans'
    | 'orphan';
  readonly manifest: ManifestState;
  readonly parent: TreeNode | undefined;
  /** The assets that this stands for. */
  readonly assets: readonly AssetState[];
  /** Of a rule, its place in the manifest's `assets`. */
  readonly rule?: number;
  /** Of a style its name, of a folder its path, of an orphaned output its path. */
  readonly name?: string;
  readonly isLeaf: boolean;
}

/** The top of the tree: one manifest shows its parts at once, several stand side by side. */
export function rootsOf(manifests: readonly ManifestState[], filter: AssetFilter): TreeNode[] {
  const [only] = manifests;
  if (manifests.length === 1 && only) return partsOf(only, undefined, filter);
  return manifests.map((manifest) => node('manifest', manifest, undefined, '', { assets: manifest.assets }));
}

export function childrenOf(parent: TreeNode, filter: AssetFilter): TreeNode[] {
  const { manifest } = parent;
  switch (parent.kind) {
    case 'manifest':
      return partsOf(manifest, parent, filter);
    case 'styles':
      return Object.keys(manifest.manifest?.styles ?? {}).map((name) => {
        return node('style', manifest, parent, name, { name, assets: groupsOf(manifest).styles.get(name) ?? [] });
      });
    case 'rules':
      return rulesOf(manifest, parent, filter);
    case 'rule':
      return assetsOrFolders(parent, filter);
    case 'folder':
      return assetsOrRanges(parent, parent.assets);
    case 'range':
      return assetNodes(parent, parent.assets);
    case 'orphans':
      return manifest.orphans.map((name) => node('orphan', manifest, parent, name, { name }));
    default:
      return [];
  }
}

/** The node of an asset, found by way of those above it; undefined where the filter hides it. */
export function findAsset(
  manifests: readonly ManifestState[],
  asset: AssetState,
  filter: AssetFilter,
): TreeNode | undefined {
  let level = rootsOf(manifests, filter);
  for (;;) {
    const next = level.find(({ kind, assets }) => kind !== 'styles' && kind !== 'style' && assets.includes(asset));
    if (!next || next.kind === 'asset') return next;
    level = childrenOf(next, filter);
  }
}

/** `own`: of a rule its place, of a style, folder, or orphan its name, of an asset its output. */
export function nodeId(manifest: { toString(): string }, kind: TreeNode['kind'], own: string): string {
  return `${manifest}#${kind}:${own}`;
}

export type AssetFilter = (asset: AssetState) => boolean;

/** Below a rule, more assets than this are put into their folders. */
const FOLDERS_FROM = 50;
/** In one place, no more assets than this: VS Code asks for all of an opened place at once, on a thread that others need. */
const RANGE = 500;

function partsOf(manifest: ManifestState, parent: TreeNode | undefined, filter: AssetFilter): TreeNode[] {
  const parts: TreeNode[] = [];
  const add = (kind: TreeNode['kind'], extra: Partial<TreeNode> = {}) =>
    parts.push(node(kind, manifest, parent, '', extra));
  if (manifest.failure || !manifest.manifest) add('problem');
  if (manifest.manifest) {
    add('styles', { assets: manifest.assets });
    add('rules', { assets: manifest.assets.filter(filter) });
  }
  if (manifest.orphans.length > 0) add('orphans');
  return parts;
}

function rulesOf(manifest: ManifestState, parent: TreeNode, filter: AssetFilter): TreeNode[] {
  return (manifest.manifest?.assets ?? []).flatMap((_, rule) => {
    const all = groupsOf(manifest).rules.get(rule) ?? [];
    // a rule that matches nothing is always shown: whoever looks for what is not done may look for why
    if (all.length > 0 && !all.some(filter)) return [];
    return [node('rule', manifest, parent, `${rule}`, { rule, assets: all, isLeaf: all.length === 0 })];
  });
}

function assetsOrFolders(rule: TreeNode, filter: AssetFilter): TreeNode[] {
  const assets = rule.assets.filter(filter);
  const byFolder = groupBy(assets, ({ source }) => source.slice(0, Math.max(0, source.lastIndexOf('/'))));
  if (assets.length <= FOLDERS_FROM || byFolder.size === 1) return assetsOrRanges(rule, assets);
  return [...byFolder]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, assets]) => node('folder', rule.manifest, rule, `${rule.rule}/${name}`, { name, assets }));
}

function assetsOrRanges(parent: TreeNode, assets: readonly AssetState[]): TreeNode[] {
  if (assets.length <= RANGE) return assetNodes(parent, assets);
  return Array.from({ length: Math.ceil(assets.length / RANGE) }, (_, index) => {
    const range = assets.slice(index * RANGE, (index + 1) * RANGE);
    return node('range', parent.manifest, parent, `${parent.id}/${index}`, { assets: range });
  });
}

function assetNodes(parent: TreeNode, assets: readonly AssetState[]): TreeNode[] {
  return assets.map((asset) => node('asset', parent.manifest, parent, asset.output, { assets: [asset] }));
}

function node(
  kind: TreeNode['kind'],
  manifest: ManifestState,
  parent: TreeNode | undefined,
  own: string,
  extra: Partial<TreeNode>,
): TreeNode {
  const isLeaf = kind === 'asset' || kind === 'orphan' || kind === 'style' || kind === 'problem';
  return { id: nodeId(manifest.uri, kind, own), kind, manifest, parent, assets: [], isLeaf, ...extra };
}

interface Groups {
  rules: ReadonlyMap<number, AssetState[]>;
  styles: ReadonlyMap<string, AssetState[]>;
}

/** Which assets belong to which rule and style does not change within a survey, though their states do. */
const groups = new WeakMap<ManifestState, Groups>();

function groupsOf(manifest: ManifestState): Groups {
  const known = groups.get(manifest);
  if (known) return known;
  const { assets } = manifest;
  const made = { rules: groupBy(assets, ({ rule }) => rule), styles: groupBy(assets, ({ styleName }) => styleName) };
  groups.set(manifest, made);
  return made;
}
