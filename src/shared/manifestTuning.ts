/** What to change in a manifest's text so that one picture is painted as it was tuned: comments and formatting stay. */

import type { Edit } from 'jsonc-parser';
import type { Factors } from './factors';
import { fileMatcher } from './fileMatcher';
import { folderOptions } from './folderOptions';
import { asList, findStyle, type Manifest } from './manifest';
import { freeName, layoutOf, mistakeIn, nameOf, written } from './manifestEdits';
import type { Bases } from './manifestLayers';
import type { Layout } from './manifestLayout';
import type { Range } from './manifestProblem';
import { readTree } from './manifestText';
import { parseManifest } from './parseManifest';
import { fileFor } from './plan';
import { append, at, changeRule, difference, setKey, splitRule } from './ruleEdits';
import { withFactors } from './styleWithFactors';

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
    : splitRule(withStyles, index, [request.source], { style: styleName, ...overrides }, layout, asList(rule.exclude));
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
export function plainOptions({ defaults }: Manifest) {
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
  if (!style || !('blend' in style) || style.factors) return false;
  const names = Object.keys(blend);
  if (Object.keys(style.blend).length !== names.length) return false;
  const sum = (shares: Record<string, number>) => Object.values(shares).reduce((whole, share) => whole + share, 0);
  const [one, other] = [sum(style.blend), sum(blend)];
  return names.every((name) => Math.abs((style.blend[name] ?? 0) / one - blend[name]! / other) < 1e-3);
}
