/** Which style of a manifest adds these factors: a rule can't say them. */

import { FACTOR_IDS, type FactorId, type Factors, saidFactors } from './factors';
import { findStyle, type Manifest } from './manifest';
import { freeName } from './manifestEdits';
import { factorsOf, flattenStyle, partsOf } from './styles';
import { mixedFactors } from './tuning';

/** A style that adds these factors in all: as it is, where it does so already; else one that extends it, or is one of those added. */
export function withFactors(
  manifest: Manifest,
  rule: number,
  { styleName, added }: { styleName: string; added: Record<string, object> },
  factors: Factors | undefined,
): { styleName: string; added: Record<string, object>; changed?: { factors: Factors } } {
  const isOnlyOf = (name: string) =>
    manifest.assets.every(({ style }, i) => (style === name) === (i === rule)) &&
    Object.values(manifest.styles).every((style) => !partsOf(style).includes(name));
  const isVariant = (name: string) => {
    const style = findStyle(manifest, name);
    return style?.from !== undefined && style.file === undefined && style.factors !== undefined && isOnlyOf(name);
  };
  if (!factors) return { styleName, added };
  const own = ownFactors(manifest, styleName, added);
  if (isEqual(own, factors)) return { styleName, added };
  const known = Object.keys(manifest.styles).find(
    (name) =>
      findStyle(manifest, name)?.from === styleName &&
      isLike(manifest, name, styleName) &&
      isEqual(factorsOf(manifest, name), factors),
  );
  if (known !== undefined) return { styleName: known, added };
  // what was saved before for this rule alone is said anew, rather than once more
  const present = manifest.assets[rule]!.style;
  const from = findStyle(manifest, present)?.from;
  const isSame = present === styleName || (from === styleName && isLike(manifest, present, styleName));
  if (isSame && from !== undefined && isLike(manifest, present, from) && isEqual(factorsOf(manifest, from), factors))
    return { styleName: from, added };
  if (isSame && from !== undefined && isVariant(present))
    return { styleName: present, added, changed: { factors: beyond(factorsOf(manifest, from), factors) } };
  if (Object.hasOwn(added, styleName)) {
    const style = added[styleName]!;
    return { styleName, added: { ...added, [styleName]: { ...style, factors: beyond(own, factors) } } };
  }
  const strongest = FACTOR_IDS.reduce((a, b) => (moved(own, factors, b) > moved(own, factors, a) ? b : a));
  const name = freeName(`${styleName}-${strongest}`, [...Object.keys(manifest.styles), ...Object.keys(added)]);
  const style = { extends: styleName, factors: beyond(own, factors) };
  return { styleName: name, added: { ...added, [name]: style } };
}

const moved = (own: Factors | undefined, factors: Factors, id: FactorId): number =>
  Math.abs((factors[id] ?? 0) - (own?.[id] ?? 0));

function isEqual(one: Factors | undefined, other: Factors | undefined): boolean {
  return JSON.stringify(saidFactors(one)) === JSON.stringify(saidFactors(other));
}

/** What a style that extends one with `own` factors has to say: 0 takes one away. */
function beyond(own: Factors | undefined, factors: Factors): Factors {
  return Object.fromEntries(
    FACTOR_IDS.flatMap((id) => (moved(own, factors, id) > 0 ? [[id, factors[id] ?? 0] as const] : [])),
  );
}

/** Of a style of the manifest, or of one that is added: a blend has those of its parts. */
function ownFactors(manifest: Manifest, name: string, added: Record<string, object>): Factors | undefined {
  const style = added[name] as { blend?: Record<string, number> } | undefined;
  if (!style) return factorsOf(manifest, name);
  const parts = Object.entries(style.blend ?? {});
  return parts.length > 0
    ? saidFactors(mixedFactors(parts.map(([part, weight]) => ({ factors: factorsOf(manifest, part), weight }))))
    : undefined;
}

/** Whether styles are the same but for factors. */
function isLike(manifest: Manifest, one: string, other: string): boolean {
  const plain = (name: string) => {
    const { strength, preserveColor, strokeScale } = findStyle(manifest, name)!;
    return JSON.stringify([strength, preserveColor, strokeScale, flattenStyle(manifest, name)]);
  };
  return plain(one) === plain(other);
}
