/** What a panel tells its page of an explanation: as `Explanation`, with names for people, and pictures as URIs. */

import * as z from 'zod/mini';
import { ACTORS, ASPECTS, type Effect } from './explanation';
import { FACTOR_IDS } from './factors';

const text = z.string();
const number = z.number();
const optional = <T extends z.ZodMiniType>(schema: T) => z.optional(z.union([schema, z.undefined()]));
const sides = z.object({ width: number, height: number });
const regions = z.object({ columns: number, rows: number, values: z.array(z.nullable(number)) });
const factor = z.enum(FACTOR_IDS);
const effects = z.object({ style: number, structure: number, colour: number } satisfies Record<Effect, typeof number>);
const actor = z.enum(ACTORS.map(({ id }) => id));

/** Known bit by bit: what is not there yet is left out. */
export const toldSchema = z.object({
  judge: optional(text),
  sizes: optional(z.object({ maps: sides, stages: sides })),
  recipe: optional(
    z.object({
      /** `style` is its id, to tune with; undefined where that is the built-in style's no more. */
      parts: z.array(z.object({ name: text, share: number, style: text })),
      open: number,
      words: z.array(text),
    }),
  ),
  factors: optional(
    z.object({
      parts: z.array(
        z.object({
          ...{ id: factor, amount: number, set: number },
          ...{ most: optional(text), least: optional(text) },
          effects: z.array(z.object({ id: factor, change: number })),
        }),
      ),
      open: number,
    }),
  ),
  discriminator: optional(
    z.object({
      unlike: z.object({ before: number, base: optional(number), after: number, reference: number }),
      map: regions,
    }),
  ),
  distance: optional(
    z.object({
      ...{ style: number, structure: number },
      layers: z.array(
        z.object({
          ...{ layer: text, aspect: z.enum(ASPECTS), weight: number },
          ...{ styleBefore: number, style: number, content: number },
        }),
      ),
      ...{ reached: regions, lost: regions },
    }),
  ),
  stages: optional(
    z.object({
      ...{ nobody: effects, all: effects },
      actors: z.array(z.object({ id: actor, shares: effects, without: effects })),
    }),
  ),
  origin: optional(
    z.object({
      ...{ columns: number, rows: number },
      spots: z.array(z.array(z.object({ reference: number, x: number, y: number, strength: number }))),
    }),
  ),
  advice: optional(z.array(z.object({ id: text, message: text, control: text, values: z.array(number) }))),
  faithfulness: optional(
    z.array(
      z.object({
        map: z.enum(['lost', 'reached', 'unlike']),
        way: z.enum(['deletion', 'insertion']),
        ...{ gain: number, spread: number },
      }),
    ),
  ),
  notices: optional(z.array(text)),
  /** Whether a manifest makes the picture. */
  inManifest: optional(z.boolean()),
  pictures: optional(
    z.object({
      ...{ before: text, after: text, references: z.array(text), content: z.array(text) },
      without: optional(z.array(text)),
      factors: optional(z.array(z.object({ id: factor, less: text, more: text }))),
      unlike: optional(z.object({ before: text, base: optional(text), after: text })),
    }),
  ),
});

export type Told = z.output<typeof toldSchema>;

/** How far an explanation is, 0…1, and what is new of it; `id` is the page's own, of what it asked for. */
export const explainedSchema = z.object({ id: number, share: optional(number), told: optional(toldSchema) });

export type Explained = z.output<typeof explainedSchema>;

/** What a hint can do that the page can't. */
export const EXPLAIN_ACTS = ['train', 'mask', 'even'] as const;
