/** What is wrong in a manifest, and where in its text. */

import { findNodeAtLocation, type Node } from 'jsonc-parser';

export type ManifestPath = (string | number)[];

/** `info`: nothing is wrong, but somebody may be surprised. */
export type Severity = 'error' | 'warning' | 'info';

/** A problem that knows its place by keys and indices, such as `['assets', 0, 'style']`. */
export interface PlanProblem {
  severity: Severity;
  /** Whole sentences for a person: what is wrong, and what is expected. */
  message: string;
  /** What was probably meant, unquoted: a quick fix puts it in place of the key or text at the problem. */
  suggestion?: string;
  path: ManifestPath;
  /** The key itself is wrong, not its value. */
  onKey?: true;
  /** Of those that an editor knows more remedies for. */
  kind?: ManifestProblemKind;
}

export type ManifestProblemKind =
  | 'unknown-style'
  | 'unused-style'
  | 'missing-reference'
  | 'no-match'
  | 'no-version'
  | 'maps';

/** Line and character from 0, counted in UTF-16 units, as editors do; the offset from the start of the text. */
export interface Position {
  line: number;
  character: number;
  offset: number;
}

export interface ManifestProblem extends PlanProblem {
  start: Position;
  end: Position;
  /** The planner's, who looks at the files that are there: the text alone does not show it. */
  planned?: true;
  /** JSON's grammar or the schema shows it too, to whoever checks these. */
  bySchema?: true;
}

/** Offsets in the text. */
export interface Range {
  offset: number;
  length: number;
}

/** Where a path lies: its value, or the key's own text with `key`; for what is missing, where it would belong. */
export function rangeOfPath(root: Node | undefined, path: ManifestPath, key = false): Range {
  const node = root && findNodeAtLocation(root, path);
  if (node && !key) return node;
  if (node?.parent?.type === 'property') return node.parent.children![0]!;
  if (path.length === 0 || !root) return { offset: root?.offset ?? 0, length: root ? 1 : 0 };
  return openingOf(root, path.slice(0, -1));
}

/** Turns offsets of one text into positions. Lines end as in editors: LF, CRLF or CR. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - starts[low]!, offset };
  };
}

/** The key of an object or list, or its opening bracket: marking a hundred lines because one is missing helps nobody. */
function openingOf(root: Node, path: ManifestPath): Range {
  const node = findNodeAtLocation(root, path);
  if (!node) return openingOf(root, path.slice(0, -1));
  return node.parent?.type === 'property' ? node.parent.children![0]! : { offset: node.offset, length: 1 };
}
