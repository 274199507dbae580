import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { UnusableManifest } from '../pipeline/survey';
import { tellFailures } from './failures';
import { MANIFEST } from './findManifest';
import { isManifest } from './language/documents';
import { reporting } from './runManifest';
import type { Runner } from './runner';
import { isSavedToRun } from './saveToRun';

/** Runs a manifest when it is saved, if `stylize.runOnSave` says so: progress in the status bar, what is wrong in Problems. */
export function registerRunOnSave(runner: Runner, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument(async (document) => {
    const { uri } = document;
    if (!isManifest(document) || isSavedToRun(uri) || !vscode.workspace.isTrusted) return;
    if (vscode.workspace.getConfiguration('stylize', uri).get('runOnSave') !== 'on') return;
    const options = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Running {0}', MANIFEST) };
    const stop = new AbortController();
    try {
      await vscode.window.withProgress(options, (progress) =>
        runner.run(uri, stop.signal, reporting(runner, progress)),
      );
    } catch (error) {
      // what is wrong with the manifest is in Problems already
      if (error instanceof EngineFailure) await tellFailures([error.problem], log);
      else if (!(error instanceof UnusableManifest)) throw error;
    }
  });
}
