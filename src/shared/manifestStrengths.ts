/** What to change in a manifest's text so that pictures of a rule have strengths of their own: comments and formatting stay. */

import type { Edit } from 'jsonc-parser';
import { fileMatcher } from './fileMatcher';
import { folderOptions } from './folderOptions';
import { groupBy } from './groupBy';
import { asList, findStyle, type Manifest } from './manifest';
import { layoutOf, mistakeIn } from './manifestEdits';
import type { Bases } from './manifestLayers';
import type { Layout } from './manifestLayout';
import { readTree } from './manifestText';
import { parseManifest } from './parseManifest';
import { changeRule, difference, splitRule } from './ruleEdits';

/** A picture that a rule takes, from the manifest's folder, and the strength that it should have. */
export interface WantedStrength {
  source: string;
  rule: number;
  strength: number;
}

/**
 * The edit that gives pictures their strengths: those that share one share a rule. Where all pictures of a rule are meant, its most
 * frequent strength becomes the rule's own. No edits: the manifest says so already.
 * @param pictures all below the manifest's folder
 */
export function saveStrengths(
  text: string,
  wanted: readonly WantedStrength[],
  pictures: readonly string[],
  fallback: Layout,
  bases?: Bases,
): { edits: Edit[] } | { refused: string } {
  const mistake = mistakeIn(text, undefined, bases);
  const { manifest } = parseManifest(text, { bases });
  const { root } = readTree(text);
  if (mistake !== undefined || !manifest || !root) return { refused: mistake ?? 'Put that right first.' };
  const layout = { ...fallback, ...layoutOf(text, root, fallback) };
  let result = text;
  for (const [rule, own] of groupBy(wanted, ({ rule }) => rule)) {
    if (!manifest.assets[rule] || own.some(({ source }) => !fileMatcher(manifest.assets[rule]!)(source)))
      return { refused: 'The rule takes other pictures by now. Try again.' };
    result = rewrite(result, manifest, rule, own, pictures, layout);
  }
  const wrong = mistakeIn(result, undefined, bases);
  return wrong === undefined ? { edits: difference(text, result) } : { refused: wrong };
}

function rewrite(
  text: string,
  manifest: Manifest,
  index: number,
  wanted: readonly WantedStrength[],
  pictures: readonly string[],
  layout: Layout,
): string {
  const rule = manifest.assets[index]!;
  const folders = folderOptions(manifest);
  const inherited = (source: string) => folders(source).strength ?? findStyle(manifest, rule.style)?.strength ?? 1;
  const groups = [...groupBy(wanted, ({ strength }) => strength)].sort(([, a], [, b]) => b.length - a.length);
  const taken = pictures.filter(fileMatcher(rule));
  const areAll = taken.every((picture) => wanted.some(({ source }) => source === picture));
  const [first, ...others] = groups;
  if (!first) return text;
  let result = text;
  const excluded = [...asList(rule.exclude)];
  const split = ([strength, group]: (typeof groups)[number]) => {
    const sources = [...new Set(group.map(({ source }) => source))];
    const { style, preserveColor, strokeScale } = rule;
    result = splitRule(result, index, sources, { style, preserveColor, strokeScale, strength }, layout, excluded);
    excluded.push(...sources);
  };
  if (areAll) {
    const [strength, group] = first;
    const isInherited = rule.strength === undefined && group.every(({ source }) => inherited(source) === strength);
    if (!isInherited) result = changeRule(result, index, { strength }, layout);
    others.forEach(split);
  } else {
    const isChanged = ([strength, group]: (typeof groups)[number]) =>
      group.some(({ source }) => (rule.strength ?? inherited(source)) !== strength);
    groups.filter(isChanged).forEach(split);
  }
  return result;
}
