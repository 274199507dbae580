/** Where the styles of a manifest are defined and used, and what renaming one changes. */

import { isStyleName } from './manifest';
import { elementAt, elementsOf, insideOf } from './manifestElement';
import type { ManifestOutline, Quoted } from './manifestOutline';
import type { Range } from './manifestProblem';

export interface TextEdit extends Range {
  content: string;
}

/** The style whose name an offset lies in, wherever that name stands. */
export function styleNameAt(outline: ManifestOutline, offset: number): Quoted | undefined {
  const element = elementAt(outline, offset);
  return element?.kind === 'style' ? element.text : undefined;
}

export function definitionsOf({ styles }: ManifestOutline, style: string): Quoted[] {
  return styles.flatMap(({ name }) => (name.value === style ? [name] : []));
}

/** In rules and blends, in the order of the text. */
export function usesOf(outline: ManifestOutline, style: string): Quoted[] {
  return elementsOf(outline)
    .filter((element) => element.kind === 'style' && element.role === 'use' && element.text.value === style)
    .map(({ text }) => text)
    .sort((a, b) => a.offset - b.offset);
}

export type Renaming = { edits: TextEdit[] } | { refusal: 'not-a-name' | 'taken' };

/** Renames a style wherever its name stands. */
export function renameStyle(outline: ManifestOutline, from: string, to: string): Renaming {
  if (!isStyleName(to)) return { refusal: 'not-a-name' };
  const names = elementsOf(outline).flatMap((element) => (element.kind === 'style' ? [element.text] : []));
  if (to !== from && names.some(({ value }) => value === to)) return { refusal: 'taken' };
  const renamed = names.filter(({ value }) => value === from);
  return { edits: renamed.map((name) => ({ ...insideOf(name), content: to })) };
}
