import { distance } from 'fastest-levenshtein';

/** The candidate that someone who typed `text` probably meant, or undefined where none is near. */
export function closest(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = text.toLowerCase();
  let best: string | undefined;
  // Two letters in five may be wrong, and two of three: swapped letters count as two, as in "dri" for "dir".
  let limit = Math.max(Math.min(2, text.length - 1), Math.floor(text.length * 0.4)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) >= limit) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < limit) [best, limit] = [candidate, edits];
  }
  return best;
}

/** ` Did you mean "…"?`, or nothing. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}
