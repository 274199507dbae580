import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { planApply } from '../pipeline/inputs';
import { parseManifest } from '../shared/parseManifest';
import { PICTURE_EXTENSIONS } from '../shared/pictureFiles';
import type { StyleReference, StyleRequest } from '../shared/protocol';
import type { ReportAsset } from '../shared/report';
import { flattenStyle } from '../shared/styles';
import type { ComparePanel } from './comparePanel';
import type { EngineHost } from './engineHost';

/** "Apply Style…" on pictures and folders: choose a style, paint beside the pictures, show before and after. */
export function registerApplyStyle(
  engine: EngineHost,
  panel: ComparePanel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.commands.registerCommand(
    'stylize.applyStyle',
    async (clicked?: vscode.Uri, selected?: vscode.Uri[]) => {
      const uris = selected?.length ? selected : clicked ? [clicked] : await pickPictures('Pictures to paint', true);
      if (!uris?.length) return;
      const style = await pickStyle(uris[0]!);
      if (!style) return;
      const { jobs, problems } = await planApply(
        uris.map((uri) => uri.fsPath),
        undefined,
      );
      const assets: ReportAsset[] = [];
      const failures = problems.map(({ file, cause, remedy }) => `${basename(file)}: ${cause}. ${remedy}`);
      await withProgress(`Painting in ${style.name}`, async (progress, signal) => {
        for (const [done, job] of jobs.entries()) {
          if (signal.aborted) break;
          progress.report({
            message: `${done + 1} of ${jobs.length}: ${basename(job.source)}`,
            increment: done ? 100 / jobs.length : 0,
          });
          try {
            const result = await engine.client.request('apply', { ...job, style: style.request }, signal);
            assets.push({ ...result, style: style.name, before: result.source, after: result.output, cached: false });
          } catch (error) {
            if (!(error instanceof EngineFailure)) throw error;
            if (error.problem.kind === 'cancelled') break;
            failures.push(error.message);
          }
        }
      });
      for (const failure of failures) log.error(failure);
      if (assets.length > 0)
        panel.show(`Stylize: ${style.name}`, assets, [
          { name: style.name, thumbnail: style.request.references[0]!.path },
        ]);
      if (failures.length > 0) await tellFailures(failures, log);
    },
  );
}

/** One plain message for all failures; the log has each. */
export async function tellFailures(failures: string[], log: vscode.LogOutputChannel): Promise<void> {
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
  const answer = await vscode.window.showErrorMessage(`${failures[0]}${more}`, 'Show Log');
  if (answer) log.show();
}

/** A notification with a cancel button, as a progress reporter and an AbortSignal. */
export function withProgress<T>(
  title: string,
  work: (progress: vscode.Progress<{ message?: string; increment?: number }>, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return work(progress, controller.signal);
  });
}

interface ChosenStyle {
  name: string;
  request: StyleRequest;
}

/** The styles of the workspace's manifest, and any reference picture. */
async function pickStyle(near: vscode.Uri): Promise<ChosenStyle | undefined> {
  const items: (vscode.QuickPickItem & { style?: ChosenStyle })[] = (await manifestStyles(near)).map((style) => ({
    label: style.name,
    description: style.request.references.map(({ path }) => basename(path)).join(' + '),
    iconPath: vscode.Uri.file(style.request.references[0]!.path),
    style,
  }));
  items.push({ label: 'Choose a reference picture…', alwaysShow: true });
  const item = await vscode.window.showQuickPick(items, { title: 'Apply Style', placeHolder: 'Which style?' });
  if (!item || item.style) return item?.style;
  const [reference] = (await pickPictures('Reference picture', false)) ?? [];
  if (!reference) return undefined;
  const references = [{ path: reference.fsPath, weight: 1 }];
  return { name: basename(reference.fsPath), request: { references, strength: 1, preserveColor: false } };
}

async function manifestStyles(near: vscode.Uri): Promise<ChosenStyle[]> {
  const folder = vscode.workspace.getWorkspaceFolder(near);
  if (!folder) return [];
  const [found] = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, '**/stylize.json'),
    '**/node_modules/**',
    1,
  );
  const text = found && (await readFile(found.fsPath, 'utf8').catch(() => undefined));
  const manifest = text && parseManifest(text).manifest;
  if (!manifest) return [];
  const absolute = ({ path, weight }: StyleReference) => ({ path: join(dirname(found.fsPath), path), weight });
  return Object.entries(manifest.styles).map(([name, { strength, preserveColor }]) => ({
    name,
    request: { references: flattenStyle(manifest, name).map(absolute), strength, preserveColor },
  }));
}

function pickPictures(title: string, many: boolean): Thenable<vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({ title, canSelectMany: many, filters: { Pictures: [...PICTURE_EXTENSIONS] } });
}
