/** What to change in a manifest's text so that one picture is painted as it was tuned: comments and formatting stay. */

import { applyEdits, type Edit, findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import { fileMatcher } from './fileMatcher';
import { folderOptions } from './folderOptions';
import { asList, findStyle, type Manifest } from './manifest';
import { freeName, layoutOf, mistakeIn, nameOf, written } from './manifestEdits';
import type { Bases } from './manifestLayers';
import { appendEntries, type Layout } from './manifestLayout';
import type { Range } from './manifestProblem';
import { readTree } from './manifestText';
import { parseManifest } from './parseManifest';
import { fileFor } from './plan';
import { removeEntry } from './removeEntry';
import { ruleInput } from './ruleInput';

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
  const { styleName, added } = styleFor(manifest, request);
  const style = {
    ...(findStyle(manifest, styleName) ?? plainOptions(manifest)),
    ...folderOptions(manifest)(request.source),
  };
  const { strength, preserveColor, strokeScale } = request;
  const overrides: Overrides = {
    strength: strength === style.strength ? undefined : strength,
    preserveColor: preserveColor === style.preserveColor ? undefined : preserveColor,
    strokeScale: strokeScale === style.strokeScale ? undefined : strokeScale,
  };
  const withStyles = append(text, ['styles'], added, layout);
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

/** Whether a style is a blend in the same proportions. */
function isBlend(style: Manifest['styles'][string] | undefined, blend: Record<string, number>): boolean {
  if (!style || !('blend' in style)) return false;
  const names = Object.keys(blend);
  if (Object.keys(style.blend).length !== names.length) return false;
  const sum = (shares: Record<string, number>) => Object.values(shares).reduce((whole, share) => whole + share, 0);
  const [one, other] = [sum(style.blend), sum(blend)];
  return names.every((name) => Math.abs((style.blend[name] ?? 0) / one - blend[name]! / other) < 1e-3);
}

function changeRule(text: string, index: number, values: Record<string, unknown>, layout: Layout): string {
  return Object.entries(values).reduce((current, [key, value]) => {
    const node = at(current, ['assets', index, key]);
    if (!node) return value === undefined ? current : append(current, ['assets', index], { [key]: value }, layout);
    if (value === undefined) return applyEdits(current, removeEntry(current, node.parent!));
    return applyEdits(current, [{ offset: node.offset, length: node.length, content: JSON.stringify(value) }]);
  }, text);
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
