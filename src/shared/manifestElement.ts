import type { ManifestOutline, Quoted, StyleOutline } from './manifestOutline';
import type { Range } from './manifestProblem';
import { variablesIn } from './variables';

/** What a text of the manifest stands for; of a variable in use, its braces stand where others have quotes. */
export type ManifestElement = { text: Quoted } & (
  | { kind: 'style'; role: 'definition' | 'use' }
  | { kind: 'variable'; role: 'definition' | 'use' }
  | { kind: 'base' }
  | { kind: 'reference'; style: StyleOutline }
  /** `index`: of the rule. */
  | { kind: 'input'; index: number }
  | { kind: 'exclude'; index: number }
  /** `number`: among the outputs of the rule. */
  | { kind: 'output'; index: number; number: number }
  /** A path or pattern of no rule. */
  | { kind: 'default' }
  | { kind: 'folder' }
);

/** All texts that stand for a style, a variable, a path or a pattern; a variable before the path that it is used in. */
export function elementsOf(outline: ManifestOutline): ManifestElement[] {
  const whole = wholeTexts(outline);
  return [
    ...whole.filter(({ kind }) => kind !== 'style' && kind !== 'variable').flatMap(usesIn),
    ...valuesOf(outline),
    ...whole,
  ];
}

function wholeTexts({
  extends: bases,
  variables,
  styles,
  defaults,
  folders,
  rules,
}: ManifestOutline): ManifestElement[] {
  return [
    ...bases.map((text): ManifestElement => ({ kind: 'base', text })),
    ...variables.map(({ name }): ManifestElement => ({ kind: 'variable', role: 'definition', text: name })),
    ...styles.flatMap((style): ManifestElement[] => [
      { kind: 'style', role: 'definition', text: style.name },
      ...style.references.map((text): ManifestElement => ({ kind: 'reference', text, style })),
      ...style.parts.map(({ name }): ManifestElement => ({ kind: 'style', role: 'use', text: name })),
      ...(style.extends ? [{ kind: 'style', role: 'use', text: style.extends } as const] : []),
    ]),
    ...[...(defaults.output ? [defaults.output] : []), ...defaults.exclude].map(
      (text): ManifestElement => ({ kind: 'default', text }),
    ),
    ...folders.map(({ name }): ManifestElement => ({ kind: 'folder', text: name })),
    ...rules.flatMap((rule, index): ManifestElement[] => [
      ...rule.input.map((text): ManifestElement => ({ kind: 'input', text, index })),
      ...rule.exclude.map((text): ManifestElement => ({ kind: 'exclude', text, index })),
      ...(rule.style ? [{ kind: 'style', role: 'use', text: rule.style } as const] : []),
      ...rule.outputs.flatMap(({ output }, number): ManifestElement[] =>
        output ? [{ kind: 'output', text: output, index, number }] : [],
      ),
    ]),
  ];
}

/** Variables may be used in other variables. */
function valuesOf({ variables }: ManifestOutline): ManifestElement[] {
  return variables.flatMap(({ value }) => usesIn({ text: value }));
}

function usesIn({ text }: { text: Quoted }): ManifestElement[] {
  // where something is escaped, offsets in the text are not those in the file
  if (text.length !== text.value.length + 2) return [];
  return variablesIn(text.value).map(({ name, offset, length }) => {
    return { kind: 'variable', role: 'use', text: { value: name, offset: text.offset + 1 + offset, length } };
  });
}

/** The one that an offset lies in, or at the edge of. */
export function elementAt(outline: ManifestOutline, offset: number): ManifestElement | undefined {
  return elementsOf(outline).find(({ text }) => text.offset <= offset && offset <= text.offset + text.length);
}

/** Without its quotes. */
export function insideOf({ offset, length }: Quoted): Range {
  return { offset: offset + 1, length: Math.max(0, length - 2) };
}
