/** Variables of a manifest: `${name}` in a path stands for a text. */

import { closest } from './closest';
import { MAX_PATH_LENGTH } from './pathText';

/** What is wrong with a text that uses variables. */
export interface VariableProblem {
  message: string;
  /** The whole text, put right. */
  suggestion?: string;
}

const USE = /\$\{([^{}]*)\}/g;

/** The uses in a text: the name, and where its braces begin and end. */
export function variablesIn(text: string): { name: string; offset: number; length: number }[] {
  return Array.from(text.matchAll(USE), ({ 0: use, 1: name, index }) => {
    return { name: name!, offset: index + 1, length: use.length - 1 };
  });
}

/** A variable as it is used. */
export function useOf(name: string): string {
  return `\${${name}}`;
}

/** A text with its variables filled in; those that there are not stay as they are, and are told. */
export function expandText(
  text: string,
  values: ReadonlyMap<string, string>,
): { text: string; problems: VariableProblem[] } {
  const unknown = variablesIn(text).filter(({ name }) => !values.has(name));
  const problems = unknown.map(({ name }): VariableProblem => {
    const meant = closest(name, values.keys());
    const known = [...values.keys()].map((each) => `"${each}"`).join(', ') || 'none';
    if (meant === undefined) return { message: `There is no variable "${name}". Known here: ${known}.` };
    const suggestion = text.replaceAll(useOf(name), useOf(meant));
    return { message: `There is no variable "${name}". Did you mean "${meant}"?`, suggestion };
  });
  if (text.replaceAll(USE, '').includes('${')) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: so it is written in manifests.
    problems.push({ message: 'A variable is written as "${name}": its closing brace is missing.' });
  }
  const expanded = text.replaceAll(USE, (use, name: string) => values.get(name) ?? use);
  // texts that double each other would else grow beyond all memory
  if (expanded.length <= MAX_PATH_LENGTH) return { text: expanded, problems };
  const message = `With its variables filled in this is longer than ${MAX_PATH_LENGTH} characters.`;
  return { text, problems: [...problems, { message }] };
}

/** Variables whose texts have variables filled in themselves; of those in a cycle nothing is filled in. */
export function expandVariables(texts: Readonly<Record<string, string>>): {
  values: Map<string, string>;
  problems: Map<string, VariableProblem[]>;
} {
  const values = new Map<string, string>();
  const problems = new Map<string, VariableProblem[]>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (values.has(name)) return;
    const here = [...trail, name];
    const found: VariableProblem[] = [];
    for (const { name: other } of variablesIn(texts[name]!)) {
      const start = here.indexOf(other);
      if (start >= 0)
        found.push({ message: `A variable cannot contain itself: ${[...here.slice(start), other].join(' → ')}.` });
      else if (Object.hasOwn(texts, other)) visit(other, here);
    }
    const known = new Map(Object.keys(texts).map((each) => [each, values.get(each) ?? useOf(each)]));
    const expanded = expandText(texts[name]!, known);
    values.set(name, expanded.text);
    if (found.length + expanded.problems.length > 0) problems.set(name, [...found, ...expanded.problems]);
  };
  for (const name of Object.keys(texts)) visit(name, []);
  return { values, problems };
}
