import * as vscode from 'vscode';
import { findStyle } from '../../shared/manifest';
import { elementAt, elementsOf, insideOf, type ManifestElement } from '../../shared/manifestElement';
import { type ManifestFiles, outputOf, sourcesOf } from '../../shared/manifestHover';
import { outlineManifest } from '../../shared/manifestOutline';
import { positionsIn } from '../../shared/manifestProblem';
import { scopeOf } from '../../shared/manifestScope';
import { definitionsOf, type ManifestSymbol, symbolAt, usesOf } from '../../shared/manifestSymbols';
import { expandText } from '../../shared/variables';
import type { Manifests } from '../manifests';
import { fileNamed, filesOf, MANIFEST_FILES, outlineOf, rangeIn } from './documents';

/** From styles and variables to where they are defined and used, and from paths and patterns to files. */
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
        const symbol = symbolAt(outline, document.offsetAt(position));
        if (!symbol) return undefined;
        const names = [...(includeDeclaration ? definitionsOf(outline, symbol) : []), ...usesOf(outline, symbol)];
        return names.map((name) => new vscode.Location(document.uri, rangeIn(document, insideOf(name))));
      },
    }),
    vscode.languages.registerDocumentLinkProvider(MANIFEST_FILES, {
      provideDocumentLinks(document) {
        const outline = outlineOf(document);
        // what another file says of variables is not worth waiting for it
        const { variables } = scopeOf(outline);
        return elementsOf(outline).flatMap((element) => {
          const isFile = element.kind === 'reference' || element.kind === 'base';
          const path = isFile ? expandText(element.text.value, variables) : undefined;
          const file = path && path.problems.length === 0 ? fileNamed(document.uri, path.text, manifests) : undefined;
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
  if (element.kind === 'style' || element.kind === 'variable') {
    const own = definitionsOf(outlineOf(document), element).map((name) => {
      return { targetUri: document.uri, targetRange: rangeIn(document, insideOf(name)) };
    });
    return own.length > 0 ? own : inheritedFrom(element, document, files, manifests);
  }
  return pathsOf(element, document, files).flatMap((path) => {
    const targetUri = fileNamed(document.uri, path, manifests);
    return targetUri ? [{ targetUri, targetRange: TOP }] : [];
  });
}

/** Where the manifests that this one extends define a name, the one that counts first. */
function inheritedFrom(
  symbol: ManifestSymbol,
  document: vscode.TextDocument,
  { bases = new Map() }: ManifestFiles,
  manifests: Manifests,
): vscode.LocationLink[] {
  const { manifest } = scopeOf(outlineOf(document), bases);
  const winner = symbol.kind === 'style' ? findStyle(manifest, symbol.text.value)?.file : undefined;
  const files = [...bases].sort(([a], [b]) => Number(b === winner) - Number(a === winner));
  return files.flatMap(([path, base]) => {
    const targetUri = fileNamed(document.uri, path, manifests);
    if (!('text' in base) || !targetUri) return [];
    const position = positionsIn(base.text);
    return definitionsOf(outlineManifest(base.text), symbol).map((name) => {
      const { offset, length } = insideOf(name);
      const [start, end] = [position(offset), position(offset + length)];
      return { targetUri, targetRange: new vscode.Range(start.line, start.character, end.line, end.character) };
    });
  });
}

const TOP = new vscode.Range(0, 0, 0, 0);

function pathsOf(
  element: Exclude<ManifestElement, { kind: 'style' | 'variable' }>,
  document: vscode.TextDocument,
  files: ManifestFiles,
): string[] {
  const scope = scopeOf(outlineOf(document), files.bases);
  const text = expandText(element.text.value, scope.variables).text;
  if (element.kind === 'reference' || element.kind === 'base') return [text];
  if (element.kind === 'default' || element.kind === 'folder') return [];
  const rule = scope.manifest.assets[element.index]!;
  if (element.kind === 'input') return sourcesOf({ ...rule, input: text }, files).slice(0, MOST);
  if (element.kind === 'exclude') return sourcesOf({ input: text, exclude: [] }, files).slice(0, MOST);
  const present = new Set(files.pictures);
  const outputs = sourcesOf(rule, files).map((source) => outputOf(scope, element.index, element.number, source));
  return outputs.filter((output) => present.has(output)).slice(0, MOST);
}

/** More than anybody looks through in a peek view. */
const MOST = 100;
