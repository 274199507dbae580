/** What is set when a picture is tuned, and what it comes down to. */

import * as z from 'zod/mini';
import { STROKE_SCALES, type StyleReference, type StyleRequest } from './protocol';
import { sheetText } from './sheetText';
import type { Treatment } from './treatment';

/** A style to choose; its id is the panel's own. */
export const tuneStyleSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.enum(['manifest', 'run', 'builtin']),
  /** The picture that lends the style, small, as a URI. */
  thumbnail: z.optional(z.string()),
});

export const tuneSettingsSchema = z.object({
  /** Styles by id with their shares, any numbers above 0; several are blended. */
  shares: z.array(z.object({ style: z.string(), weight: z.number().check(z.positive()) })).check(z.minLength(1)),
  strength: z.number().check(z.gte(0), z.lte(1)),
  preserveColor: z.boolean(),
  strokeScale: z.number().check(z.gte(STROKE_SCALES[0]), z.lte(STROKE_SCALES[1])),
});

export type TuneStyle = z.output<typeof tuneStyleSchema>;
export type TuneSettings = z.output<typeof tuneSettingsSchema>;

/**
 * What the engine is asked for. Of a style that is itself a blend each picture counts by its share.
 * @param referencesOf the pictures of a style by its id
 * @throws Error for a style that is gone
 */
export function tuneRequest(
  { shares, strength, preserveColor, strokeScale }: TuneSettings,
  referencesOf: (style: string) => readonly StyleReference[] | undefined,
): StyleRequest {
  const weights = new Map<string, number>();
  for (const { style, weight } of shares) {
    const references = referencesOf(style);
    if (!references?.length) throw new Error(`There is no style "${style}" any more.`);
    const whole = references.reduce((sum, reference) => sum + reference.weight, 0);
    for (const reference of references)
      weights.set(reference.path, (weights.get(reference.path) ?? 0) + (weight * reference.weight) / whole);
  }
  const references = [...weights].map(([path, weight]) => ({ path, weight: Number(weight.toFixed(6)) }));
  return { references, strength, preserveColor, strokeScale };
}

/** The command that paints a picture so, for a shell of this system. Paths are as the command line takes them. */
export function tuneCommand(source: string, { references, ...how }: StyleRequest, treatment: Treatment = {}): string {
  const { strength, preserveColor, strokeScale = 1 } = how;
  const weighted = references.length > 1;
  return [
    'stylize apply',
    quote(source),
    ...references.map(({ path, weight }) => `--style ${quote(weighted ? `${path}:${weight}` : path)}`),
    ...(strength === 1 ? [] : [`--strength ${strength}`]),
    ...(preserveColor ? ['--preserve-color'] : []),
    ...(strokeScale === 1 ? [] : [`--stroke-scale ${strokeScale}`]),
    ...treatmentFlags(treatment),
  ].join(' ');
}

function treatmentFlags(treatment: Treatment): string[] {
  const { seamless, sheet, sequence, smooth, alpha, palette, dither, brandColors = [], mask } = treatment;
  const mode = typeof alpha === 'object' ? `threshold:${alpha.threshold}` : alpha;
  const brands = brandColors.map((brand) => {
    const { color, tolerance } = typeof brand === 'string' ? { color: brand } : brand;
    return `--brand-color ${quote(tolerance === undefined ? color : `${color}:${tolerance}`)}`;
  });
  return [
    ...(seamless ? [seamless === true ? '--seamless' : `--seamless ${seamless}`] : []),
    ...(sheet ? [`--sheet ${quote(sheetText(sheet))}`] : []),
    ...(sequence ? ['--sequence'] : []),
    ...(smooth ? [`--smooth ${smooth}`] : []),
    ...(mode ? [`--alpha ${mode}`] : []),
    ...(palette ? [`--palette ${quote(typeof palette === 'string' ? palette : palette.join())}`] : []),
    ...(palette && dither ? [`--dither ${dither}`] : []),
    ...brands,
    ...(mask ? [`--mask ${quote(mask)}`] : []),
  ];
}

/** Styles times strengths, for a grid to choose from: a row each style. */
export function variantsOf(styles: readonly string[], settings: TuneSettings): TuneSettings[][] {
  return styles.map((style) =>
    VARIANT_STRENGTHS.map((strength) => ({ ...settings, shares: [{ style, weight: 1 }], strength })),
  );
}

const VARIANT_STRENGTHS = [0.25, 0.5, 0.75, 1];

/** In double quotes where need be: these are taken alike by the shells of all systems. */
function quote(text: string): string {
  if (/^[\w./:@%+,-]+$/.test(text)) return text;
  return `"${text.replaceAll(/["$`]/g, '\\$&')}"`;
}
