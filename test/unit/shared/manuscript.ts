import type { TextEdit } from '../../../src/shared/manifestSymbols';

/** A text whose cursor is written as ¦. */
export function withCursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('¦');
  if (offset < 0) throw new Error('there is no ¦ in the text');
  return { text: marked.replace('¦', ''), offset };
}

/** Edits name offsets of the text as it was, as in editors. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((left, { offset, length, content }) => left.slice(0, offset) + content + left.slice(offset + length), text);
}
