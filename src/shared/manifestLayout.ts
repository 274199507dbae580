/** Writes JSON into a text that people format: in the manner of what stands there. */

import { createScanner, type Edit, type Node } from 'jsonc-parser';

export interface Layout {
  /** One step: spaces or a tab. */
  indent: string;
  eol: string;
}

/**
 * Appends entries to an object or list. What follows its last entry on the same line, such as a comment about it, stays
 * there; a trailing comma is kept.
 */
export function appendEntries(text: string, container: Node, entries: object, layout: Layout): Edit[] {
  if (Object.keys(entries).length === 0) return [];
  const last = container.children?.at(-1);
  return last ? appendAfter(text, container, last, entries, layout) : fill(text, container, entries, layout);
}

/** The white space in front of the line on which an offset lies. */
export function indentOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

/** JSON on one line where it fits into the width of a page, unless `spread`. The first line is not indented. */
function render(value: object, indent: string, layout: Layout, spread: boolean): string {
  const line = oneLine(value);
  const entries = Object.entries(value);
  if (entries.length === 0 || (!spread && indent.length + line.length < PAGE)) return line;
  const inner = indent + layout.indent;
  const [opening, closing] = Array.isArray(value) ? '[]' : '{}';
  const parts = entries.map(([key, part]: [string, unknown]) => {
    const name = Array.isArray(value) ? '' : `${JSON.stringify(key)}: `;
    const isGroup = typeof part === 'object' && part !== null;
    return `${inner}${name}${isGroup ? render(part, inner, layout, false) : JSON.stringify(part)}`;
  });
  return `${opening}${layout.eol}${parts.join(`,${layout.eol}`)}${layout.eol}${indent}${closing}`;
}

/** `{ "a": [1, 2] }`. No line break is inside a text: JSON escapes them. */
export function oneLine(value: unknown): string {
  const lines = JSON.stringify(value, undefined, 1);
  return lines
    .replaceAll(/\[\n\s*/g, '[')
    .replaceAll(/\n\s*\]/g, ']')
    .replaceAll(/\n\s*/g, ' ');
}

const PAGE = 120;

function appendAfter(text: string, container: Node, last: Node, entries: object, layout: Layout): Edit[] {
  const end = last.offset + last.length;
  const closing = container.offset + container.length - 1;
  const { comma, anchor } = trailing(text, end);
  const hasBreak = (from: number, to: number) => /[\r\n]/.test(text.slice(from, to));
  const isBroken = hasBreak(container.offset, last.offset) || hasBreak(end, closing);
  const indent = indentOf(text, last.offset);
  const isList = container.type === 'array';
  const spread = isBroken && (container.parent ? isList && hasBreak(last.offset, end) : true);
  const between = isBroken ? `${layout.eol}${indent}` : ' ';
  const added = items(entries, indent, layout, spread)
    .map((item) => `${between}${item}`)
    .join(',');
  if (comma !== undefined) return [insert(anchor, `${added},`)];
  return anchor === end || !isBroken ? [insert(end, `,${added}`)] : [insert(end, ','), insert(anchor, added)];
}

/** Between the brackets of an empty object or list, where a comment may stand. */
function fill(text: string, container: Node, entries: object, layout: Layout): Edit[] {
  const [opening, closing] = [container.offset + 1, container.offset + container.length - 1];
  const outer = indentOf(text, container.offset);
  const indent = outer + layout.indent;
  const inside = text.slice(opening, closing);
  const isBroken = /[\r\n]/.test(text);
  const between = isBroken ? `${layout.eol}${indent}` : ' ';
  const added = items(entries, indent, layout, isBroken && !container.parent)
    .map((item) => `${between}${item}`)
    .join(',');
  const end = isBroken ? `${layout.eol}${outer}` : ' ';
  const kept = inside.trimEnd();
  return [{ offset: opening + kept.length, length: inside.length - kept.length, content: `${added}${end}` }];
}

function items(entries: object, indent: string, layout: Layout, spread: boolean): string[] {
  if (Array.isArray(entries)) return entries.map((entry) => render(entry, indent, layout, spread));
  return Object.entries(entries).map(([key, value]) => {
    const written = typeof value === 'object' ? render(value, indent, layout, spread) : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${written}`;
  });
}

/** The comma after an entry, and the end of what belongs to the entry on its line. */
function trailing(text: string, end: number): { comma: number | undefined; anchor: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(end);
  let comma: number | undefined;
  let anchor = end;
  let isSameLine = true;
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const after = offset + scanner.getTokenLength();
    const sign = text[offset];
    if (sign === ',') {
      comma = offset;
      anchor = after;
    } else if (sign === '/') {
      if (isSameLine) anchor = after;
    } else if (sign === '\n' || sign === '\r') isSameLine = false;
    else if (sign === undefined || sign === ']' || sign === '}') return { comma, anchor };
  }
}

function insert(offset: number, content: string): Edit {
  return { offset, length: 0, content };
}
