import * as vscode from 'vscode';
import { completeManifest, type ManifestCompletion } from '../../shared/manifestCompletion';
import type { Manifests } from '../manifests';
import { fileNamed, filesOf, MANIFEST_FILES, rangeIn } from './documents';
import { thumbnail } from './thumbnail';

/** Names of styles and variables, paths, patterns and fields; keys and values of the schema come from VS Code. */
export function registerCompletion(manifests: Manifests): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    MANIFEST_FILES,
    {
      async provideCompletionItems(document, position, token) {
        const files = await filesOf(document, manifests);
        if (token.isCancellationRequested) return undefined;
        const { items, cut } = completeManifest(document.getText(), document.offsetAt(position), files);
        const shown = items.map((item, index) => new Item(document, item, index, manifests));
        return new vscode.CompletionList(shown, cut);
      },
      async resolveCompletionItem(item) {
        if (!(item instanceof Item) || !item.picture) return item;
        const picture = await thumbnail(item.picture, 240);
        if (picture) item.documentation = new vscode.MarkdownString(picture);
        return item;
      },
    },
    '"',
    ':',
    '/',
    '{',
    '$',
  );
}

class Item extends vscode.CompletionItem {
  readonly picture: vscode.Uri | undefined;

  constructor(document: vscode.TextDocument, item: ManifestCompletion, index: number, manifests: Manifests) {
    super(item.label, KINDS[item.kind]);
    this.picture = item.picture === undefined ? undefined : fileNamed(document.uri, item.picture, manifests);
    this.range = { inserting: rangeIn(document, item.typed), replacing: rangeIn(document, item.range) };
    this.insertText = item.caret === undefined ? item.insert : withCaret(item.insert, item.caret);
    // a quote that is added must not keep what is typed from matching
    this.filterText = item.label;
    this.sortText = String(index).padStart(5, '0');
    if (item.detail !== undefined) this.detail = item.detail;
    if (item.count !== undefined) {
      this.detail = item.count === 1 ? vscode.l10n.t('1 picture') : vscode.l10n.t('{0} pictures', item.count);
    }
    if (item.kind === 'folder' || item.kind === 'field') this.command = AGAIN;
  }
}

/** What follows a folder or a field is asked for at once. */
const AGAIN: vscode.Command = { command: 'editor.action.triggerSuggest', title: '' };

function withCaret(text: string, caret: number): vscode.SnippetString {
  return new vscode.SnippetString().appendText(text.slice(0, caret)).appendTabstop(0).appendText(text.slice(caret));
}

const KINDS: Record<ManifestCompletion['kind'], vscode.CompletionItemKind> = {
  style: vscode.CompletionItemKind.Color,
  folder: vscode.CompletionItemKind.Folder,
  picture: vscode.CompletionItemKind.File,
  pattern: vscode.CompletionItemKind.Operator,
  field: vscode.CompletionItemKind.Variable,
  template: vscode.CompletionItemKind.Snippet,
  variable: vscode.CompletionItemKind.Constant,
};
