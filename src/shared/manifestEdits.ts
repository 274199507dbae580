/** What to change in a manifest's text so that pictures take a style: comments and formatting stay. */

import { applyEdits, type Edit, findNodeAtLocation, type Node, stripComments } from 'jsonc-parser';
import { fileMatcher } from './fileMatcher';
import { type AssetRule, asList, type Defaults, type Manifest } from './manifest';
import type { Bases } from './manifestLayers';
import { appendEntries, indentOf, type Layout } from './manifestLayout';
import { outlineManifest } from './manifestOutline';
import type { ManifestPath, Range } from './manifestProblem';
import { scopeOf } from './manifestScope';
import { readTree } from './manifestText';
import { parseManifest } from './parseManifest';
import { normalizeReference } from './styles';

/** A style by what it is made of. References are paths from the manifest's folder, absolute ones, or built-in. */
export interface StyleDefinition {
  references: readonly string[];
  strength: number;
  preserveColor: boolean;
  strokeScale?: number | undefined;
}

export interface RuleRequest {
  /** A style that the manifest has, or one to add, by the name it should have if that is free. */
  style: { name: string; definition?: StyleDefinition };
  /** Paths or patterns from the manifest's folder. */
  inputs: readonly string[];
  /** From the manifest's folder. */
  outputFolder: string;
}

/** Edits, with offsets in the old text, and where the rule lies in the new one. No edits: there is such a rule already. */
export type RuleAddition = { edits: Edit[]; rule: Range; styleName: string } | { refused: string };

/**
 * Adds a rule, and its style if need be. A text without a manifest becomes one; one with mistakes is refused.
 * @param layout for what the text itself does not show
 * @param bases the manifests that it extends
 */
export function addRule(text: string, request: RuleRequest, layout: Layout, bases: Bases = new Map()): RuleAddition {
  if (stripComments(text).trim() === '') return beginManifest(text, request, layout);
  const { root } = readTree(text);
  const isAbsent = (key: unknown) => !root || !findNodeAtLocation(root, [key as string]);
  const isPlace = (path: ManifestPath) => path.length === 1 && TOP_KEYS.has(path[0]) && isAbsent(path[0]);
  const mistake = mistakeIn(text, isPlace, bases);
  if (mistake || root?.type !== 'object') return { refused: mistake ?? 'Put that right first.' };
  return addToManifest(text, root, request, { ...layout, ...layoutOf(text, root, layout) }, bases);
}

/** Edits, with offsets in the old text, and where the style lies in the new one. No edits: there is such a style already. */
export type StyleAddition = { edits: Edit[]; style: Range; styleName: string } | { refused: string };

/**
 * Adds a style, without a rule for it. As `addRule` otherwise.
 * @param name that it should have if that is free
 */
export function addStyle(
  text: string,
  { name, definition }: { name: string; definition: StyleDefinition },
  layout: Layout,
  bases: Bases = new Map(),
): StyleAddition {
  if (stripComments(text).trim() === '') return beginWithStyle(text, { name, definition }, layout);
  const { root } = readTree(text);
  const isPlace = (path: ManifestPath) =>
    path.length === 1 && TOP_KEYS.has(path[0]) && !(root && findNodeAtLocation(root, [path[0] as string]));
  const mistake = mistakeIn(text, isPlace, bases);
  if (mistake || root?.type !== 'object') return { refused: mistake ?? 'Put that right first.' };
  const { styles, defaults } = scopeOf(outlineManifest(text), bases).manifest;
  const present = nameOf(definition, styles);
  const styleName = present ?? freeName(name, Object.keys(styles));
  const stylesNode = findNodeAtLocation(root, ['styles']);
  const edits: Edit[] = [];
  if (present === undefined) {
    const style = { [styleName]: written(definition, defaults) };
    const own = { ...layout, ...layoutOf(text, root, layout) };
    const missing = {
      ...(!findNodeAtLocation(root, ['version']) && { version: 1 }),
      ...(!stylesNode && { styles: style }),
    };
    if (stylesNode) edits.push(...appendEntries(text, stylesNode, style, own));
    edits.push(...appendEntries(text, root, missing, own));
  }
  const result = applyEdits(text, edits);
  const wrong = mistakeIn(result, undefined, bases);
  if (wrong !== undefined) return { refused: wrong };
  const { offset, length } = findNodeAtLocation(readTree(result).root!, ['styles', styleName]) ?? {
    offset: 0,
    length: 0,
  };
  return { edits, style: { offset, length }, styleName };
}

function beginWithStyle(text: string, style: Parameters<typeof addStyle>[1], layout: Layout): StyleAddition {
  const { empty, before } = beginning(text, layout);
  const added = addStyle(empty, style, layout);
  if ('refused' in added) return added;
  const place = { ...added.style, offset: text.length + before.length + added.style.offset };
  const content = before + applyEdits(empty, added.edits);
  return { ...added, style: place, edits: [{ offset: text.length, length: 0, content }] };
}

const TOP_KEYS: ReadonlySet<unknown> = new Set(['version', 'styles', 'assets']);

function beginManifest(text: string, request: RuleRequest, layout: Layout): RuleAddition {
  const { empty, before } = beginning(text, layout);
  const added = addRule(empty, request, layout);
  if ('refused' in added) return added;
  const offset = text.length;
  const rule = { ...added.rule, offset: offset + before.length + added.rule.offset };
  return { ...added, rule, edits: [{ offset, length: 0, content: before + applyEdits(empty, added.edits) }] };
}

