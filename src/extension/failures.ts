import * as vscode from 'vscode';
import { describeProblem, type Problem } from '../shared/protocol';

/** One plain message for all failures; the log has each. */
export async function tellFailures(problems: readonly Problem[], log: vscode.LogOutputChannel): Promise<void> {
  logFailures(problems, log);
  const [first, more] = [describeHere(problems[0]!), problems.length - 1];
  const message = more > 0 ? vscode.l10n.t('{0} (and {1} more)', first, more) : first;
  const answer = await vscode.window.showErrorMessage(message, vscode.l10n.t('Show Log'));
  if (answer) log.show();
}

export function logFailures(problems: readonly Problem[], log: vscode.LogOutputChannel): void {
  for (const problem of problems) log.error(describeProblem(problem));
}

/** What went wrong, with the file as the workspace names it. */
export function describeHere(problem: Problem): string {
  return describeProblem({ ...problem, file: vscode.workspace.asRelativePath(problem.file) });
}
