import { createScanner, type Node } from 'jsonc-parser';
import type { TextEdit } from './manifestSymbols';

/**
 * Takes an entry of a list, or a property, out of the text, with the comma that goes with it and the lines that it has to
 * itself. Comments stay.
 */
export function removeEntry(text: string, entry: Node): TextEdit[] {
  const siblings = entry.parent?.children ?? [];
  const index = siblings.indexOf(entry);
  const end = entry.offset + entry.length;
  const comma = commaBehind(text, end);
  const last = index === siblings.length - 1;
  const own = linesOf(text, entry.offset, comma === undefined ? end : comma + 1);
  const previous = siblings[index - 1];
  const before =
    last && comma === undefined && previous ? commaBehind(text, previous.offset + previous.length) : undefined;
  return [...(before === undefined ? [] : [{ offset: before, length: 1, content: '' }]), own];
}

/** Comments may stand between. */
function commaBehind(text: string, end: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(end);
  scanner.scan();
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined;
}

/** From `start` to `end`; the line break before, too, where nothing else is on those lines, or else the blanks behind. */
function linesOf(text: string, start: number, end: number): TextEdit {
  const [before] = /(?:\r\n|\r|\n)?[ \t]*$/.exec(text.slice(0, start))!;
  const [blanks] = /^[ \t]*/.exec(text.slice(end))!;
  const alone = /^[\r\n]/.test(before) && /^(?:[\r\n]|$)/.test(text.slice(end + blanks.length));
  const from = alone ? start - before.length : start;
  return { offset: from, length: end + blanks.length - from, content: '' };
}
