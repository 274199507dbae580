/** What the review panel and its page say to each other. Pictures are URIs. */

import * as z from 'zod/mini';
import { explainedSchema } from './explainMessages';
import { LARGE_REQUESTS, reportAssetSchema } from './panelMessages';
import { VERDICTS } from './review';

const text = z.string();
const optionalText = z.optional(text);
const nothing = z.object({});

export const reviewAssetSchema = z.object({
  /** Paths from the manifest's folder. */
  source: text,
  output: text,
  style: text,
  /** Its place in the manifest's `assets`. */
  rule: z.number(),
  state: z.enum(['fresh', 'stale', 'blocked', 'waiting', 'running', 'failed']),
  /** Why it is in this state, in words. */
  why: optionalText,
  /** Whether there is an output to look at. */
  hasOutput: z.boolean(),
  /** Another one for other bytes, of the picture or of its output. */
  version: text,
  /** Whether the last run wrote it, and whether what it replaced can be brought back. */
  changed: z.boolean(),
  hasFormer: z.boolean(),
  verdict: z.optional(z.enum(VERDICTS)),
  note: optionalText,
  /** Mean, 0 to 255, where it was measured. */
  difference: z.optional(z.number()),
});

export type ReviewAsset = z.output<typeof reviewAssetSchema>;

const reviewModel = z.object({
  /** URI, by which the panel finds it again after the window was reloaded. */
  manifest: text,
  title: text,
  /** What the rules take, by their places. */
  rules: z.array(text),
  assets: z.array(reviewAssetSchema),
  /** Whether anything may be done, or only looked at. */
  trusted: z.boolean(),
  /** Something that the reviewer ought to know. */
  notice: optionalText,
  /** The rule that is to be shown, told once: another `id` for each time that somebody asks for one. */
  wanted: z.optional(z.object({ id: text, rule: z.nullable(z.number()) })),
  words: z.optional(z.record(text, text)),
});

export type ReviewModel = z.output<typeof reviewModel>;

/** The name under which the page remembers its manifest. */
export const REVIEWED = 'manifest';

const one = z.object({ output: text });

/** From the page to the panel. */
export const REVIEW_PAGE_MESSAGES = {
  requests: {
    ...LARGE_REQUESTS,
    /** All assets; null for a manifest that can't be read any more. */
    review: { params: nothing, result: z.nullable(reviewModel) },
    /** Small pictures; those that are not there are left out. */
    glimpse: {
      params: one,
      result: z.object({ before: optionalText, after: optionalText, difference: z.optional(z.number()) }),
    },
    /** To be shown large. */
    large: { params: one, result: reportAssetSchema },
    judge: { params: z.object({ output: text, verdict: z.nullable(z.enum(VERDICTS)) }), result: nothing },
    note: { params: z.object({ output: text, note: text }), result: nothing },
    /** Brings back what the last run replaced. */
    restore: { params: one, result: nothing },
    /** A contact sheet of these, where the user wants to have it. Answered once it is begun or called off. */
    sheet: { params: z.object({ outputs: z.array(text), form: z.enum(['html', 'png']) }), result: nothing },
  },
  notifications: {},
};

/** From the panel to the page. */
export const REVIEW_PANEL_MESSAGES = {
  requests: {},
  notifications: {
    show: reviewModel,
    /** These are not as they were. */
    changed: z.object({ assets: z.array(reviewAssetSchema) }),
    explained: explainedSchema,
  },
};
