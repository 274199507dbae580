/** What to change in a manifest's text so that one picture is painted as it was tuned: comments and formatting stay. */

import { applyEdits, type Edit, findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import { FACTOR_IDS, type FactorId, type Factors, saidFactors } from './factors';
import { fileMatcher } from './fileMatcher';
import { folderOptions } from './folderOptions';
import { asList, findStyle, type Manifest } from './manifest';
import { freeName, layoutOf, mistakeIn, nameOf, written } from './manifestEdits';
import type { Bases } from './manifestLayers';
import { appendEntries, type Layout, oneLine } from './manifestLayout';
import type { Range } from './manifestProblem';
import { readTree } from './manifestText';
import { parseManifest } from './parseManifest';
import { fileFor } from './plan';
import { removeEntry } from './removeEntry';
import { ruleInput } from './ruleInput';
import { factorsOf, flattenStyle, partsOf } from './styles';
import { mixedFactors } from './tuning';

export interface TuningRequest {
  /** Of the picture, from the manifest's folder. */
  source: string;
  output: string;
  /** All pictures below the manifest's folder: they tell whether a rule is this picture's own. */
  pictures: readonly string[];
  /** Styles of the manifest by their names, or with `references` such as may have to be added. */
  parts: readonly { name: string; references?: readonly string[]; weight: number }[];
  strength: number;
  preserveColor: boolean;
  strokeScale: number;
  /** What the style adds of each factor, where that was set; a rule can't say it, so that a style has to. */
  factors?: Factors | undefined;
}

/** The edit, and where the picture's rule lies afterwards. No edits: the manifest says so already. */
export type TuningEdit = { edits: Edit[]; rule: Range } | { refused: string };

/**
 * Makes a manifest say what was tuned. A rule of this picture only is changed; from one of several pictures it is left out, and
 * gets one of its own behind it.
 */
export function saveTuning(text: string, request: TuningRequest, fallback: Layout, bases?: Bases): TuningEdit {
  const mistake = mistakeIn(text, undefined, bases);
  const { manifest } = parseManifest(text, { bases });
  const { root } = readTree(text);
  if (mistake !== undefined || !manifest || !root) return { refused: mistake ?? 'Put that right first.' };
  const index = manifest.assets.findIndex((_, rule) => makes(manifest, rule, request));
  if (index < 0) return { refused: `No rule makes ${request.output} any more.` };
  const layout = { ...fallback, ...layoutOf(text, root, fallback) };
  const made = styleFor(manifest, request);
  const { styleName, added, changed } = withFactors(manifest, index, made, request.factors);
  const style = {
    ...(findStyle(manifest, changed ? styleName : made.styleName) ?? plainOptions(manifest)),
    ...folderOptions(manifest)(request.source),
  };
  const { strength, preserveColor, strokeScale } = request;
  const overrides: Overrides = {
    strength: strength === style.strength ? undefined : strength,
    preserveColor: preserveColor === style.preserveColor ? undefined : preserveColor,
    strokeScale: strokeScale === style.strokeScale ? undefined : strokeScale,
  };
  const { factors } = changed ?? {};
  const revised = factors ? setKey(text, ['styles', styleName], 'factors', factors, layout) : text;
  const withStyles = append(revised, ['styles'], added, layout);
  const rule = manifest.assets[index]!;
  const isOwn = request.pictures.filter(fileMatcher(rule)).length <= 1;
  const result = isOwn
    ? changeRule(withStyles, index, { style: styleName, ...overrides }, layout)
    : splitRule(withStyles, index, request.source, { style: styleName, ...overrides }, layout, asList(rule.exclude));
  const wrong = mistakeIn(result, undefined, bases);
  if (wrong !== undefined) return { refused: wrong };
  const { offset, length } = at(result, ['assets', isOwn ? index : manifest.assets.length])!;
  return { edits: difference(text, result), rule: { offset, length } };
}

interface Overrides {
  strength: number | undefined;
  preserveColor: boolean | undefined;
  strokeScale: number | undefined;
}

/** Of a style that says nothing else. */
function plainOptions({ defaults }: Manifest) {
  const { strength = 1, preserveColor = false, strokeScale = 1 } = defaults;
  return { strength, preserveColor, strokeScale };
}

function makes(manifest: Manifest, index: number, { source, output }: TuningRequest): boolean {
  const rule = manifest.assets[index]!;
  const folder = folderOptions(manifest)(source);
  return fileMatcher(rule)(source) && rule.outputs.some((it) => fileFor(it, rule, folder, source).output === output);
}

/** The name of the style, and the entries that the manifest has to get for it. */
function styleFor(manifest: Manifest, { parts }: TuningRequest): { styleName: string; added: Record<string, object> } {
  const added: Record<string, object> = {};
  const plain = plainOptions(manifest);
  const add = (wanted: string, style: object): string => {
    const name = freeName(wanted, [...Object.keys(manifest.styles), ...Object.keys(added)]);
    added[name] = style;
    return name;
  };
  const names = parts.map(({ name, references }) => {
    if (!references) return name;
    const definition = { references, ...plain };
    return nameOf(definition, manifest.styles) ?? add(name, written(definition, manifest.defaults));
  });
  if (names.length === 1) return { styleName: names[0]!, added };
  const blend = Object.fromEntries(names.map((name, index) => [name, parts[index]!.weight]));
  const known = Object.keys(manifest.styles).find((name) => isBlend(manifest.styles[name], blend));
  return { styleName: known ?? add(names.join('-'), { blend }), added };
}

/** A style that adds these factors in all: as it is, where it does so already; else one that extends it, or is one of those added. */
function withFactors(
  manifest: Manifest,
  rule: number,
  { styleName, added }: ReturnType<typeof styleFor>,
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

/** Whether a style is a blend in the same proportions. */
function isBlend(style: Manifest['styles'][string] | undefined, blend: Record<string, number>): boolean {
  if (!style || !('blend' in style) || style.factors) return false;
  const names = Object.keys(blend);
  if (Object.keys(style.blend).length !== names.length) return false;
  const sum = (shares: Record<string, number>) => Object.values(shares).reduce((whole, share) => whole + share, 0);
  const [one, other] = [sum(style.blend), sum(blend)];
  return names.every((name) => Math.abs((style.blend[name] ?? 0) / one - blend[name]! / other) < 1e-3);
}

function changeRule(text: string, index: number, values: Record<string, unknown>, layout: Layout): string {
  return Object.entries(values).reduce(
    (current, [key, value]) => setKey(current, ['assets', index], key, value, layout),
    text,
  );
}

/** Sets a key of the object there; undefined removes it. */
function setKey(text: string, path: (string | number)[], key: string, value: unknown, layout: Layout): string {
  const node = at(text, [...path, key]);
  if (!node) return value === undefined ? text : append(text, path, { [key]: value }, layout);
  if (value === undefined) return applyEdits(text, removeEntry(text, node.parent!));
  return applyEdits(text, [{ offset: node.offset, length: node.length, content: oneLine(value) }]);
}

function splitRule(
  text: string,
  index: number,
  source: string,
  { style, ...overrides }: Record<string, unknown>,
  layout: Layout,
  excluded: readonly string[],
): string {
  const rule = getNodeValue(at(text, ['assets', index])!) as Record<string, unknown>;
  const { exclude, output } = rule;
  const kept = Object.entries(rule).filter(([key]) => !REPLACED.has(key));
  const set = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const to = output === undefined ? {} : { output };
  const own = { input: ruleInput(source, false), style, ...to, ...Object.fromEntries([...kept, ...set]) };
  const left = Array.isArray(exclude)
    ? append(text, ['assets', index, 'exclude'], [source], layout)
    : changeRule(text, index, { exclude: excluded.length > 0 ? [...excluded, source] : source }, layout);
  return append(left, ['assets'], [own], layout);
}

/** Of a rule, what a picture's own one does not take over from it. */
const REPLACED = new Set(['input', 'exclude', 'style', 'output', 'strength', 'preserveColor', 'strokeScale']);

function append(text: string, path: (string | number)[], entries: object, layout: Layout): string {
  const container = at(text, path);
  return container ? applyEdits(text, appendEntries(text, container, entries, layout)) : text;
}

function at(text: string, path: (string | number)[]): Node | undefined {
  const { root } = readTree(text);
  return root && findNodeAtLocation(root, path);
}

/** What lies between the first and the last change, as one edit: one step to undo. */
function difference(before: string, after: string): Edit[] {
  if (before === after) return [];
  let start = 0;
  while (before[start] === after[start] && start < before.length) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [{ offset: start, length: before.length - start - end, content: after.slice(start, after.length - end) }];
}
