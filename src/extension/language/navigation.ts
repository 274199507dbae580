import * as vscode from 'vscode';
import { elementAt, elementsOf, insideOf, type ManifestElement } from '../../shared/manifestElement';
import { type ManifestFiles, outputOf, sourcesOf } from '../../shared/manifestHover';
import { definitionsOf, styleNameAt, usesOf } from '../../shared/manifestSymbols';
import type { Manifests } from '../manifests';
import { fileNamed, filesOf, MANIFEST_FILES, outlineOf, rangeIn } from './documents';

/** From a style to where it is defined and used, and from paths and patterns to files. */
export function registerNavigation(manifests: Manifests): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(MANIFEST_FILES, {
      async provideDefinition(document, position, token) {
        const element = elementAt(outlineOf(document), document.offsetAt(position));
        if (!element) return undefined;
        const originSelectionRange = rangeIn(document, insideOf(element.text));
        const files = await filesOf(document, manifests);
        if (token.isCancellationRequested) return undefined;
        return targetsOf(element, document, files, manifests).map((target) => ({ ...target, originSelectionRange }));
      },
    }),
    vscode.languages.registerReferenceProvider(MANIFEST_FILES, {
      provideReferences(document, position, { includeDeclaration }) {
        const outline = outlineOf(document);
        const style = styleNameAt(outline, document.offsetAt(position));
        if (!style) return undefined;
        const names = [
          ...(includeDeclaration ? definitionsOf(outline, style.value) : []),
          ...usesOf(outline, style.value),
        ];
        return names.map((name) => new vscode.Location(document.uri, rangeIn(document, insideOf(name))));
      },
    }),
    vscode.languages.registerDocumentLinkProvider(MANIFEST_FILES, {
      provideDocumentLinks(document) {
        return elementsOf(outlineOf(document)).flatMap((element) => {
          const file =
            element.kind === 'reference' ? fileNamed(document.uri, element.text.value, manifests) : undefined;
          return file ? [new vscode.DocumentLink(rangeIn(document, insideOf(element.text)), file)] : [];
        });
      },
    }),
  );
}

function targetsOf(
  element: ManifestElement,
  document: vscode.TextDocument,
  files: ManifestFiles,
  manifests: Manifests,
): vscode.LocationLink[] {
  const outline = outlineOf(document);
  if (element.kind === 'style') {
    return definitionsOf(outline, element.text.value).map((name) => {
      return { targetUri: document.uri, targetRange: rangeIn(document, insideOf(name)) };
    });
  }
  return pathsOf(element, files).flatMap((path) => {
    const targetUri = fileNamed(document.uri, path, manifests);
    return targetUri ? [{ targetUri, targetRange: new vscode.Range(0, 0, 0, 0) }] : [];
  });
}

function pathsOf(element: Exclude<ManifestElement, { kind: 'style' }>, files: ManifestFiles): string[] {
  const { text } = element;
  if (element.kind === 'reference') return [text.value];
  if (element.kind === 'input') return sourcesOf({ ...element.rule, input: [text] }, files).slice(0, MOST);
  if (element.kind === 'exclude')
    return sourcesOf({ ...element.rule, input: [text], exclude: [] }, files).slice(0, MOST);
  const present = new Set(files.pictures);
  const outputs = sourcesOf(element.rule, files).map((source) => outputOf(element.rule, source));
  return outputs.filter((output) => present.has(output)).slice(0, MOST);
}

/** More than anybody looks through in a peek view. */
const MOST = 100;
