import * as vscode from 'vscode';

const saving = new Set<string>();

/** What is run is what is seen. False when it could not be saved, which VS Code then tells itself. */
export async function saveToRun(uri: vscode.Uri): Promise<boolean> {
  const key = uri.toString();
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === key);
  if (!document?.isDirty) return true;
  saving.add(key);
  try {
    return await document.save();
  } finally {
    saving.delete(key);
  }
}

/** Whether a manifest is being saved because somebody runs it: that need not start another run. */
export function isSavedToRun(uri: vscode.Uri): boolean {
  return saving.has(uri.toString());
}
