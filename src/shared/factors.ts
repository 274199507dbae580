/** Learnt factors of styles: directions in which style codes differ, each with a handle that says what it shows most. See docs/explain.md. */

/**
 * The handles, and what less and more of each looks like. They stay, whatever the base model: which learnt factor is behind one is
 * found anew with each model, by what it does to painted pictures; see training/factors.py.
 */
export const FACTORS = [
  { id: 'lightness', less: 'darker', more: 'lighter' },
  { id: 'contrast', less: 'softer in contrast', more: 'richer in contrast' },
  { id: 'colour', less: 'more muted', more: 'more colourful' },
  { id: 'warmth', less: 'cooler', more: 'warmer' },
  { id: 'tint', less: 'greener', more: 'redder' },
  { id: 'lines', less: 'fewer lines', more: 'more lines' },
  { id: 'hatching', less: 'strokes in all directions', more: 'strokes in one direction' },
  { id: 'texture', less: 'plainer areas', more: 'coarser texture' },
  { id: 'grain', less: 'smoother', more: 'grainier' },
] as const;

export type FactorId = (typeof FACTORS)[number]['id'];
export const FACTOR_IDS = FACTORS.map(({ id }) => id) as [FactorId, ...FactorId[]];

/** What is added of each factor to a style, −1…1; 1 is two standard deviations of the styles that the factors were learnt from. */
export type Factors = { [id in FactorId]?: number | undefined };

/** Least and most of an amount. */
export const FACTOR_RANGE = [-1, 1] as const;

/** Those that change anything, in the order of FACTORS, so that equal ones are equal as text; undefined for none. */
export function saidFactors(factors: Factors | undefined): Factors | undefined {
  const said = FACTOR_IDS.flatMap((id) => (factors?.[id] ? [[id, factors[id]] as const] : []));
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}
