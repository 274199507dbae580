/** A manifest and those that it extends, read each on its own. */

import { getNodeValue, type Node } from 'jsonc-parser';
import { closest, didYouMean } from './closest';
import { asList, type ManifestInput, manifestSchema } from './manifest';
import { type ManifestPath, type PlanProblem, positionsIn, type Range, rangeOfPath } from './manifestProblem';
import { readTree, type SyntaxProblem } from './manifestText';
import { joinPath } from './outputTemplate';
import { schemaProblems } from './schemaProblems';
import { expandText, expandVariables } from './variables';

/** A file that a manifest extends, or why it can't be read, as a part of a sentence; `near`: other files in its place. */
export type BaseFile = { text: string } | { problem: string; near: readonly string[] };
/** By their paths from the folder of the manifest that extends them, or absolute; see `namedBases`. */
export type Bases = ReadonlyMap<string, BaseFile>;

/** What a manifest's text alone does not say. */
export interface ManifestContext {
  /** Undefined where nobody has read them: then nothing is said of what they might hold. */
  bases?: Bases | undefined;
  /** Variables by name, as set from outside: they win over those of the manifest. */
  set?: Readonly<Record<string, string>> | undefined;
}

/** A problem whose place is the key itself, or a range that its path alone does not tell. */
export type LayerProblem = PlanProblem & { bySchema?: true; range?: Range };

export interface Layer {
  /** Of a base, from the folder of the manifest that extends it, or absolute; empty for that manifest itself. */
  file: string;
  root: Node | undefined;
  text: string;
  syntax: SyntaxProblem[];
  /** Undefined where the schema has found errors. */
  written: ManifestInput | undefined;
  problems: LayerProblem[];
  /** Of a base: where the manifest extends it. */
  entry: ManifestPath;
}

/** Reads one file on its own. */
export function readLayer(text: string, file = '', entry: ManifestPath = []): Layer {
  const { root, syntax } = readTree(text);
  const layer = { file, root, text, syntax, entry };
  // Half-written text makes half a tree: complaints about what is missing there would only distract.
  if (!root || syntax.length > 0) return { ...layer, written: undefined, problems: [] };
  const value: unknown = getNodeValue(root);
  const newer = newerVersion(value);
  if (newer) return { ...layer, written: undefined, problems: [newer] };
  const duplicates = duplicateKeys(root, []);
  const result = manifestSchema.safeParse(value);
  const found = result.success ? [] : schemaProblems(result.error.issues, value);
  const problems = [...duplicates, ...found].map((problem): LayerProblem => ({ ...problem, bySchema: true }));
  return { ...layer, written: result.data, problems };
}

/** An entry of "extends". */
export interface Extended {
  path: string;
  entry: ManifestPath;
}

/** The entries of a manifest, their variables filled in; what is wrong with these is told. */
export function extendedBy(
  { extends: entries, variables = {} }: Pick<ManifestInput, 'extends' | 'variables'>,
  set: ManifestContext['set'] = {},
): { extended: Extended[]; problems: PlanProblem[] } {
  const { values } = expandVariables({ ...variables, ...set });
  const expanded = asList(entries).map((entry, index) => {
    const place: ManifestPath = typeof entries === 'string' ? ['extends'] : ['extends', index];
    return { place, ...expandText(entry, values) };
  });
  return {
    extended: expanded.flatMap(({ text, place, problems }) =>
      problems.length > 0 ? [] : [{ path: joinPath('', text), entry: place }],
    ),
    problems: expanded.flatMap(({ place, problems }) =>
      problems.map((problem): PlanProblem => ({ severity: 'error', path: place, ...problem })),
    ),
  };
}