/** The smallest manifest, and what stands between it and a text of comments only. */
function beginning(text: string, { eol, indent }: Layout): { empty: string; before: string } {
  const before = text === '' || /[\r\n]$/.test(text) ? '' : eol;
  return { empty: `{${eol}${indent}"version": 1${eol}}${eol}`, before };
}

function addToManifest(text: string, root: Node, request: RuleRequest, layout: Layout, bases: Bases): RuleAddition {
  const { styles: stylesNode, assets: assetsNode } = nodesOf(root);
  const { styles, assets: rules, match, defaults } = scopeOf(outlineManifest(text), bases).manifest;
  const { name, definition } = request.style;
  const present = definition ? nameOf(definition, styles) : Object.hasOwn(styles, name) ? name : undefined;
  if (!definition && present === undefined) return { refused: `There is no style "${name}" any more.` };
  const styleName = present ?? freeName(name, Object.keys(styles));

  const inputs = request.inputs.filter((input) => !rules.some((rule) => rule.style === styleName && has(rule, input)));
  if (inputs.length === 0) {
    const index = rules.findIndex((rule) => rule.style === styleName && has(rule, request.inputs[0]!));
    return { edits: [], rule: placeOf(root, index), styleName };
  }
  const earlier = match === 'first' ? rules.findIndex((rule) => inputs.some((input) => has(rule, input))) : -1;
  if (earlier >= 0) {
    return {
      refused: `Rule ${earlier + 1} takes it already, and "match" is "first". Put a rule before that one by hand.`,
    };
  }
  const rule = {
    input: inputs.length === 1 ? inputs[0] : inputs,
    style: styleName,
    output: `${request.outputFolder}/{style}/{dir}/{name}.{ext}`,
  };
  const edits: Edit[] = [];
  const missing: Record<string, unknown> = findNodeAtLocation(root, ['version']) ? {} : { version: 1 };
  const style = definition && present === undefined ? { [styleName]: written(definition, defaults) } : {};
  if (!stylesNode) missing.styles = style;
  else if (present === undefined) edits.push(...appendEntries(text, stylesNode, style, layout));
  if (!assetsNode) missing.assets = [rule];
  else edits.push(...appendEntries(text, assetsNode, [rule], layout));
  if (Object.keys(missing).length > 0) edits.push(...appendEntries(text, root, missing, layout));
  return checked(text, edits, styleName, bases);
}

/** The place of the new rule; or why the manifest still is none, though each part of it looked right. */
function checked(text: string, edits: Edit[], styleName: string, bases: Bases): RuleAddition {
  const result = applyEdits(text, edits);
  const mistake = parseManifest(result, { bases }).problems.find(({ severity }) => severity === 'error');
  if (mistake) return { refused: `${mistake.message} Put that right first.` };
  const { root } = readTree(result);
  return { edits, rule: placeOf(root!, findNodeAtLocation(root!, ['assets'])!.children!.length - 1), styleName };
}

function placeOf(root: Node, rule: number): Range {
  const { offset, length } = findNodeAtLocation(root, ['assets', rule])!;
  return { offset, length };
}

function nodesOf(root: Node) {
  return { styles: findNodeAtLocation(root, ['styles']), assets: findNodeAtLocation(root, ['assets']) };
}

/** Why a text can't be edited as a manifest; undefined if it can. */
export function mistakeIn(
  text: string,
  isForgiven: (path: ManifestPath) => boolean = () => false,
  bases?: Bases,
): string | undefined {
  const mistake = parseManifest(text, { bases }).problems.find(
    ({ severity, path }) => severity === 'error' && !isForgiven(path),
  );
  return mistake && `line ${mistake.start.line + 1}: ${mistake.message} Put that right first.`;
}

/** Line ends and indentation as they are in the text. */
export function layoutOf(text: string, root: Node, fallback: Layout): Layout {
  const first = root.children?.[0];
  const indent = first && indentOf(text, first.offset);
  return { eol: /\r\n|\n|\r/.exec(text)?.[0] ?? fallback.eol, indent: indent || fallback.indent };
}

export function nameOf(definition: StyleDefinition, styles: Manifest['styles']): string | undefined {
  const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');
  return Object.keys(styles).find((name) => {
    const style = styles[name]!;
    if (!('reference' in style)) return false;
    const { reference, strength, preserveColor, strokeScale, factors } = style;
    const isSame = same(asList(reference).map(normalizeReference), definition.references.map(normalizeReference));
    if (!isSame || factors || strokeScale !== (definition.strokeScale ?? 1)) return false;
    return strength === definition.strength && preserveColor === definition.preserveColor;
  });
}

/** Names are parts of file names too, where capital and small letters may be the same. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const letters = wanted.replaceAll(/[^\p{L}\p{M}\p{N} ._-]+/gu, '-').replace(/^[^\p{L}\p{N}]+/u, '');
  const base = letters.replace(/[ .-]+$/, '') || 'style';
  const used = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}

/** As a person writes it: what is the same without being said is left out. */
export function written(
  { references, strength, preserveColor, strokeScale = 1 }: StyleDefinition,
  defaults: Defaults = {},
): object {
  return {
    reference: references.length === 1 ? references[0] : references,
    ...(strength !== (defaults.strength ?? 1) && { strength }),
    ...(preserveColor !== (defaults.preserveColor ?? false) && { preserveColor }),
    ...(strokeScale !== (defaults.strokeScale ?? 1) && { strokeScale }),
  };
}

/** Whether a rule takes a picture already, or names the same pattern. */
function has(rule: AssetRule, input: string): boolean {
  return asList(rule.input).includes(input) || fileMatcher(rule)(input);
}
