import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { planApply } from '../../pipeline/inputs';
import { trainingContents } from '../../pipeline/trainingContents';
import { trainingsIn } from '../../pipeline/trainingRuns';
import { isPicture } from '../../shared/pictureFiles';
import { PACK_EXTENSION } from '../../shared/stylePack';
import { parseBudget } from '../../shared/trainingBudget';
import { describeHere } from '../failures';
import { nearestManifest } from '../findManifest';
import { commandTargets, isFolder } from '../pictures';
import type { TreeNode } from '../view/assetTree';
import type { Trainings } from './trainings';

const { l10n } = vscode;

/**
 * "Train Style…" on pictures or folders: asks for a name and a budget, and starts the training.
 * @returns the training's folder; undefined when it was called off
 */
export async function trainStyle(
  trainings: Trainings,
  samples: string,
  clicked: unknown,
  selected: unknown,
): Promise<string | undefined> {
  if (trainings.running !== undefined) {
    const message = l10n.t('{0} is being trained. Stop that first, or wait for it.', trainings.running);
    void vscode.window.showWarningMessage(message);
    return undefined;
  }
  const targets = nodesIn(clicked, selected) ?? (await commandTargets(clicked, selected)) ?? [];
  const areUsable = await Promise.all(targets.map(async (uri) => isPicture(uri.fsPath) || (await isFolder(uri))));
  const usable = targets.filter((_, i) => areUsable[i]);
  if (usable.length === 0) return undefined;
  const { jobs, problems } = await planApply(
    usable.map(({ fsPath }) => fsPath),
    undefined,
  );
  const references = jobs.map(({ source }) => source);
  const cause = problems[0] ? describeHere(problems[0]) : tooMany(references.length);
  if (cause) {
    void vscode.window.showErrorMessage(cause);
    return undefined;
  }
  const root = await rootOf(usable[0]!);
  const name = await askName(root, nameFrom(usable[0]!, usable.length));
  const budget = name === undefined ? undefined : await askBudget(references.length);
  if (name === undefined || !budget) return undefined;
  const { paths } = await trainingContents(undefined, samples, root);
  const folder = folderOf(root, name);
  const output = join(root, `${name}${PACK_EXTENSION}`);
  const contents = [...paths, ...references];
  trainings.start({ name, references, contents, output, folder, seed: 1, resume: false, ...budget });
  return folder;
}

/** More are not needed to know a style, and take long to look at. */
const MOST_REFERENCES = 50;

function tooMany(count: number): string | undefined {
  if (count <= MOST_REFERENCES) return undefined;
  return l10n.t('{0} pictures are too many to learn a style from. Choose up to {1}.', count, MOST_REFERENCES);
}

/** What is chosen in the Stylize view: the pictures of what the nodes stand for. */
function nodesIn(clicked: unknown, selected: unknown): vscode.Uri[] | undefined {
  const isNode = (thing: unknown): thing is TreeNode =>
    typeof thing === 'object' && thing !== null && 'manifest' in thing;
  const chosen = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const nodes = chosen.filter(isNode);
  if (nodes.length === 0) return undefined;
  const paths = nodes.flatMap(({ manifest, assets }) => assets.map(({ source }) => resolve(manifest.folder, source)));
  return [...new Set(paths)].map((path) => vscode.Uri.file(path));
}

/** Where the training's folder and its pack go: beside the manifest, else at the top of the workspace. */
async function rootOf(uri: vscode.Uri): Promise<string> {
  const manifest = await nearestManifest(uri);
  return manifest
    ? dirname(manifest.fsPath)
    : (vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath));
}

function folderOf(root: string, name: string): string {
  return join(trainingsIn(root), name);
}

/** Of the picture, or of the folder where several were chosen. */
function nameFrom({ fsPath }: vscode.Uri, count: number): string {
  const name = count > 1 ? basename(dirname(fsPath)) : basename(fsPath, extname(fsPath));
  return name.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[^\p{L}\p{N}]+/u, '') || 'style';
}

function askName(root: string, wanted: string): Thenable<string | undefined> {
  const isTaken = (name: string) =>
    existsSync(folderOf(root, name)) || existsSync(join(root, `${name}${PACK_EXTENSION}`));
  let value = wanted;
  for (let number = 2; isTaken(value); number++) value = `${wanted}-${number}`;
  return vscode.window.showInputBox({
    title: l10n.t('Train Style'),
    prompt: l10n.t('Name of the style, and of its file'),
    value,
    validateInput(name) {
      if (!/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u.test(name))
        return l10n.t('It begins with a letter or digit, then letters, digits, spaces, dots, dashes.');
      if (!isTaken(name)) return undefined;
      const message = l10n.t('There is a training of that name. It will be replaced, and its pack.');
      return { message, severity: vscode.InputBoxValidationSeverity.Warning };
    },
  });
}

async function askBudget(references: number) {
  const text = await vscode.window.showInputBox({
    title: l10n.t('Train Style'),
    prompt: l10n.t('Minutes to learn from {0} pictures; or steps, such as "500 steps"', references),
    value: '10',
    validateInput: (value) => (parseBudget(value) ? undefined : l10n.t('It is a number of minutes, or of steps.')),
  });
  return text === undefined ? undefined : parseBudget(text);
}
