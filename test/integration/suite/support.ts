import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

export function extension(): vscode.Extension<unknown> {
  return vscode.extensions.getExtension('stylize.stylize')!;
}

export function sample(path: string): string {
  return join(extension().extensionPath, 'samples', path);
}

/** A folder of its own in the workspace, with a manifest and copies of samples; gone after the test. */
export class Project {
  readonly folder = mkdtempSync(join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'project-'));

  /** `files`: by their path in the project, the samples to copy there. */
  constructor(files: Record<string, string>, manifest?: object) {
    for (const [to, from] of Object.entries(files)) {
      mkdirSync(dirname(this.path(to)), { recursive: true });
      cpSync(sample(from), this.path(to));
    }
    if (manifest) this.write(manifest);
  }

  write(manifest: object | string): void {
    writeFileSync(this.manifest.fsPath, typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(this.path(name));
  }

  get manifest(): vscode.Uri {
    return this.uri('stylize.json');
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  async dispose(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Six pictures, a second and more of work, and a manifest that paints them. */
export function batch(): Project {
  const names = Array.from({ length: 6 }, (_, i) => `art/${i}.png`);
  return new Project(
    {
      ...Object.fromEntries(names.map((name) => [name, 'assets/textures/mossy-cobblestone.png'])),
      'styles/gouache.png': 'styles/gouache.png',
    },
    {
      version: 1,
      styles: { gouache: { reference: 'styles/gouache.png' } },
      assets: [{ input: 'art/*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
    },
  );
}

/** Hears the messages instead of the user, who closes each without an answer. */
export class Messages {
  /** What is pressed wherever it is offered. */
  answer: string | undefined;
  readonly errors: string[] = [];
  readonly others: string[] = [];
  private readonly originals = { ...vscode.window };

  constructor() {
    const hear =
      (heard: string[]) =>
      async (message: string, ...offered: unknown[]): Promise<unknown> => {
        heard.push(message);
        return offered.find((item) => item === this.answer && item !== undefined);
      };
    Object.assign(vscode.window, {
      showErrorMessage: hear(this.errors),
      showWarningMessage: hear(this.others),
      showInformationMessage: hear(this.others),
    });
  }

  dispose(): void {
    const { showErrorMessage, showWarningMessage, showInformationMessage } = this.originals;
    Object.assign(vscode.window, { showErrorMessage, showWarningMessage, showInformationMessage });
  }
}

/** Asks again until it is so; how long at most is the test's own limit. */
export async function until(isSo: () => boolean | PromiseLike<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((again) => setTimeout(again, 10));
}
