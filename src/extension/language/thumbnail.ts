import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/** A picture for hovers and completions, `width` pixels wide, as Markdown; empty where there is none that VS Code can show. */
export async function thumbnail(file: vscode.Uri | undefined, width: number): Promise<string> {
  if (!file || /\.tiff?$/i.test(file.path)) return '';
  const size = await stat(file.fsPath).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  return size > 0 && size <= LARGEST ? `![](${file.toString()}|width=${width})` : '';
}

/** Bytes. More takes longer to decode than anybody points at a word. */
const LARGEST = 16 * 1024 * 1024;

/** Names of files and styles are no Markdown. */
export function plain(text: string): string {
  return new vscode.MarkdownString().appendText(text).value;
}
