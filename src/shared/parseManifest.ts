import { getNodeValue, type Node } from 'jsonc-parser';
import { type Manifest, manifestSchema } from './manifest';
import { checkManifest } from './manifestChecks';
import {
  type ManifestPath,
  type ManifestProblem,
  type PlanProblem,
  type Position,
  positionsIn,
  type Range,
  rangeOfPath,
} from './manifestProblem';
import { readTree } from './manifestText';
import { type SchemaProblem, schemaProblems } from './schemaProblems';

export interface ParsedManifest {
  /** Undefined where there is an error; present with warnings only. */
  manifest: Manifest | undefined;
  /** In the order of the text. */
  problems: ManifestProblem[];
}

/** Reads a manifest: JSON, with comments and trailing commas allowed. Never throws; what is wrong comes as problems. */
export function parseManifest(text: string): ParsedManifest {
  const { root, syntax } = readTree(text);
  const position = positionsIn(text);
  const syntaxProblems = syntax.map(({ message, offset, length }): ManifestProblem => {
    const [start, end] = [position(offset), position(offset + length)];
    return { severity: 'error', message, path: [], start, end, bySchema: true };
  });
  // Half-written text makes half a tree: complaints about what is missing there would only distract.
  if (!root || syntax.length > 0) return { manifest: undefined, problems: syntaxProblems };

  const { manifest, problems } = readManifest(root);
  const placed = problems.map((problem) => placeProblem(root, position, problem));
  placed.sort((a, b) => a.start.offset - b.start.offset);
  const failed = problems.some(({ severity }) => severity === 'error');
  return { manifest: failed ? undefined : manifest, problems: placed };
}

/** Gives the planner's problems their positions in the text that the manifest came from. Never throws. */
export function locateProblems(text: string, problems: readonly PlanProblem[]): ManifestProblem[] {
  const { root } = readTree(text);
  const position = positionsIn(text);
  return problems.map((problem) => ({ ...placeProblem(root, position, problem), planned: true }));
}

/**
 * What the planner found wrong in a saved text, placed in the text that it has become since. What it was about may have been
 * changed, or be elsewhere: then a problem is left out.
 */
export function followProblems(saved: string, problems: readonly ManifestProblem[], text: string): ManifestProblem[] {
  const now = locateProblems(text, problems);
  return now.filter(({ start, end }, index) => {
    const { start: from, end: to } = problems[index]!;
    return text.slice(start.offset, end.offset) === saved.slice(from.offset, to.offset);
  });
}

/** A problem whose place is the key itself, or a range that its path alone does not tell. */
type UnplacedProblem = SchemaProblem & Pick<ManifestProblem, 'bySchema'> & { range?: Range };

function readManifest(root: Node): { manifest: Manifest | undefined; problems: UnplacedProblem[] } {
  const known = (problem: UnplacedProblem): UnplacedProblem => ({ ...problem, bySchema: true });
  const duplicates = duplicateKeys(root, []).map(known);
  const value: unknown = getNodeValue(root);
  const result = manifestSchema.safeParse(value);
  if (!result.success) {
    return { manifest: undefined, problems: [...duplicates, ...schemaProblems(result.error.issues, value).map(known)] };
  }
  return { manifest: result.data, problems: [...duplicates, ...checkManifest(result.data)] };
}

function placeProblem(
  root: Node | undefined,
  position: (offset: number) => Position,
  { onKey, range, ...problem }: UnplacedProblem,
): ManifestProblem {
  const { offset, length } = range ?? rangeOfPath(root, problem.path, onKey);
  return { ...problem, start: position(offset), end: position(offset + length) };
}

/** The second of two equal keys: readers of JSON disagree on which one counts. */
function duplicateKeys({ type, children = [] }: Node, path: ManifestPath): UnplacedProblem[] {
  if (type === 'array') return children.flatMap((child, index) => duplicateKeys(child, [...path, index]));
  if (type !== 'object') return [];
  const seen = new Set<string>();
  return children.flatMap((property): UnplacedProblem[] => {
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
