import { getLocation, type Location } from 'jsonc-parser';
import type { ManifestPath, Range } from './manifestProblem';
import { tooDeepAt } from './manifestText';

/** What is being written at a place of the manifest. */
export interface ManifestCursor {
  slot:
    | 'style'
    | 'part'
    | 'parent'
    | 'reference'
    | 'input'
    | 'exclude'
    | 'output'
    | 'atlas'
    | 'mask'
    | 'palette'
    | 'text';
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

/** `parent`: the style that one extends; `text`: where nothing but variables can be offered. */
function slotOf({ path, isAtPropertyKey }: Location): ManifestCursor['slot'] | undefined {
  const [top, , third] = path;
  if (top === 'styles' && third === 'blend' && path.length === 4) return isAtPropertyKey ? 'part' : undefined;
  if (isAtPropertyKey) return top === 'folders' && path.length === 2 ? 'text' : undefined;
  // of a list the entry, in the place of a single text
  const [key, ...above] = (typeof path.at(-1) === 'number' ? path.slice(0, -1) : path).toReversed();
  const place = above.toReversed();
  const isList = typeof path.at(-1) === 'number';
  const inRule = place[0] === 'assets' && place.length === 2;
  if (place.length === 0) return key === 'extends' ? 'text' : undefined;
  if (place[0] === 'variables' && place.length === 1) return isList ? undefined : 'text';
  if (place[0] === 'styles' && place.length === 2) {
    if (key === 'reference') return key;
    return key === 'extends' && !isList ? 'parent' : undefined;
  }
  if (place[0] === 'defaults' && place.length === 1) {
    if (key === 'exclude') return key;
    return key === 'output' && !isList ? key : undefined;
  }
  if (inRule && (key === 'input' || key === 'exclude')) return key;
  if (isList) return undefined;
  const inTreated = place[0] === 'assets' || place[0] === 'folders';
  if (inTreated && place[2] === 'sheet' && place.length === 3) return key === 'atlas' ? key : undefined;
  if (inRule && (key === 'style' || key === 'output')) return key;
  const isTreated = inRule || (place[0] === 'folders' && place.length === 2);
  if (isTreated && (key === 'mask' || key === 'palette')) return key;
  const inOutputs = place[0] === 'assets' && place[2] === 'outputs' && place.length === 4;
  return inOutputs && key === 'output' ? key : undefined;
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
