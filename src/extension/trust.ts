import * as vscode from 'vscode';

/**
 * Registers a command that refuses to work in an untrusted workspace. Its `enablement` in package.json only disables menus:
 * a user's own keys, tasks, lenses and other extensions reach it all the same.
 */
export function registerTrustedCommand<Arguments extends unknown[], Result>(
  command: string,
  work: (...args: Arguments) => Promise<Result>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, (...args: Arguments) =>
    vscode.workspace.isTrusted ? work(...args) : refuse(),
  );
}

async function refuse(): Promise<void> {
  const manage = vscode.l10n.t('Manage Trust');
  const message = vscode.l10n.t('Stylize runs nothing until you trust this workspace.');
  const answer = await vscode.window.showWarningMessage(message, manage);
  if (answer) await vscode.commands.executeCommand('workbench.trust.manage');
}
