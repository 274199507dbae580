import { dirname, relative } from 'node:path';
import type { FormattingOptions } from 'jsonc-parser';
import * as vscode from 'vscode';
import { MANIFEST_VERSION } from '../../shared/manifest';
import { addStyle, fixesFor, type ManifestFix } from '../../shared/manifestFixes';
import { type ManifestProblem, rangeOfPath } from '../../shared/manifestProblem';
import type { TextEdit } from '../../shared/manifestSymbols';
import { readTree } from '../../shared/manifestText';
import { PICTURE_EXTENSIONS } from '../../shared/pictureFiles';
import type { Manifests } from '../manifests';
import type { Diagnostics } from './diagnostics';
import { editOf, filesOf, MANIFEST_FILES } from './documents';

/** What can be done about the problems of a manifest: the light bulb. */
export function registerFixes(manifests: Manifests, diagnostics: Diagnostics): vscode.Disposable {
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, range, context, token) {
      const problems = diagnostics.at(document.uri, range);
      if (problems.length === 0) return [];
      const files = await filesOf(document, manifests);
      if (token.isCancellationRequested) return [];
      const text = document.getText();
      return problems.flatMap((problem) => {
        const shown = context.diagnostics.filter((diagnostic) => isAbout(diagnostic, problem));
        return fixesFor(text, problem, files, formatOf(document)).map((fix) => actionOf(fix, problem, document, shown));
      });
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(MANIFEST_FILES, provider, kinds),
    vscode.commands.registerCommand(CHOOSE, choosePicture),
    vscode.commands.registerCommand(CREATE_FOLDER, (folder: vscode.Uri) => vscode.workspace.fs.createDirectory(folder)),
  );
}

const CHOOSE = 'stylize.choosePictureForStyle';
const CREATE_FOLDER = 'stylize.createFolder';

function actionOf(
  fix: ManifestFix,
  problem: ManifestProblem,
  document: vscode.TextDocument,
  shown: vscode.Diagnostic[],
): vscode.CodeAction {
  const title = titleOf(fix);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = shown;
  action.isPreferred = fix.kind === 'replace';
  if ('edits' in fix) action.edit = editOf(document, fix.edits);
  else if (fix.kind === 'create-folder') {
    const folder = vscode.Uri.joinPath(document.uri, '..', fix.folder);
    action.command = { title, command: CREATE_FOLDER, arguments: [folder] };
  } else {
    const place = fix.kind === 'create-style-from' ? { style: fix.style } : { path: problem.path };
    action.command = { title, command: CHOOSE, arguments: [document.uri, place] };
  }
  return action;
}

function titleOf(fix: ManifestFix): string {
  const { l10n } = vscode;
  switch (fix.kind) {
    case 'replace':
      return l10n.t('Change to "{0}"', fix.with);
    case 'create-style':
      return l10n.t('Create the style "{0}" with {1}', fix.style, fix.reference);
    case 'create-style-from':
      return l10n.t('Create the style "{0}" with a picture of your choice…', fix.style);
    case 'choose-reference':
      return l10n.t('Choose a picture…');
    case 'create-folder':
      return l10n.t('Create the folder {0}', fix.folder);
    case 'set-version':
      return l10n.t('Say that it is of version {0}', MANIFEST_VERSION);
    case 'set-maps':
      return {
        skip: l10n.t('Leave these maps out without a notice'),
        copy: l10n.t('Copy these maps to the results'),
        paint: l10n.t('Paint these maps like pictures'),
      }[fix.maps];
    case 'remove-rule':
      return l10n.t('Remove rule {0}', fix.index + 1);
    case 'remove-style':
      return l10n.t('Remove the style "{0}"', fix.style);
  }
}

/** Asks for a picture, and makes it the reference of a new style, or puts it in the place of a reference. */
async function choosePicture(manifest: vscode.Uri, place: { style: string } | { path: ManifestProblem['path'] }) {
  const folder = dirname(manifest.fsPath);
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Reference picture'),
      defaultUri: vscode.Uri.file(folder),
      filters: { [vscode.l10n.t('Pictures')]: [...PICTURE_EXTENSIONS] },
    })) ?? [];
  if (!chosen) return;
  const reference = relative(folder, chosen.fsPath).replaceAll('\\', '/');
  const document = await vscode.workspace.openTextDocument(manifest);
  const text = document.getText();
  await vscode.workspace.applyEdit(
    'style' in place
      ? editOf(document, addStyle(text, place.style, reference, formatOf(document)))
      : editOf(document, putReference(text, place.path, reference)),
  );
}

function putReference(text: string, path: ManifestProblem['path'], reference: string): TextEdit[] {
  const { offset, length } = rangeOfPath(readTree(text).root, path);
  return [{ offset, length, content: JSON.stringify(reference) }];
}

function isAbout({ range }: vscode.Diagnostic, { start, end }: ManifestProblem): boolean {
  return range.intersection(new vscode.Range(start.line, start.character, end.line, end.character)) !== undefined;
}

/** As the editor that shows the manifest formats. */
function formatOf(document: vscode.TextDocument): FormattingOptions {
  const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
  const { tabSize, insertSpaces } = editor?.options ?? {};
  return {
    tabSize: typeof tabSize === 'number' ? tabSize : 2,
    insertSpaces: insertSpaces !== false,
    eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
  };
}
