import { isBuiltin } from './builtinStyles';
import type { Credit } from './credits';
import { asList, findStyle, type Manifest } from './manifest';
import { flattenStyle, normalizeReference, partsOf, type WeightedReference } from './styles';

/** A reference picture of a style, and what is said of it. */
export interface CreditedReference extends WeightedReference, Credit {
  /** The style that names the picture: it is the one to be credited in. */
  style: string;
}

/** All reference pictures that a style comes down to, heaviest first. */
export function creditsOf(manifest: Pick<Manifest, 'styles'>, name: string): CreditedReference[] {
  const said = new Map<string, Credit & { style: string }>();
  collect(manifest, name, said, new Set());
  return flattenStyle(manifest, name)
    .map((reference) => ({ ...reference, style: name, ...said.get(reference.path) }))
    .sort((a, b) => b.weight - a.weight);
}

/** What the styles that come with Stylize are under: NOTICE says so. */
const BUILTIN: Credit = { license: 'CC0-1.0', author: 'Stylize', source: 'comes with Stylize' };

function collect(
  manifest: Pick<Manifest, 'styles'>,
  name: string,
  said: Map<string, Credit & { style: string }>,
  seen: Set<string>,
): void {
  const style = findStyle(manifest, name);
  if (!style || seen.has(name)) return;
  seen.add(name);
  for (const part of partsOf(style)) collect(manifest, part, said, seen);
  if (!('reference' in style) || style.from !== undefined) return;
  const { license, author, source } = style;
  const credit: Credit = {
    ...(license !== undefined && { license }),
    ...(author !== undefined && { author }),
    ...(source !== undefined && { source }),
  };
  for (const reference of asList(style.reference)) {
    const path = normalizeReference(reference);
    // of two styles with one picture the one counts that says under which licence it is
    if (said.get(path)?.license === undefined)
      said.set(path, { style: name, ...(isBuiltin(reference) ? { ...BUILTIN, ...credit } : credit) });
  }
}
