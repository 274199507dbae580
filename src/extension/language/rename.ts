import * as vscode from 'vscode';
import { insideOf } from '../../shared/manifestElement';
import { renameStyle, styleNameAt } from '../../shared/manifestSymbols';
import { editOf, MANIFEST_FILES, outlineOf, rangeIn } from './documents';

/** Renames a style in "styles", rules and blends at once. */
export function registerRename(): vscode.Disposable {
  return vscode.languages.registerRenameProvider(MANIFEST_FILES, {
    prepareRename(document, position) {
      const style = styleNameAt(outlineOf(document), document.offsetAt(position));
      if (!style) throw new Error(vscode.l10n.t('Only styles can be renamed here.'));
      return { range: rangeIn(document, insideOf(style)), placeholder: style.value };
    },
    provideRenameEdits(document, position, newName) {
      const outline = outlineOf(document);
      const style = styleNameAt(outline, document.offsetAt(position));
      if (!style) return undefined;
      const renaming = renameStyle(outline, style.value, newName);
      if ('edits' in renaming) return editOf(document, renaming.edits);
      throw new Error(
        renaming.refusal === 'taken'
          ? vscode.l10n.t('There is already a style "{0}".', newName)
          : vscode.l10n.t(
              "A style's name starts with a letter or digit, may go on with spaces, dots, hyphens and underscores, and does not end with a space or dot.",
            ),
      );
    },
  });
}
