import * as vscode from 'vscode';

interface Question {
  title: string;
  placeholder: string;
  step: number;
  totalSteps: number;
}

/** One step of a question in several: the item, `back` from the second step on, or undefined when given up. */
export function ask<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeholder, step, totalSteps }: Question,
): Promise<T | 'back' | undefined> {
  const quickPick = vscode.window.createQuickPick<T>();
  Object.assign(quickPick, { items, title, placeholder, step, totalSteps, matchOnDescription: true });
  if (step > 1) quickPick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((answer) => {
    quickPick.onDidTriggerButton(() => {
      answer('back');
      quickPick.hide();
    });
    quickPick.onDidAccept(() => {
      const [item] = quickPick.selectedItems;
      if (!item) return; // nothing matches what was typed
      answer(item);
      quickPick.hide();
    });
    quickPick.onDidHide(() => {
      answer(undefined);
      quickPick.dispose();
    });
    quickPick.show();
  });
}
