import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import writeFileAtomic from 'write-file-atomic';
import { askAgain } from '../../pipeline/askAgain';
import { EngineFailure } from '../../pipeline/failure';
import { buildReport } from '../../pipeline/report';
import type { SheetPage } from '../../shared/sheetPages';
import { unwritable } from '../../shared/unwritable';
import type { EngineHost } from '../engineHost';
import type { AssetState, ManifestState } from '../manifests';
import { pageFolder } from '../panelPage';
import { outcomeOf } from '../preview';

export type SheetForm = 'html' | 'png';

export interface SheetServices {
  engine: EngineHost;
  extension: vscode.Uri;
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/**
 * Writes the pages of a contact sheet, each where it belongs once all of them are made: a sheet that was called off, or failed,
 * replaces nothing. One page is in memory at a time.
 * @returns the outputs that could not be read; their places stay empty
 * @throws EngineFailure; the signal's reason, once it is aborted
 */
export async function writeSheet(
  state: ManifestState,
  pages: SheetPage<AssetState>[],
  form: SheetForm,
  services: SheetServices,
  progress: Progress,
  signal: AbortSignal,
): Promise<string[]> {
  const make = form === 'html' ? await pageMaker(state, pages, services) : pictureMaker(state, services);
  const scratch = await mkdtemp(join(tmpdir(), 'stylize-sheet-'));
  const total = pages.reduce((sum, { assets }) => sum + assets.length, 0);
  const missing: string[] = [];
  let before = 0;
  let last = 0;
  const tell = (done: number): void => {
    const increment = (100 * (before + done - last)) / total;
    last = before + done;
    progress.report({ message: vscode.l10n.t('{0} of {1}', last, total), increment });
  };
  const scratchOf = (page: SheetPage<AssetState>): string => join(scratch, basename(page.path));
  try {
    for (const page of pages) {
      missing.push(...(await make(page, scratchOf(page), tell, signal)));
      signal.throwIfAborted();
      before += page.assets.length;
    }
    for (const page of pages) await put(await readFile(scratchOf(page)), page.path);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return missing;
}

/** @returns what could not be read */
type Make = (
  page: SheetPage<AssetState>,
  path: string,
  tell: (done: number) => void,
  signal: AbortSignal,
) => Promise<string[]>;

async function pageMaker(
  state: ManifestState,
  pages: SheetPage<AssetState>[],
  { engine: { client }, extension }: SheetServices,
): Promise<Make> {
  const script = await readFile(vscode.Uri.joinPath(pageFolder(extension), 'compare.js').fsPath, 'utf8');
  const files = pages.map(({ path }) => basename(path));
  return async (page, path, tell, signal) => {
    const run = { outcomes: page.assets.map((asset) => outcomeOf(asset, state)), milliseconds: 0 };
    const told = (made: number): void => tell(Math.min(Math.floor(made / 2), page.assets.length));
    const series = files.length > 1 ? { files, at: pages.indexOf(page) } : undefined;
    await writeFile(path, await buildReport(state.uri.fsPath, run, client, script, { signal, told, series }));
    return []; // the page itself tells what can't be shown
  };
}

function pictureMaker({ folder }: ManifestState, { engine }: SheetServices): Make {
  return async ({ assets }, path, tell, signal) => {
    const pictures = assets.map(({ source, output }) => ({
      before: resolve(folder, source),
      after: resolve(folder, output),
      label: output,
    }));
    const listener = engine.onProgress(({ source, done }) => {
      if (source === path) tell(done);
    });
    try {
      return (await askAgain(engine.client, 'contactSheet', { pictures, output: path }, signal)).missing;
    } finally {
      listener.dispose();
    }
  };
}

async function put(bytes: Buffer, path: string): Promise<void> {
  await writeFileAtomic(path, bytes).catch((error: NodeJS.ErrnoException) => {
    throw new EngineFailure(unwritable(path, error.code));
  });
}
