import { getLocation, type Location } from 'jsonc-parser';
import type { ManifestPath, Range } from './manifestProblem';
import { tooDeepAt } from './manifestText';

/** What is being written at a place of the manifest. */
export interface ManifestCursor {
  slot: 'style' | 'part' | 'reference' | 'input' | 'exclude' | 'output';
  path: ManifestPath;
  /** What is written before and behind the cursor, without quotes. */
  before: string;
  after: string;
  /** Where `before` begins. */
  start: number;
  /** Of the text around the cursor; a text that is not closed ends at the cursor. */
  quotes: 'none' | 'open' | 'closed';
  /** Whether a key has its colon already. */
  colon: boolean;
}

/** Where in a manifest the cursor is, if names or paths belong there. Never throws. */
export function cursorAt(text: string, offset: number): ManifestCursor | undefined {
  if (tooDeepAt(text) !== undefined) return undefined;
  const location = getLocation(text, offset);
  const slot = slotOf(location);
  return slot && placed(text, offset, slot, location);
}

function slotOf({ path, isAtPropertyKey }: Location): ManifestCursor['slot'] | undefined {
  const [top, , key, entry, deeper] = path;
  if (top === 'styles' && key === 'blend' && path.length === 4) return isAtPropertyKey ? 'part' : undefined;
  const single = path.length === 3 || (path.length === 4 && typeof entry === 'number' && deeper === undefined);
  if (isAtPropertyKey || !single) return undefined;
  if (top === 'styles') return key === 'reference' ? key : undefined;
  if (top !== 'assets' || typeof path[1] !== 'number') return undefined;
  if (key === 'input' || key === 'exclude') return key;
  return path.length === 3 && (key === 'style' || key === 'output') ? key : undefined;
}

function placed(
  text: string,
  offset: number,
  slot: ManifestCursor['slot'],
  { path, previousNode }: Location,
): ManifestCursor | undefined {
  if (!previousNode) {
    const [before] = /[^\s"{}[\]:,]*$/.exec(text.slice(0, offset))!;
    const start = offset - before.length;
    return { slot, path, before, after: '', start, quotes: 'none', colon: false };
  }
  const token = text.slice(previousNode.offset, previousNode.offset + previousNode.length);
  if (!token.startsWith('"') || token.includes('\\')) return undefined; // what is escaped is no path that works
  const closed = token.length > 1 && token.endsWith('"');
  const start = previousNode.offset + 1;
  const end = previousNode.offset + token.length - (closed ? 1 : 0);
  if (offset < start || offset > end) return undefined;
  return {
    slot,
    path,
    before: text.slice(start, offset),
    after: closed ? text.slice(offset, end) : '',
    start,
    quotes: closed ? 'closed' : 'open',
    colon: closed && /^\s*:/.test(text.slice(end + 1)),
  };
}

/** From where the cursor is to where its text ends. */
export function rangeFrom({ start, before, after }: ManifestCursor, from: number, all = true): Range {
  return { offset: start + from, length: before.length - from + (all ? after.length : 0) };
}
