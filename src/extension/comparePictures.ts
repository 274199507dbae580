import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { ReportOutcome } from '../pipeline/report';
import { type ShownRun, shownRunSchema } from '../shared/panelMessages';
import { isPicture } from '../shared/pictureFiles';
import { hasOutput } from './assetStates';
import { committedPicture } from './committed';
import type { Manifests } from './manifests';
import { OpenPanel } from './openPanel';
import { choosePictures, commandTargets } from './pictures';
import { outcomeOf } from './preview';
import type { TuningServices } from './tuning';

const EDITOR = 'stylize.compareEditor';

/**
 * Any two pictures beside each other: two that are chosen, a picture and its last commit, or, as an editor for pictures, a
 * picture and what became of it.
 */
export function registerComparePictures(context: vscode.ExtensionContext, services: TuningServices): vscode.Disposable {
  const { manifests } = services;
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;
  const open = (title: string, run: ShownRun, ...belongings: vscode.Disposable[]) => {
    const panel = vscode.window.createWebviewPanel('stylize.pair', title, vscode.ViewColumn.Active);
    fill(panel, run, belongings);
  };
  const fill = (panel: vscode.WebviewPanel, run: ShownRun, belongings: vscode.Disposable[] = []) => {
    const page = new OpenPanel(panel, context, services);
    panel.onDidDispose(() => vscode.Disposable.from(page, ...belongings).dispose());
    return page.show(run);
  };
  const compareTwo = (before: vscode.Uri, after: vscode.Uri) => {
    const names = { before: basename(before.fsPath), after: basename(after.fsPath) };
    open(`${names.before} ↔ ${names.after}`, pairOf(before.fsPath, after.fsPath, names));
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('stylize.compare', async (clicked: unknown, selected: unknown) => {
      const chosen = (await commandTargets(clicked, selected))?.filter(({ fsPath }) => isPicture(fsPath)) ?? [];
      const [first, second] = chosen;
      if (first && second && chosen.length === 2) compareTwo(first, second);
      else if (first && chosen.length === 1) await vscode.commands.executeCommand('vscode.openWith', first, EDITOR);
      else if (chosen.length > 2)
        void vscode.window.showInformationMessage(vscode.l10n.t('Select two pictures to compare.'));
    }),
    vscode.commands.registerCommand('stylize.compareWith', async (clicked: unknown) => {
      const [picture] = (await commandTargets(clicked, undefined)) ?? [];
      const [other] = (picture && (await choosePictures(vscode.l10n.t('Picture to compare with'), false))) ?? [];
      if (picture && other) compareTwo(picture, other);
    }),
    vscode.commands.registerCommand('stylize.compareWithCommit', async (clicked: unknown) => {
      const uri = changedPicture(clicked) ?? (await commandTargets(clicked, undefined))?.[0];
      if (!uri) return;
      const name = basename(uri.fsPath);
      const committed = isPicture(uri.fsPath) ? await committedPicture(uri, storage) : undefined;
      if (!committed) {
        const message = vscode.l10n.t('Git has no earlier version of {0} that could be shown as a picture.', name);
        void vscode.window.showInformationMessage(message);
        return;
      }
      const names = { before: committed.name, after: vscode.l10n.t('Now') };
      open(name, pairOf(committed.file, uri.fsPath, names), committed);
    }),
    vscode.window.registerCustomEditorProvider(EDITOR, {
      openCustomDocument: (uri) => ({ uri, dispose() {} }),
      async resolveCustomEditor({ uri }, panel) {
        await manifests.ready();
        const painted = runAround(uri, manifests);
        const committed = painted ? undefined : await committedPicture(uri, storage);
        const names = committed ? { before: committed.name, after: vscode.l10n.t('Now') } : { before: '', after: '' };
        await fill(
          panel,
          painted ?? pairOf(committed?.file ?? uri.fsPath, uri.fsPath, names),
          committed ? [committed] : [],
        );
      },
    } satisfies vscode.CustomReadonlyEditorProvider),
  );
}

function pairOf(before: string, after: string, names?: { before: string; after: string }): ShownRun {
  const folder = dirname(after);
  const job = { source: relative(folder, before), output: basename(after), styleName: '', style: { references: [] } };
  const outcome: ReportOutcome = { job: { ...job, ...(names && { names }) }, status: 'cached' };
  const name = basename(after);
  const sides = names?.before && `${names.before} ↔ ${names.after}`;
  const title = sides && basename(before) === name ? `${name}: ${sides}` : sides || name;
  return runOf(title, folder, [outcome]);
}

function runOf(title: string, folder: string, outcomes: ReportOutcome[]): ShownRun {
  return shownRunSchema.parse({ title, folder, large: true, run: { milliseconds: 0, outcomes } });
}

/** A picture and what was painted from it, or what it was painted from; undefined where no manifest knows it. */
function runAround(uri: vscode.Uri, manifests: Manifests): ShownRun | undefined {
  for (const state of manifests.all) {
    const painted = state.byOutput.get(relative(state.folder, uri.fsPath).replaceAll(sep, '/'));
    const assets = painted ? [painted] : manifests.assetsOf(state, uri).filter(hasOutput);
    const outcomes = assets.map((asset) => outcomeOf(asset, state));
    if (outcomes.length > 0) return runOf(basename(uri.fsPath), state.folder, outcomes);
  }
  return undefined;
}

/** The picture of a row in the list of changes. */
function changedPicture(clicked: unknown): vscode.Uri | undefined {
  const { resourceUri } = (clicked ?? {}) as Partial<vscode.SourceControlResourceState>;
  return resourceUri instanceof vscode.Uri ? resourceUri : undefined;
}
