/** What is set when a picture is tuned, and what it comes down to. */

import * as z from 'zod/mini';
import { FACTOR_IDS, FACTOR_RANGE, type FactorId, type Factors, saidFactors } from './factors';
import { STROKE_SCALES, type StyleRequest } from './protocol';
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

const amount = z.optional(z.number().check(z.gte(FACTOR_RANGE[0]), z.lte(FACTOR_RANGE[1])));

export const tuneSettingsSchema = z.object({
  /** Styles by id with their shares, any numbers above 0; several are blended. */
  shares: z.array(z.object({ style: z.string(), weight: z.number().check(z.positive()) })).check(z.minLength(1)),
  strength: z.number().check(z.gte(0), z.lte(1)),
  preserveColor: z.boolean(),
  strokeScale: z.number().check(z.gte(STROKE_SCALES[0]), z.lte(STROKE_SCALES[1])),
  /** What is added of each factor, in place of what the styles add by themselves. */
  factors: z.optional(
    z.object(Object.fromEntries(FACTOR_IDS.map((id) => [id, amount])) as Record<FactorId, typeof amount>),
  ),
});

export type TuneStyle = z.output<typeof tuneStyleSchema>;
export type TuneSettings = z.output<typeof tuneSettingsSchema>;

/**
 * What the engine is asked for. Of a style that is itself a blend each picture counts by its share.
 * @param styleOf the pictures of a style by its id, and what it adds of factors
 * @throws Error for a style that is gone
 */
export function tuneRequest(
  { shares, strength, preserveColor, strokeScale, factors }: TuneSettings,
  styleOf: (style: string) => Pick<StyleRequest, 'references' | 'factors'> | undefined,
): StyleRequest {
  const weights = new Map<string, number>();
  const own: { factors: Factors | undefined; weight: number }[] = [];
  for (const { style, weight } of shares) {
    const { references, factors: added } = styleOf(style) ?? {};
    if (!references?.length) throw new Error(`There is no style "${style}" any more.`);
    own.push({ factors: added, weight });
    const whole = references.reduce((sum, reference) => sum + reference.weight, 0);
    for (const reference of references)
      weights.set(reference.path, (weights.get(reference.path) ?? 0) + (weight * reference.weight) / whole);
  }
  const references = [...weights].map(([path, weight]) => ({ path, weight: Number(weight.toFixed(6)) }));
  const said = saidFactors(factors ?? mixedFactors(own));
  return { references, strength, preserveColor, strokeScale, ...(said && { factors: said }) };
}

/** What a blend adds of each factor. @param parts what its parts add, with their shares, any numbers above 0 */
export function mixedFactors(
  parts: readonly { factors?: Factors | undefined; weight: number }[],
): Record<FactorId, number> {
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  const amountOf = (id: FactorId) =>
    parts.reduce((sum, { factors, weight }) => sum + ((factors?.[id] ?? 0) * weight) / whole, 0);
  return Object.fromEntries(FACTOR_IDS.map((id) => [id, Number(amountOf(id).toFixed(6))])) as Record<FactorId, number>;
}

/** The command that paints a picture so, for a shell of this system. Paths are as the command line takes them. */
export function tuneCommand(source: string, { references, ...how }: StyleRequest, treatment: Treatment = {}): string {
  const { strength, preserveColor, strokeScale = 1, factors = {} } = how;
  const weighted = references.length > 1;
  return [
    'stylize apply',
    quote(source),
    ...references.map(({ path, weight }) => `--style ${quote(weighted ? `${path}:${weight}` : path)}`),
    ...(strength === 1 ? [] : [`--strength ${strength}`]),
    ...(preserveColor ? ['--preserve-color'] : []),
    ...(strokeScale === 1 ? [] : [`--stroke-scale ${strokeScale}`]),
    ...Object.entries(factors).map(([id, amount]) => `--factor ${id}=${amount}`),
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
  const { factors: _, ...others } = settings; // of the style that is tuned
  return styles.map((style) =>
    VARIANT_STRENGTHS.map((strength) => ({ ...others, shares: [{ style, weight: 1 }], strength })),
  );
}

const VARIANT_STRENGTHS = [0.25, 0.5, 0.75, 1];

/** In double quotes where need be: these are taken alike by the shells of all systems. */
function quote(text: string): string {
  if (/^[\w./:@%+,-]+$/.test(text)) return text;
  return `"${text.replaceAll(/["$`]/g, '\\$&')}"`;
}