/** The layers below a manifest, the weakest first, and what keeps them from being used, at the entries that name them. */
export function baseLayers(
  extended: readonly Extended[],
  bases: Bases,
  set: ManifestContext['set'] = {},
  trail: readonly string[] = [],
  seen: Set<string> = new Set(),
): { layers: Layer[]; problems: PlanProblem[]; named: string[] } {
  const layers: Layer[] = [];
  const problems: PlanProblem[] = [];
  const named: string[] = [];
  for (const { path, entry } of extended) {
    const refuse = (message: string, suggestion?: string) =>
      problems.push({ severity: 'error', message, path: entry, ...(suggestion !== undefined && { suggestion }) });
    named.push(path);
    if (trail.includes(path)) {
      refuse(`A manifest cannot extend itself: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}.`);
      continue;
    }
    if (trail.length >= DEEPEST) {
      refuse(
        `"${path}" is extended over more than ${DEEPEST} other manifests, perhaps through links that lead in a circle.`,
      );
      continue;
    }
    // what two files extend counts once, below both; what the manifest itself names counts at its place
    if (seen.has(path) && trail.length > 0) continue;
    seen.add(path);
    const file = bases.get(path);
    if (!file) continue; // still to be read
    if ('problem' in file) {
      const meant = closest(nameOf(path), file.near);
      const suggestion = trail.length === 0 && meant !== undefined ? joinPath(folderOf(path), meant) : undefined;
      refuse(`"${path}" can't be extended: ${file.problem}.${didYouMean(suggestion)}`, suggestion);
      continue;
    }
    const layer = readLayer(file.text, path, entry);
    const below = layer.written && extendedBy(layer.written, set);
    const own = [...layer.syntax.map(asProblem), ...layer.problems, ...(below?.problems ?? [])];
    if (own.length > 0) problems.push(problemOfBase(layer, own));
    if (!layer.written || !below) continue;
    const deeper = below.extended.map(({ path: inner }) => ({ path: joinPath(folderOf(path), inner), entry }));
    const found = baseLayers(deeper, bases, set, [...trail, path], seen);
    layers.push(...found.layers, layer);
    problems.push(...found.problems);
    named.push(...found.named);
  }
  return { layers, problems, named };
}

/** The files that a manifest extends, directly or not, as far as it can be told from those that are read already. */
export function namedBases(text: string, bases: Bases, set?: ManifestContext['set']): string[] {
  const { written } = readLayer(text);
  return written ? [...new Set(baseLayers(extendedBy(written, set).extended, bases, set).named)] : [];
}

/** One problem stands for all of a base: who reads it has to open that file anyway. */
export function problemOfBase({ file, root, text, entry }: Layer, problems: readonly LayerProblem[]): PlanProblem {
  const [first, ...others] = problems as [LayerProblem, ...LayerProblem[]];
  const { offset } = first.range ?? rangeOfPath(root, first.path, first.onKey);
  const { line } = positionsIn(text)(offset);
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return { severity: 'error', message: `${file}, line ${line + 1}: ${first.message}${more}`, path: entry };
}

/** The folder of a file of the manifest; empty for the manifest's own. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** More manifests one above the other than anybody means; links can make endless ones. */
const DEEPEST = 20;

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function asProblem({ message, offset, length }: SyntaxProblem): LayerProblem {
  return { severity: 'error', message, path: [], range: { offset, length } };
}

/** What later versions hold can't be known: any other complaint about it would only mislead. */
function newerVersion(value: unknown): LayerProblem | undefined {
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= 1) return undefined;
  const message = `This manifest is of version ${version}, and this Stylize reads version 1 only. Install the newer Stylize that it was written for.`;
  return { severity: 'error', message, path: ['version'] };
}

/** The second of two equal keys: readers of JSON disagree on which one counts. */
function duplicateKeys({ type, children = [] }: Node, path: ManifestPath): LayerProblem[] {
  if (type === 'array') return children.flatMap((child, index) => duplicateKeys(child, [...path, index]));
  if (type !== 'object') return [];
  const seen = new Set<string>();
  return children.flatMap((property): LayerProblem[] => {
    const [keyNode, valueNode] = property.children as [Node, Node];
    const key = String(keyNode.value);
    const inner = duplicateKeys(valueNode, [...path, key]);
    if (!seen.has(key)) {
      seen.add(key);
      return inner;
    }
    const message = `"${key}" is given twice.`;
    return [{ severity: 'error', message, path: [...path, key], range: keyNode }, ...inner];
  });
}
