import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { type EvenPicture, type EvenStrength, evenStrength, LEAST_STRUCTURE } from '../pipeline/evenStrength';
import { referenceFile } from '../pipeline/referenceFile';
import { folderOptions } from '../shared/folderOptions';
import { groupBy } from '../shared/groupBy';
import { findStyle } from '../shared/manifest';
import { saveStrengths, type WantedStrength } from '../shared/manifestStrengths';
import type { Problem } from '../shared/protocol';
import { isPart, type RunPart } from '../shared/runPart';
import { factorsOf, flattenStyle } from '../shared/styles';
import { withProgress } from './applyStyle';
import { editManifest } from './editManifest';
import type { EngineHost } from './engineHost';
import { tellFailures } from './failures';
import type { AssetState, ManifestState, Manifests } from './manifests';
import { registerTrustedCommand } from './trust';

const { l10n } = vscode;

/** "Even Out Strength…": `(uri, part)`, as stylize.runPart. */
export const EVEN_STRENGTH = 'stylize.evenStrength';

/**
 * Finds the strengths at which the pictures of a part of a manifest reach their style alike far, shows what they would be, and
 * makes the manifest say so once somebody agrees: it stays unsaved, and Ctrl+Z takes it back.
 */
export function registerEvenStrength(
  engine: EngineHost,
  manifests: Manifests,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return registerTrustedCommand(EVEN_STRENGTH, async (uri: vscode.Uri, part: RunPart = {}) => {
    await manifests.know(uri);
    const state = manifests.of(uri);
    const assets = state?.assets.filter((asset) => asset.state !== 'blocked' && isPart(asset, part)) ?? [];
    const rules = groupBy(assets, ({ rule }) => rule);
    const several = [...rules].filter(([, own]) => new Set(own.map(({ source }) => source)).size > 1);
    if (!state || several.length === 0) {
      void vscode.window.showInformationMessage(l10n.t('There are no two pictures of one rule to make alike.'));
      return;
    }
    const failures: Problem[] = [];
    const found = await withProgress(l10n.t('Evening out strength'), async (progress, signal) => {
      const results: Solved[] = [];
      for (const [rule, own] of several) {
        const one = await solve(state, rule, own, engine, signal, failures, (done, total) =>
          progress.report({
            message: l10n.t('{0} of {1}', Math.ceil(done / 2), total / 2),
            increment: 100 / total / several.length,
          }),
        );
        if (one) results.push(one);
      }
      return signal.aborted ? undefined : results;
    });
    if (failures.length > 0) await tellFailures(failures, log);
    const chosen = found && (await choose(found));
    if (!chosen?.length) return;
    try {
      await save(uri, chosen, await manifests.pictures(uri));
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
    }
  });
}

interface Solved extends EvenStrength {
  rule: number;
  /** By which they were painted until now. */
  like: number;
  pathOf(picture: EvenPicture): string;
}

async function solve(
  { manifest, folder }: ManifestState,
  index: number,
  assets: readonly AssetState[],
  engine: EngineHost,
  signal: AbortSignal,
  failures: Problem[],
  progress: (done: number, total: number) => void,
): Promise<Solved | undefined> {
  const rule = manifest?.assets[index];
  const style = manifest && rule && findStyle(manifest, rule.style);
  if (!style) return undefined;
  const paths = [...new Set(assets.map(({ source }) => source))];
  const said = folderOptions(manifest)(paths[0]!);
  const like = rule.strength ?? said.strength ?? style.strength;
  const factors = factorsOf(manifest, rule.style);
  const bySource = new Map(paths.map((path) => [resolve(folder, path), path]));
  const even = await evenStrength({
    client: engine.client,
    sources: [...bySource.keys()],
    style: {
      references: flattenStyle(manifest, rule.style).map(({ path, weight }) => ({
        path: referenceFile(path, folder, engine.stylesFolder),
        weight,
      })),
      preserveColor: rule.preserveColor ?? said.preserveColor ?? style.preserveColor,
      ...(factors && { factors }),
    },
    structure: LEAST_STRUCTURE,
    like: Math.max(like, STEP),
    signal,
    failed: (problem) => void failures.push(problem),
    progress,
  });
  return { ...even, rule: index, like, pathOf: ({ source }) => bySource.get(source)! };
}

/** To which strengths are rounded, so that pictures share rules. */
const STEP = 0.05;

const rounded = (strength: number): number => Number((Math.max(1, Math.round(strength / STEP)) * STEP).toFixed(2));

interface Row extends vscode.QuickPickItem {
  wanted?: WantedStrength;
}

/** What would be written, to be agreed to picture by picture. */
async function choose(found: readonly Solved[]): Promise<WantedStrength[] | undefined> {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const spreads = ({ spread }: Solved) => [spread.like.toFixed(2), spread.solved.toFixed(2)] as const;
  const rows = found.flatMap((solved): Row[] => {
    const { pictures, reach, rule, like, pathOf } = solved;
    // VS Code sets it beside the first row, where there is little room
    const label = `${percent(reach)}: ${spreads(solved).join(' → ')}`;
    return [
      ...(found.length > 1 ? [{ label, kind: vscode.QuickPickItemKind.Separator }] : []),
      ...pictures.map((picture): Row => {
        const { strength, style, structure, before, ended } = picture;
        const source = pathOf(picture);
        const to = rounded(strength);
        const why = {
          reached: '',
          full: l10n.t('all that it reaches'),
          structure: l10n.t('as far as its structure allows'),
        }[ended];
        const reached = l10n.t(
          '{0} of the style (now {1}), {2} of the structure',
          percent(style),
          percent(before),
          percent(structure),
        );
        return {
          label: source,
          description: `${like.toFixed(2)} → ${to.toFixed(2)}`,
          detail: [reached, why].filter(Boolean).join(', '),
          picked: true,
          wanted: { source, rule, strength: to },
        };
      }),
    ];
  });
  const titleOf = (solved: Solved) =>
    l10n.t(
      '{0} of the way to the style; how unlike they are in that: {1} now, {2} then',
      percent(solved.reach),
      ...spreads(solved),
    );
  if (!rows.some(({ wanted }) => wanted)) return undefined;
  const picked = await vscode.window.showQuickPick(rows, {
    title: found.length === 1 ? titleOf(found[0]!) : l10n.t('Even Out Strength'),
    placeHolder: l10n.t('Strengths to write into the manifest, which stays unsaved'),
    canPickMany: true,
    matchOnDetail: true,
  });
  return picked?.flatMap(({ wanted }) => wanted ?? []);
}

async function save(
  manifest: vscode.Uri,
  wanted: readonly WantedStrength[],
  pictures: readonly string[],
): Promise<void> {
  const { document } = await editManifest(manifest, (text, layout, bases) =>
    saveStrengths(text, wanted, pictures, layout, bases),
  );
  await vscode.window.showTextDocument(document, { preview: false });
}
