import { relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { cacheArguments } from './cacheSettings';
import { MANIFEST } from './findManifest';
import type { Manifests } from './manifests';

/** What tasks.json may say. */
interface StylizeTask extends vscode.TaskDefinition {
  type: 'stylize';
  task: (typeof TASKS)[number];
  /** From the workspace folder; its own stylize.json if left out. */
  manifest?: string;
  /** For `run`: paints everything again, and replaces files that are not Stylize's. */
  force?: boolean;
}

const TASKS = ['run', 'watch'] as const;

/** `stylize: run` and `stylize: watch` for each manifest: the command line that comes with the extension, in a terminal. */
export function registerTasks(context: vscode.ExtensionContext, manifests: Manifests): vscode.Disposable {
  const cli = context.asAbsolutePath('dist/cli.js');
  return vscode.tasks.registerTaskProvider('stylize', {
    async provideTasks() {
      await manifests.ready();
      return manifests.all.flatMap(({ uri }) => {
        const folder = vscode.workspace.getWorkspaceFolder(uri);
        if (!folder) return [];
        const manifest = relative(folder.uri.fsPath, uri.fsPath).replaceAll('\\', '/');
        const definition = { type: 'stylize' as const, ...(manifest !== MANIFEST && { manifest }) };
        return TASKS.map((task) => taskOf({ ...definition, task }, folder, cli));
      });
    },
    resolveTask({ definition, scope }) {
      const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
      // the definition must stay the very one that was asked for
      return folder && TASKS.includes(definition.task) ? taskOf(definition as StylizeTask, folder, cli) : undefined;
    },
  });
}

function taskOf(definition: StylizeTask, folder: vscode.WorkspaceFolder, cli: string): vscode.Task {
  const { task: command, manifest = MANIFEST, force } = definition;
  const isWatch = command === 'watch';
  const provider = vscode.workspace.getConfiguration('stylize').get<string>('engine.provider', 'auto');
  const options = ['--provider', provider, ...cacheArguments(), ...(force && !isWatch ? ['--force'] : [])];
  // VS Code's own executable is node where that is set, and is node anyway on a server
  const execution = new vscode.ProcessExecution(process.execPath, [cli, command, ...options, '--', manifest], {
    cwd: resolve(folder.uri.fsPath),
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const name = manifest === MANIFEST ? command : `${command} ${manifest}`;
  const matchers = isWatch ? ['$stylize-watch', '$stylize-watch-pictures'] : ['$stylize', '$stylize-pictures'];
  const task = new vscode.Task(definition, folder, name, 'stylize', execution, matchers);
  task.group = vscode.TaskGroup.Build;
  task.isBackground = isWatch;
  task.detail = isWatch
    ? vscode.l10n.t('Keeps all outputs true to {0} while files change', manifest)
    : vscode.l10n.t('Makes all outputs true to {0}', manifest);
  return task;
}
