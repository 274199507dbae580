/** What the styles of a manifest come down to: reference pictures with their shares. */

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
