import * as vscode from 'vscode';
import { insideOf } from '../../shared/manifestElement';
import { isInherited, type ManifestSymbol, type Renaming, renameSymbol, symbolAt } from '../../shared/manifestSymbols';
import { editOf, MANIFEST_FILES, outlineOf, rangeIn } from './documents';

/** Renames a style or variable wherever it stands, at once. */
export function registerRename(): vscode.Disposable {
  return vscode.languages.registerRenameProvider(MANIFEST_FILES, {
    prepareRename(document, position) {
      const outline = outlineOf(document);
      const symbol = symbolAt(outline, document.offsetAt(position));
      if (!symbol) throw new Error(vscode.l10n.t('Only styles and variables can be renamed here.'));
      if (isInherited(outline, symbol)) throw new Error(refusalOf('inherited', symbol, ''));
      return { range: rangeIn(document, insideOf(symbol.text)), placeholder: symbol.text.value };
    },
    provideRenameEdits(document, position, newName) {
      const outline = outlineOf(document);
      const symbol = symbolAt(outline, document.offsetAt(position));
      if (!symbol) return undefined;
      const renaming = renameSymbol(outline, symbol, newName);
      if ('edits' in renaming) return editOf(document, renaming.edits);
      throw new Error(refusalOf(renaming.refusal, symbol, newName));
    },
  });
}

type Refusal = Extract<Renaming, { refusal: unknown }>['refusal'];

function refusalOf(refusal: Refusal, { kind, text }: ManifestSymbol, newName: string): string {
  const { l10n } = vscode;
  if (refusal === 'inherited')
    return l10n.t('"{0}" comes from a manifest that this one extends. Rename it there.', text.value);
  if (refusal === 'taken')
    return kind === 'style'
      ? l10n.t('There is already a style "{0}".', newName)
      : l10n.t('There is already a variable "{0}".', newName);
  return kind === 'style'
    ? l10n.t(
        "A style's name starts with a letter or digit, may go on with spaces, dots, hyphens and underscores, and does not end with a space or dot.",
      )
    : l10n.t(
        "A variable's name is of letters, digits, hyphens, underscores and dots, and does not start with a hyphen or dot.",
      );
}
