/** What the styles of a manifest come down to: reference pictures with their shares. */

import { FACTOR_IDS, FACTOR_RANGE, type Factors, saidFactors } from './factors';
import { asList, findStyle, type Manifest, type Style } from './manifest';
import { isAbsolute, normalizePath } from './outputTemplate';

export interface WeightedReference {
  /** Relative to the manifest's folder, forward slashes; or absolute, where the manifest says so. */
  path: string;
  /** A share of the whole: above 0, and all of a style sum to 1. */
  weight: number;
}

/**
 * The reference pictures of a style, blends resolved, each picture once, sorted by path. Empty for an unknown style.
 * Of a style inside a blend only the pictures count: strength and colours are the blend's own.
 */
export function flattenStyle(manifest: Pick<Manifest, 'styles'>, name: string): WeightedReference[] {
  return [...sharesOf(manifest, name, new Map())]
    .map(([path, weight]) => ({ path, weight }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * What a style adds of each factor: what it says itself, and of a blend also what its parts add, by their shares, since factors are a
 * part of what a style looks like. Undefined for none.
 */
export function factorsOf(manifest: Pick<Manifest, 'styles'>, name: string): Factors | undefined {
  return saidFactors(addedBy(manifest, name, new Map()));
}

function addedBy(manifest: Pick<Manifest, 'styles'>, name: string, known: Map<string, Factors>): Factors {
  const done = known.get(name);
  if (done) return done;
  known.set(name, {}); // as in sharesOf
  const style = findStyle(manifest, name);
  const parts = style && 'blend' in style ? Object.entries(style.blend) : [];
  const whole = parts.reduce((sum, [, weight]) => sum + weight, 0);
  const added = parts.map(([part, weight]) => ({ factors: addedBy(manifest, part, known), share: weight / whole }));
  const factors: Factors = {};
  for (const id of FACTOR_IDS) {
    const sum = added.reduce((total, part) => total + part.share * (part.factors[id] ?? 0), style?.factors?.[id] ?? 0);
    factors[id] = Number(Math.min(FACTOR_RANGE[1], Math.max(FACTOR_RANGE[0], sum)).toFixed(6));
  }
  known.set(name, factors);
  return factors;
}

/** The styles that a style is made of. */
export function partsOf(style: Style | undefined): string[] {
  if (style?.from !== undefined) return [style.from];
  return style && 'blend' in style ? Object.keys(style.blend) : [];
}

/** A reference as the planner writes it. */
export function normalizeReference(path: string): string {
  return isAbsolute(path) ? path : normalizePath(path);
}

/** Shares by path. `known` holds the styles already done: blends of blends would else be walked over and over. */
function sharesOf(
  manifest: Pick<Manifest, 'styles'>,
  name: string,
  known: Map<string, Map<string, number>>,
): Map<string, number> {
  const done = known.get(name);
  if (done) return done;
  const shares = new Map<string, number>();
  // Set before it is filled: parseManifest refuses cycles, but a manifest made by hand must not hang the planner.
  known.set(name, shares);
  const add = (path: string, share: number) => shares.set(path, (shares.get(path) ?? 0) + share);
  const style = findStyle(manifest, name);
  if (style && 'blend' in style) {
    const parts = Object.entries(style.blend);
    const whole = parts.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [part, weight] of parts) {
      for (const [path, share] of sharesOf(manifest, part, known)) add(path, (share * weight) / whole);
    }
  } else if (style) {
    const references = asList(style.reference);
    for (const reference of references) add(normalizeReference(reference), 1 / references.length);
  }
  return shares;
}
