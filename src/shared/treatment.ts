/** How a kind of pictures is treated, whatever the style: the keys that rules and folders have in common. Pure. */

import { z } from 'zod';
import type { FolderOptions } from './manifest';
import { DITHERS, MAX_PALETTE } from './palette';
import { pathText } from './pathText';
import { type SheetOptions, sheetSchema, withAtlas } from './sheet';

const ALPHAS = ['keep', 'threshold', 'premultiplied'] as const;

const colour = z.string().regex(/^#(?:[0-9a-fA-F]{3}){1,2}$/, { error: 'must be a colour such as #ff8800' });

/** Each becomes a key of a rule and of a folder. */
export const treatmentOptions = {
  seamless: z
    .union([z.boolean(), z.enum(['x', 'y'])], { error: 'true, false, x or y' })
    .optional()
    .describe(
      'true for textures that repeat: their results do, too. x: side by side only, y: one above the other only.',
    ),
  sheet: sheetSchema
    .optional()
    .describe('The pictures are sprite sheets: each of their cells is painted by itself, what is between them stays.'),
  sequence: z
    .boolean()
    .optional()
    .describe(
      'true for frames of one shot, such as walk_001.png and walk_002.png, or the cells of a sheet: they are painted alike, so that nothing flickers.',
    ),
  smooth: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'How far frames of a sequence or an animation are blended with those before and after, along what moves, so that strokes shimmer less: 0, as without it, to 1.',
    ),
  alpha: z
    .union(
      [
        z.enum(ALPHAS),
        z.strictObject({
          threshold: z
            .number()
            .min(0)
            .max(1)
            .describe('From which alpha on a pixel is opaque: 0.5, half, as without it.'),
        }),
      ],
      { error: 'keep, threshold, premultiplied, or { "threshold": 0.5 }' },
    )
    .optional()
    .describe(
      'What becomes of transparency: keep (as without it) leaves it as it is, threshold gives hard edges, premultiplied is for pictures whose colours are multiplied by alpha, as some engines want them.',
    ),
  palette: z
    .union([pathText, z.array(colour).min(1).max(MAX_PALETTE), z.literal(false)], {
      error: 'a palette file, a list of colours such as "#ff8800", or false',
    })
    .optional()
    .describe(
      'The only colours that results may have: a list, or a file: .gpl, .hex, .pal, .act, or a picture of at most 256 colours. false: any.',
    ),
  dither: z
    .enum(DITHERS)
    .optional()
    .describe(
      'How colours that the palette lacks are mixed from those it has: none (as without it), ordered (a regular pattern), floyd-steinberg (grain).',
    ),
  brandColors: z
    .array(
      z.union(
        [
          colour,
          z.strictObject({
            color: colour.describe('The colour, such as #e30613.'),
            tolerance: z
              .number()
              .min(0)
              .max(50)
              .optional()
              .describe('How far from it a colour may be to count as it, in ΔE2000: 8, as without it.'),
          }),
        ],
        { error: 'a colour such as "#e30613", or { "color": "#e30613", "tolerance": 8 }' },
      ),
    )
    .optional()
    .describe('Colours that are not painted over, such as those of a logo. [] for none.'),
  mask: z
    .union([pathText, z.literal(false)], { error: 'a path with fields such as {dir}/{name}-mask.png, or false' })
    .optional()
    .describe(
      'A picture that says what stays: white keeps the source, black is painted, grey is between. {dir}, {name} and {ext} are those of the source. false: none.',
    ),
};

const treatmentSchema = z.object(treatmentOptions);

/** As a rule or a folder writes it, or as it holds for one picture. */
export type Treatment = z.infer<typeof treatmentSchema>;

/** Along which axes a texture repeats, so that its result does too; both for true. */
export type Seamless = NonNullable<Treatment['seamless']>;

/** A colour that is not painted over, as it is written. */
export type BrandColour = NonNullable<Treatment['brandColors']>[number];

/** Alpha from which on a pixel is opaque, 0…1; undefined where edges stay soft. */
export function thresholdOf({ alpha }: Treatment): number | undefined {
  return alpha === 'threshold' ? 0.5 : typeof alpha === 'object' ? alpha.threshold : undefined;
}

/** What is said of it there. */
export function saidOf(options: Treatment): Treatment {
  const said = KEYS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]);
  return Object.fromEntries(said);
}

/** What holds for a picture: each key by the rule, else by the folder. Undefined where nothing but the usual is asked for. */
export function treatmentFor(rule: { treatment: Treatment }, folder: FolderOptions): Treatment | undefined {
  const said = Object.entries({ ...saidOf(folder), ...rule.treatment }).filter(([, value]) => value !== false);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

/** The same with other paths, for the keys that name files. */
export function mapFiles(treatment: Treatment, to: (path: string, key: string) => string): Treatment {
  const mapped = Object.entries(treatment).map(([key, value]) => [
    key,
    FILES[key as keyof Treatment]?.(value, (path) => to(path, key)) ?? value,
  ]);
  return Object.fromEntries(mapped);
}

/** The files besides the picture that its result depends on, with the keys that name them. */
export function companionsOf(treatment: Treatment | undefined): readonly { key: string; path: string }[] {
  if (!treatment) return NONE;
  const found: { key: string; path: string }[] = [];
  for (const [key, value] of Object.entries(treatment))
    FILES[key as keyof Treatment]?.(value, (path) => {
      found.push({ key, path });
      return path;
    });
  return found;
}

const NONE: readonly { key: string; path: string }[] = [];

/** For each key that names files: its value with other paths. */
const FILES: { [K in keyof Treatment]?: (value: unknown, to: (path: string) => string) => Treatment[K] } = {
  sheet: (value, to) => withAtlas(value as SheetOptions, to),
  palette: (value, to) => (typeof value === 'string' ? to(value) : (value as Treatment['palette'])),
  mask: (value, to) => (typeof value === 'string' ? to(value) : undefined),
};

const KEYS = Object.keys(treatmentOptions) as (keyof Treatment)[];
