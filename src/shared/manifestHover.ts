import { fileMatcher } from './fileMatcher';
import { MAX_PATH_LENGTH } from './manifest';
import { elementAt, insideOf } from './manifestElement';
import { type ManifestOutline, type RuleOutline, stylesOf } from './manifestOutline';
import type { Range } from './manifestProblem';
import { fieldsOf, formatOf, formatOfExtension, renderOutput, TEMPLATE_FIELDS } from './outputTemplate';
import { flattenStyle, normalizeReference, type WeightedReference } from './styles';

/** The pictures below the manifest's folder, relative, with forward slashes, sorted. */
export interface ManifestFiles {
  pictures: readonly string[];
  /** Those of them that Stylize made or is going to make: no rule takes them as its input. */
  results: ReadonlySet<string>;
}

export type ManifestHover = Range &
  (
    | { kind: 'style'; references: WeightedReference[]; strength: number; preserveColor: boolean }
    | { kind: 'reference'; path: string }
    /** Pictures that a pattern names, those left out by `exclude` not among them. */
    | { kind: 'input'; count: number; first: string[]; excluded: number }
    /** How many of the pictures that "input" names this pattern leaves out. */
    | { kind: 'exclude'; count: number; first: string[] }
    /** What becomes of the first of the rule's pictures. */
    | { kind: 'output'; source: string; output: string; count: number }
  );

/** What there is to tell of the text at an offset; undefined for what needs no telling. */
export function hoverAt(outline: ManifestOutline, offset: number, files: ManifestFiles): ManifestHover | undefined {
  const element = elementAt(outline, offset);
  if (!element) return undefined;
  const { text } = element;
  const range = insideOf(text);
  switch (element.kind) {
    case 'style': {
      const style = outline.styles.find(({ name }) => name.value === text.value);
      if (!style) return undefined;
      const { strength, preserveColor } = style;
      return {
        ...range,
        kind: 'style',
        references: flattenStyle(stylesOf(outline), text.value),
        strength,
        preserveColor,
      };
    }
    case 'reference':
      return { ...range, kind: 'reference', path: normalizeReference(text.value) };
    case 'input': {
      const named = picturesOf(valuesOf([text]), [], files);
      const taken = picturesOf(valuesOf([text]), valuesOf(element.rule.exclude), files);
      return { ...range, kind: 'input', ...someOf(taken), excluded: named.length - taken.length };
    }
    case 'exclude': {
      const leavesOut = fileMatcher({ input: valuesOf([text]) });
      const named = picturesOf(valuesOf(element.rule.input), [], files);
      return { ...range, kind: 'exclude', ...someOf(named.filter(leavesOut)) };
    }
    case 'output': {
      const sources = sourcesOf(element.rule, files);
      const [source] = sources;
      const known = fieldsOf(text.value).every((field) => (TEMPLATE_FIELDS as readonly string[]).includes(field));
      return source === undefined || !known
        ? undefined
        : { ...range, kind: 'output', source, output: outputOf(element.rule, source), count: sources.length };
    }
  }
}

/** The pictures that a rule takes. */
export function sourcesOf({ input, exclude }: RuleOutline, files: ManifestFiles): string[] {
  return picturesOf(valuesOf(input), valuesOf(exclude), files);
}

/** Where a rule puts what becomes of a picture. */
export function outputOf({ output, style, format }: RuleOutline, source: string): string {
  const template = output?.value ?? '';
  return renderOutput(
    template,
    source,
    style?.value ?? '',
    formatOf(template, formatOfExtension(format ?? ''), source),
  );
}

function picturesOf(input: string[], exclude: string[], { pictures, results }: ManifestFiles): string[] {
  const matches = fileMatcher({ input, exclude });
  return pictures.filter((picture) => !results.has(picture) && matches(picture));
}

/** Without what no path is as long as: the text need not be valid. */
function valuesOf(texts: { value: string }[]): string[] {
  return texts.map(({ value }) => value).filter(({ length }) => length <= MAX_PATH_LENGTH);
}

function someOf(pictures: string[]): { count: number; first: string[] } {
  return { count: pictures.length, first: pictures.slice(0, SHOWN) };
}

const SHOWN = 5;
