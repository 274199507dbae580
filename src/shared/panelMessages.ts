/** What the before/after panel and its page say to each other. Pictures are URIs. */

import * as z from 'zod/mini';
import { EXPLAIN_ACTS, explainedSchema, toldSchema } from './explainMessages';
import { PROBLEM_KINDS } from './protocol';
import type { ReportAsset, ReportModel, TileSet } from './report';
import { tuneSettingsSchema, tuneStyleSchema } from './tuning';

const text = z.string();
const optionalText = z.optional(z.union([text, z.undefined()]));
const failure = z.object({ cause: text, remedy: text });
const milliseconds = z.object({ decode: z.number(), network: z.number(), encode: z.number() });

export const reportAssetSchema: z.ZodMiniType<ReportAsset> = z.object({
  source: text,
  output: text,
  style: text,
  width: z.number(),
  height: z.number(),
  before: optionalText,
  after: optionalText,
  names: z.optional(z.union([z.object({ before: text, after: text }), z.undefined()])),
  milliseconds: z.optional(z.union([milliseconds, z.undefined()])),
  cached: z.boolean(),
  animated: z.optional(z.union([z.literal('plays'), z.literal('still'), z.undefined()])),
  failure: z.optional(z.union([failure, z.undefined()])),
});

const model: z.ZodMiniType<ReportModel> = z.object({
  title: text,
  generated: text,
  totals: z.object({ done: z.number(), cached: z.number(), failed: z.number(), milliseconds: z.number() }),
  styles: z.array(z.object({ name: text, thumbnail: optionalText })),
  assets: z.array(reportAssetSchema),
  words: z.optional(z.union([z.record(text, text), z.undefined()])),
  large: z.optional(z.union([z.boolean(), z.undefined()])),
  tunable: z.optional(z.union([z.boolean(), z.undefined()])),
});

/** A run as the page remembers it for the panel, so that it can be shown again after the window was reloaded. */
export const shownRunSchema = z.object({
  title: text,
  /** From which the paths of the pictures go. */
  folder: text,
  /** The first picture is shown large at once, and nothing around it. */
  large: z.optional(z.boolean()),
  run: z.object({
    milliseconds: z.number(),
    outcomes: z.array(
      z.object({
        job: z.object({
          source: text,
          output: text,
          styleName: text,
          names: z.optional(z.object({ before: text, after: text })),
          style: z.object({
            references: z.array(z.object({ path: text, weight: z.number() })),
            strength: z.optional(z.number()),
            preserveColor: z.optional(z.boolean()),
            strokeScale: z.optional(z.number()),
            factors: z.optional(z.record(text, z.number())),
          }),
        }),
        status: z.enum(['done', 'cached', 'failed', 'planned']),
        size: z.optional(z.object({ width: z.number(), height: z.number() })),
        result: z.optional(z.object({ milliseconds })),
        problem: z.optional(
          z.object({
            kind: z.enum(PROBLEM_KINDS),
            file: text,
            cause: text,
            remedy: text,
          }),
        ),
      }),
    ),
  }),
});

export type ShownRun = z.output<typeof shownRunSchema>;

/** What to show; `run` is for the page to remember, under `SHOWN_RUN`. */
const shown = z.object({ model, run: shownRunSchema });

/** One of the pictures shown, by the paths that the model gives it. */
const picture = z.object({ source: text, output: text });
const tuned = z.object({ ...picture.shape, settings: tuneSettingsSchema });
/** A picture that was painted: its URI. */
const painted = z.object({ uri: text });
const done = { params: tuned, result: z.object({}) };

export type PanelPicture = z.output<typeof picture>;
export type Tuned = z.output<typeof tuned>;

export type Shown = z.output<typeof shown>;

const tileSet: z.ZodMiniType<TileSet> = z.object({
  width: z.number(),
  height: z.number(),
  tile: z.number(),
  levels: z.number(),
  uri: text,
});

/** The name under which the page remembers its run. */
export const SHOWN_RUN = 'run';

/** What a page asks about a picture that it shows large. */
export const LARGE_REQUESTS = {
  /** What a picture can be tuned with, and from where it starts: as it is painted by now. */
  tuning: {
    params: picture,
    result: z.object({
      styles: z.array(tuneStyleSchema),
      start: tuneSettingsSchema,
      /** Whether a manifest makes this picture, in which the settings can be saved. */
      inManifest: z.boolean(),
    }),
  },
  /** Small, at once. */
  tuneQuick: { params: tuned, result: painted },
  /** As it would be written, up to the panel's limit. */
  tuneFull: { params: tuned, result: painted },
  /** Paints the picture's output so, once; `show` follows. */
  tuneApply: done,
  /** Makes the manifest say so. */
  tuneSave: done,
  /** Puts the parameters on the clipboard. */
  tuneCopy: done,
  /** Tuning has ended: what was painted for it is no longer needed. */
  tuneEnd: { params: z.object({}), result: z.object({}) },
  /** Why the picture looks as it does, as it is painted by now; `explained` tells what is known on the way, by `id`. */
  explain: { params: z.object({ ...picture.shape, id: z.number() }), result: toldSchema },
  /** Nobody looks at explanations any more: their pictures go. */
  explainEnd: { params: z.object({}), result: z.object({}) },
  /** Does what a hint advises, or opens the place where it is done. */
  explainAct: { params: z.object({ ...picture.shape, act: z.enum(EXPLAIN_ACTS) }), result: z.object({}) },
  /** A picture of what is shown in pieces; null where it is small enough to be shown as it is. */
  tiles: { params: z.object({ path: text }), result: z.nullable(tileSet) },
};

/** From the page to the panel. */
export const PAGE_MESSAGES = {
  requests: {
    /** What to show now; null while there is nothing yet, and `show` follows. */
    shown: { params: z.object({}), result: z.nullable(shown) },
    ...LARGE_REQUESTS,
  },
  notifications: {},
};

/** From the panel to the page. */
export const PANEL_MESSAGES = {
  requests: {},
  notifications: {
    /** Something else to show: a new run. */
    show: shown,
    explained: explainedSchema,
  },
};
