import type { Node } from 'jsonc-parser';
import type { Manifest } from './manifest';
import { checkManifest } from './manifestChecks';
import {
  baseLayers,
  extendedBy,
  type Layer,
  type LayerProblem,
  type ManifestContext,
  readLayer,
} from './manifestLayers';
import { type ManifestProblem, type PlanProblem, type Position, positionsIn, rangeOfPath } from './manifestProblem';
import { readTree } from './manifestText';
import { resolveManifest } from './resolveManifest';

export interface ParsedManifest {
  /** Undefined where there is an error; present with warnings only. */
  manifest: Manifest | undefined;
  /** In the order of the text. */
  problems: ManifestProblem[];
}

/**
 * Reads a manifest: JSON, with comments and trailing commas allowed. Never throws; what is wrong comes as problems, also what is
 * wrong with the manifests that it extends.
 */
export function parseManifest(text: string, context: ManifestContext = {}): ParsedManifest {
  const layer = readLayer(text);
  const position = positionsIn(text);
  const { manifest, problems } = layer.syntax.length > 0 ? syntaxOf(layer) : meaningOf(layer, context);
  const placed = problems.map((problem) => placeProblem(layer.root, position, problem));
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

function syntaxOf({ syntax }: Layer): { manifest: undefined; problems: LayerProblem[] } {
  const problems = syntax.map(({ message, ...range }): LayerProblem => {
    return { severity: 'error', message, path: [], range, bySchema: true };
  });
  return { manifest: undefined, problems };
}

function meaningOf(
  layer: Layer,
  { bases, set }: ManifestContext,
): { manifest: Manifest | undefined; problems: LayerProblem[] } {
  const { written, problems } = layer;
  if (!written) return { manifest: undefined, problems };
  const { extended, problems: unnamed } = extendedBy(written, set);
  const below = bases ? baseLayers(extended, bases, set) : { layers: [], problems: [], named: [] };
  const found = [...problems, ...unnamed, ...below.problems];
  // what is inherited from what can't be read is missed everywhere
  if (unnamed.length + below.problems.length > 0) return { manifest: undefined, problems: found };
  const { manifest, problems: unresolved } = resolveManifest([...below.layers, layer], set);
  manifest.bases = [...new Set(below.named)];
  const isWhole = bases !== undefined || extended.length === 0;
  const wrong = [...found, ...(isWhole ? unresolved : [])];
  return { manifest, problems: [...wrong, ...checkManifest(manifest, written, isWhole, wrong.length === 0)] };
}

function placeProblem(
  root: Node | undefined,
  position: (offset: number) => Position,
  { range, ...problem }: LayerProblem,
): ManifestProblem {
  const { offset, length } = range ?? rangeOfPath(root, problem.path, problem.onKey);
  return { ...problem, start: position(offset), end: position(offset + length) };
}
