/** Where the styles and variables of a manifest are defined and used, and what renaming one changes. */

import { isStyleName, isVariableName } from './manifest';
import { elementAt, elementsOf, insideOf } from './manifestElement';
import type { ManifestOutline, Quoted } from './manifestOutline';
import type { Range } from './manifestProblem';

export interface TextEdit extends Range {
  content: string;
}

/** A name of a manifest, at one of the places where it stands. */
export interface ManifestSymbol {
  kind: 'style' | 'variable';
  text: Quoted;
}

/** The style or variable whose name an offset lies in, wherever that name stands. */
export function symbolAt(outline: ManifestOutline, offset: number): ManifestSymbol | undefined {
  const element = elementAt(outline, offset);
  return element?.kind === 'style' || element?.kind === 'variable' ? element : undefined;
}

export function definitionsOf(outline: ManifestOutline, { kind, text }: ManifestSymbol): Quoted[] {
  return outline[kind === 'style' ? 'styles' : 'variables'].flatMap(({ name }) =>
    name.value === text.value ? [name] : [],
  );
}

/** In the order of the text. */
export function usesOf(outline: ManifestOutline, { kind, text }: ManifestSymbol): Quoted[] {
  return elementsOf(outline)
    .filter((element) => element.kind === kind && element.role === 'use' && element.text.value === text.value)
    .map((element) => element.text)
    .sort((a, b) => a.offset - b.offset);
}

/** `inherited`: it is defined in another file. */
export type Renaming = { edits: TextEdit[] } | { refusal: 'not-a-name' | 'taken' | 'inherited' };

/** Renames a style or variable wherever its name stands. */
export function renameSymbol(outline: ManifestOutline, symbol: ManifestSymbol, to: string): Renaming {
  const { kind, text } = symbol;
  const from = text.value;
  if (isInherited(outline, symbol)) return { refusal: 'inherited' };
  if (!(kind === 'style' ? isStyleName(to) : isVariableName(to))) return { refusal: 'not-a-name' };
  const names = elementsOf(outline).flatMap((element) => (element.kind === kind ? [element.text] : []));
  if (to !== from && names.some(({ value }) => value === to)) return { refusal: 'taken' };
  const renamed = names.filter(({ value }) => value === from);
  return { edits: renamed.map((name) => ({ ...insideOf(name), content: to })) };
}

/** Whether a name can only come from another file. */
export function isInherited(outline: ManifestOutline, symbol: ManifestSymbol): boolean {
  return outline.extends.length > 0 && definitionsOf(outline, symbol).length === 0;
}
