import { basename, extname, posix, resolve } from 'node:path';
import * as vscode from 'vscode';
import { heaviest } from '../../pipeline/report';
import { findStyle } from '../../shared/manifest';
import { describeProblem } from '../../shared/protocol';
import { flattenStyle } from '../../shared/styles';
import { countStates, hasOutput, isPending, STATE_ICONS } from '../assetStates';
import type { AssetState, ManifestState } from '../manifests';
import type { TreeNode } from './assetTree';
import { countsText, stateDetail, stateName } from './words';

/** How a node looks. Its `contextValue` is the kind, then what may be done with it: menus in package.json look for these words. */
export function treeItemOf(node: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem('', stateOfFold(node));
  item.id = node.id;
  item.contextValue = node.kind;
  dress(item, node);
  return item;
}

/** Opens what a node stands for; set as the command of the leaves. */
export const OPEN_NODE = 'stylize.tree.open';

function dress(item: vscode.TreeItem, node: TreeNode): void {
  const { manifest, assets, name = '' } = node;
  switch (node.kind) {
    case 'manifest':
      item.label = vscode.workspace.asRelativePath(manifest.uri, true);
      item.iconPath = new vscode.ThemeIcon('json');
      describeCounts(item, assets, true);
      break;
    case 'problem':
      dressProblem(item, node);
      break;
    case 'styles':
      item.label = vscode.l10n.t('Styles');
      item.iconPath = new vscode.ThemeIcon('symbol-color');
      item.description = `${Object.keys(manifest.manifest?.styles ?? {}).length}`;
      break;
    case 'style':
      dressStyle(item, manifest, name, assets);
      break;
    case 'rules':
      item.label = vscode.l10n.t('Rules');
      item.iconPath = new vscode.ThemeIcon('list-tree');
      item.description = `${manifest.manifest?.assets.length ?? 0}`;
      break;
    case 'rule':
      dressRule(item, node);
      break;
    case 'folder':
      item.label = name || vscode.l10n.t('(this folder)');
      item.iconPath = vscode.ThemeIcon.Folder;
      describeCounts(item, assets);
      break;
    case 'range':
      item.label = `${basename(assets[0]!.source)} … ${basename(assets.at(-1)!.source)}`;
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      describeCounts(item, assets);
      break;
    case 'asset':
      dressAsset(item, node, assets[0]!);
      break;
    case 'orphans':
      item.label = vscode.l10n.t('Orphaned outputs');
      item.iconPath = new vscode.ThemeIcon('archive');
      item.description = `${manifest.orphans.length}`;
      item.tooltip = vscode.l10n.t('Files that Stylize wrote and that no rule plans any more.');
      break;
    case 'orphan':
      item.label = basename(name);
      item.description = name;
      item.tooltip = name;
      item.iconPath = new vscode.ThemeIcon('file-media');
      item.command = { command: OPEN_NODE, title: '', arguments: [node] };
  }
}

function stateOfFold({ kind, isLeaf }: TreeNode): vscode.TreeItemCollapsibleState {
  if (isLeaf) return vscode.TreeItemCollapsibleState.None;
  const open = kind === 'manifest' || kind === 'rules';
  return open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function dressProblem(item: vscode.TreeItem, node: TreeNode): void {
  const { problems, failure } = node.manifest;
  item.label = failure
    ? vscode.l10n.t('Nothing could be found out')
    : vscode.l10n.t("{0} can't be used", basename(node.manifest.uri.fsPath));
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  item.tooltip = failure ? describeProblem(failure) : errors.join('\n');
  item.description = failure ? failure.cause : (errors[0] ?? '');
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
  item.command = { command: OPEN_NODE, title: '', arguments: [node] };
}

function dressStyle(item: vscode.TreeItem, state: ManifestState, name: string, assets: readonly AssetState[]): void {
  const style = state.manifest && findStyle(state.manifest, name);
  if (!state.manifest || !style) return;
  item.label = name;
  const references = flattenStyle(state.manifest, name);
  const parts = [
    style.strength !== 1 && vscode.l10n.t('strength {0}', style.strength),
    style.preserveColor && vscode.l10n.t('own colours'),
    assets.length === 1 ? vscode.l10n.t('1 picture') : vscode.l10n.t('{0} pictures', assets.length),
  ];
  item.description = parts.filter(Boolean).join(' · ');
  item.tooltip = references.map(({ path, weight }) => `${path} (${Math.round(weight * 100)} %)`).join('\n');
  item.contextValue = words('style', assets);
  const reference = references.length > 0 ? resolve(state.folder, heaviest(references)) : '';
  item.iconPath = SHOWN.has(extname(reference).toLowerCase())
    ? vscode.Uri.file(reference)
    : new vscode.ThemeIcon('symbol-color');
}

/** Pictures that VS Code can show as icons. */
const SHOWN = new Set(['.png', '.jpg', '.jpeg', '.webp', '.avif', '.gif', '.svg']);

function dressRule(item: vscode.TreeItem, { manifest, rule, assets }: TreeNode): void {
  const { input, style, outputs } = manifest.manifest!.assets[rule!]!;
  item.label = [input].flat().join(', ');
  item.iconPath = new vscode.ThemeIcon('filter');
  describeCounts(item, assets);
  item.description = `${item.description} · ${style}`; // cut off at the end where there is little room
  item.tooltip = vscode.l10n.t(
    '{0} in the style {1}, to {2}',
    item.label,
    style,
    outputs.map(({ output }) => output).join(', '),
  );
  item.contextValue = words('rule', assets);
}

function dressAsset(item: vscode.TreeItem, node: TreeNode, asset: AssetState): void {
  const { source, output, state, styleName } = asset;
  const isBelowFolder = node.parent?.kind === 'folder' || node.parent?.parent?.kind === 'folder';
  item.label = basename(source);
  item.description = [stateName(state), !isBelowFolder && source.includes('/') && posix.dirname(source)]
    .filter(Boolean)
    .join(' · ');
  const { icon, color } = STATE_ICONS[state];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.tooltip = [`${source} → ${output}`, `${styleName}: ${stateName(state)}`, stateDetail(asset)].join('\n');
  item.contextValue = words('asset', [asset]);
  item.command = { command: OPEN_NODE, title: '', arguments: [node] };
}

function describeCounts(item: vscode.TreeItem, assets: readonly AssetState[], withWords = false): void {
  item.description = countsText(countStates(assets));
  if (withWords) item.contextValue = words('manifest', assets);
}

function words(kind: string, assets: readonly AssetState[]): string {
  return [kind, assets.some(isPending) && 'pending', assets.some(hasOutput) && 'output'].filter(Boolean).join(' ');
}
