import { fileMatcher } from './fileMatcher';
import { folderOptions } from './folderOptions';
import { type AssetRule, asList, findStyle } from './manifest';
import { elementAt, insideOf } from './manifestElement';
import type { Bases } from './manifestLayers';
import type { ManifestOutline } from './manifestOutline';
import type { Range } from './manifestProblem';
import { type ManifestScope, scopeOf } from './manifestScope';
import { fieldsOf, TEMPLATE_FIELDS } from './outputTemplate';
import { MAX_PATH_LENGTH } from './pathText';
import { fileFor } from './plan';
import { flattenStyle, normalizeReference, type WeightedReference } from './styles';
import { expandText } from './variables';

/** The pictures below the manifest's folder, relative, with forward slashes, sorted. */
export interface ManifestFiles {
  pictures: readonly string[];
  /** Those of them that Stylize made or is going to make: no rule takes them as its input. */
  results: ReadonlySet<string>;
  /** The manifests that it extends; absent for none. */
  bases?: Bases;
}

export type ManifestHover = Range &
  (
    | { kind: 'style'; references: WeightedReference[]; strength: number; preserveColor: boolean }
    | { kind: 'reference'; path: string }
    /** The text that a variable stands for. */
    | { kind: 'variable'; value: string }
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
  const scope = scopeOf(outline, files.bases);
  const { manifest, variables } = scope;
  const { text } = element;
  const range = insideOf(text);
  switch (element.kind) {
    case 'style': {
      const style = findStyle(manifest, text.value);
      if (!style) return undefined;
      const { strength, preserveColor } = style;
      return { ...range, kind: 'style', references: flattenStyle(manifest, text.value), strength, preserveColor };
    }
    case 'variable': {
      const value = variables.get(text.value);
      return value === undefined ? undefined : { ...range, kind: 'variable', value };
    }
    case 'reference':
      return { ...range, kind: 'reference', path: normalizeReference(expandText(text.value, variables).text) };
    case 'input': {
      const pattern = expandText(text.value, variables).text;
      const named = picturesOf(pattern, [], files);
      const taken = picturesOf(pattern, manifest.assets[element.index]!.exclude, files);
      return { ...range, kind: 'input', ...someOf(taken), excluded: named.length - taken.length };
    }
    case 'exclude': {
      const leavesOut = fileMatcher({ input: expandText(text.value, variables).text });
      const named = picturesOf(manifest.assets[element.index]!.input, [], files);
      return { ...range, kind: 'exclude', ...someOf(named.filter(leavesOut)) };
    }
    case 'output': {
      const { index, number } = element;
      const sources = sourcesOf(manifest.assets[index]!, files);
      const [source] = sources;
      const template = manifest.assets[index]!.outputs[number]!.output;
      const known = fieldsOf(template).every((field) => (TEMPLATE_FIELDS as readonly string[]).includes(field));
      return source === undefined || !known
        ? undefined
        : { ...range, kind: 'output', source, output: outputOf(scope, index, number, source), count: sources.length };
    }
    default:
      return undefined;
  }
}

/** The pictures that a rule takes, whatever other rules do. */
export function sourcesOf({ input, exclude }: Pick<AssetRule, 'input' | 'exclude'>, files: ManifestFiles): string[] {
  return picturesOf(input, exclude, files);
}

/** Where one of the outputs of a rule puts what becomes of a picture. */
export function outputOf({ manifest }: ManifestScope, rule: number, number: number, source: string): string {
  const { outputs, style } = manifest.assets[rule]!;
  return fileFor(outputs[number]!, { style }, folderOptions(manifest)(source), source).output;
}

function picturesOf(
  input: string | readonly string[],
  exclude: string | readonly string[],
  { pictures, results }: ManifestFiles,
): string[] {
  // the text need not be valid: no path is as long
  const sane = (patterns: string | readonly string[]) =>
    asList(patterns).filter(({ length }) => length <= MAX_PATH_LENGTH);
  const matches = fileMatcher({ input: sane(input), exclude: sane(exclude) });
  return pictures.filter((picture) => !results.has(picture) && matches(picture));
}

function someOf(pictures: string[]): { count: number; first: string[] } {
  return { count: pictures.length, first: pictures.slice(0, SHOWN) };
}

const SHOWN = 5;
