/** What people say of outputs, kept in `.stylize/review.json` beside the manifest. */

import * as z from 'zod/mini';

export const VERDICTS = ['accepted', 'rejected'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const reviewSchema = z.object({
  version: z.literal(1),
  /** By output, as a path from the manifest's folder. */
  outputs: z.record(
    z.string(),
    z.object({
      verdict: z.optional(
        z.object({
          is: z.enum(VERDICTS),
          /** Bytes and milliseconds of the file that was judged. */
          size: z.number(),
          mtimeMs: z.number(),
        }),
      ),
      note: z.optional(z.string()),
    }),
  ),
});

export type Reviews = z.output<typeof reviewSchema>['outputs'];

/** Size and time of a file, by which it is known again. */
interface Stamp {
  size: number;
  mtimeMs: number;
}

/** What was said of an output as it is now: of one that was painted anew since, nothing. */
export function verdictOf(reviews: Reviews, output: string, now: Stamp | undefined): Verdict | undefined {
  const verdict = ownOf(reviews, output)?.verdict;
  return verdict && now && verdict.size === now.size && verdict.mtimeMs === now.mtimeMs ? verdict.is : undefined;
}

export function noteOf(reviews: Reviews, output: string): string | undefined {
  return ownOf(reviews, output)?.note;
}

/** Says that of an output as it is now; null takes back what was said. */
export function withVerdict(reviews: Reviews, output: string, verdict: Verdict | null, now: Stamp): Reviews {
  const { size, mtimeMs } = now;
  return withEntry(reviews, output, { verdict: verdict === null ? undefined : { is: verdict, size, mtimeMs } });
}

/** A note outlives what is painted; an empty one is none. */
export function withNote(reviews: Reviews, output: string, note: string): Reviews {
  return withEntry(reviews, output, { note: note.trim() || undefined });
}

function withEntry(reviews: Reviews, output: string, change: Reviews[string]): Reviews {
  const { [output]: _, ...others } = reviews;
  const { verdict, note } = { ...ownOf(reviews, output), ...change };
  if (!verdict && note === undefined) return others;
  return { ...others, [output]: { ...(verdict && { verdict }), ...(note !== undefined && { note }) } };
}

function ownOf(reviews: Reviews, output: string): Reviews[string] | undefined {
  return Object.hasOwn(reviews, output) ? reviews[output] : undefined;
}
