import type { ManifestOutline, Quoted, RuleOutline, StyleOutline } from './manifestOutline';
import type { Range } from './manifestProblem';

/** What a text of the manifest stands for. */
export type ManifestElement = { text: Quoted } & (
  | { kind: 'style'; role: 'definition' | 'use' }
  | { kind: 'reference'; style: StyleOutline }
  | { kind: 'input' | 'exclude' | 'output'; rule: RuleOutline; index: number }
);

/** All texts that stand for a style, a path or a pattern. */
export function elementsOf({ styles, rules }: ManifestOutline): ManifestElement[] {
  return [
    ...styles.flatMap((style): ManifestElement[] => [
      { kind: 'style', role: 'definition', text: style.name },
      ...style.references.map((text): ManifestElement => ({ kind: 'reference', text, style })),
      ...style.parts.map(({ name }): ManifestElement => ({ kind: 'style', role: 'use', text: name })),
    ]),
    ...rules.flatMap((rule, index): ManifestElement[] => [
      ...rule.input.map((text): ManifestElement => ({ kind: 'input', text, rule, index })),
      ...rule.exclude.map((text): ManifestElement => ({ kind: 'exclude', text, rule, index })),
      ...(rule.style ? [{ kind: 'style', role: 'use', text: rule.style } as const] : []),
      ...(rule.output ? [{ kind: 'output', text: rule.output, rule, index } as const] : []),
    ]),
  ];
}

/** The one that an offset lies in, or at the edge of. */
export function elementAt(outline: ManifestOutline, offset: number): ManifestElement | undefined {
  return elementsOf(outline).find(({ text }) => text.offset <= offset && offset <= text.offset + text.length);
}

/** Without its quotes. */
export function insideOf({ offset, length }: Quoted): Range {
  return { offset: offset + 1, length: Math.max(0, length - 2) };
}
