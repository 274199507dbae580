import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import { findStyle } from '../../shared/manifest';
import type { RunPart } from '../../shared/runPart';
import { hasOutput, isPending } from '../assetStates';
import { EVEN_STRENGTH } from '../evenStrength';
import { PREVIEW } from '../preview';
import { showPlace } from '../showPlace';
import type { TreeNode } from './assetTree';
import { trashOrphans } from './trash';
import { OPEN_NODE } from './treeItems';

/** What may be done with the nodes of the view, by its inline buttons and context menus. */
export function registerNodeCommands(): vscode.Disposable {
  const onNodes = (command: string, act: (nodes: TreeNode[]) => Promise<unknown>) =>
    vscode.commands.registerCommand(command, (clicked?: TreeNode, selected?: TreeNode[]) => {
      const nodes = selected?.length ? selected : clicked ? [clicked] : [];
      return nodes.length > 0 ? act(nodes) : undefined;
    });
  const onEach = (command: string, act: (node: TreeNode) => unknown) =>
    onNodes(command, async (nodes) => {
      for (const node of nodes) await act(node);
    });
  return vscode.Disposable.from(
    onNodes('stylize.tree.run', (nodes) => onParts('stylize.runPart', nodes, isPending)),
    onNodes('stylize.tree.preview', (nodes) => onParts(PREVIEW, nodes, hasOutput)),
    onNodes('stylize.tree.evenStrength', (nodes) => onParts(EVEN_STRENGTH, nodes, () => true)),
    onNodes('stylize.tree.trash', trashOrphans),
    onEach(OPEN_NODE, open),
    onEach('stylize.tree.openPicture', (node) => show(sourceOf(node))),
    onEach('stylize.tree.openOutput', (node) => show(outputOf(node))),
    onEach('stylize.tree.reveal', (node) => vscode.commands.executeCommand('revealInExplorer', fileOf(node))),
    onEach('stylize.tree.goTo', goTo),
  );
}

/** What a click does: before and after where there is an after, else the file itself. */
async function open(node: TreeNode): Promise<void> {
  if (node.kind === 'problem') await goTo(node);
  else if (node.kind === 'asset' && vscode.workspace.isTrusted && node.assets.some(hasOutput))
    await onParts(PREVIEW, [node], hasOutput);
  else await show(fileOf(node));
}

/** Runs or shows the nodes, manifest by manifest: one that stands for a part by its name, several by their outputs. */
async function onParts(
  command: string,
  nodes: TreeNode[],
  picks: (asset: TreeNode['assets'][number]) => boolean,
): Promise<void> {
  for (const manifest of new Set(nodes.map((node) => node.manifest))) {
    const own = nodes.filter((node) => node.manifest === manifest);
    await vscode.commands.executeCommand(command, manifest.uri, partOf(own, picks));
  }
}

function partOf(
  nodes: readonly TreeNode[],
  picks: (asset: TreeNode['assets'][number]) => boolean,
): RunPart | undefined {
  const [only] = nodes;
  // by its name, so that it also takes in what has come since the last survey
  if (nodes.length === 1 && only?.kind === 'manifest') return undefined;
  if (nodes.length === 1 && only?.kind === 'rule') return { rule: only.rule! };
  if (nodes.length === 1 && only?.kind === 'style') return { style: only.name! };
  const assets = nodes.flatMap((node) => node.assets).filter(picks);
  return { outputs: new Set(assets.map(({ output }) => output)) };
}

/** The manifest, at the rule or style. */
async function goTo(node: TreeNode): Promise<void> {
  const { manifest, uri, folder } = node.manifest;
  if (node.kind === 'problem') return goToProblem(node);
  const file = node.kind === 'style' && manifest ? findStyle(manifest, node.name!)?.file : undefined;
  const rule = node.rule ?? node.assets[0]?.rule;
  const path = node.kind === 'style' ? ['styles', node.name!] : ['assets', rule ?? 0];
  await showPlace(file === undefined ? uri : vscode.Uri.file(resolve(folder, file)), path, node.kind === 'style');
}

async function goToProblem({ manifest: { uri, problems } }: TreeNode): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const [first] = problems;
  const [start, end] = first && 'start' in first ? [first.start.offset, first.end.offset] : [0, 0];
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  await vscode.window.showTextDocument(document, { selection });
}

function show(file: vscode.Uri): Thenable<unknown> {
  return vscode.commands.executeCommand('vscode.open', file);
}

function sourceOf({ manifest, assets: [asset] }: TreeNode): vscode.Uri {
  return vscode.Uri.file(resolve(manifest.folder, asset?.source ?? ''));
}

function outputOf({ manifest, assets: [asset] }: TreeNode): vscode.Uri {
  return vscode.Uri.file(resolve(manifest.folder, asset?.output ?? ''));
}

/** The file that a node is about. */
function fileOf(node: TreeNode): vscode.Uri {
  const { kind, manifest, name } = node;
  if (kind === 'asset') return sourceOf(node);
  if (kind === 'orphan' || kind === 'folder') return vscode.Uri.file(resolve(manifest.folder, name!));
  if (kind === 'range') return vscode.Uri.file(dirname(sourceOf(node).fsPath));
  return manifest.uri;
}
