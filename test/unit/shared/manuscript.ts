import { completeManifest } from '../../../src/shared/manifestCompletion';
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

/** What is offered at ¦, and what the text is when something is accepted. */
export function completing(marked: string, files: Parameters<typeof completeManifest>[2]) {
  const { text, offset } = withCursor(marked);
  const { items } = completeManifest(text, offset, files);
  const accept = (label: string) => {
    const item = items.find((candidate) => candidate.label === label)!;
    return edited(text, [{ ...item.range, content: item.insert }]);
  };
  return { items, labels: items.map(({ label }) => label), accept };
}
