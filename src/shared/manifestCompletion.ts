import { BUILTIN_STYLES, builtinReference } from './builtinStyles';
import { cursorAt, type ManifestCursor, rangeFrom } from './manifestCursor';
import type { ManifestFiles } from './manifestHover';
import { outlineManifest } from './manifestOutline';
import type { Range } from './manifestProblem';
import { type ManifestScope, scopeOf } from './manifestScope';
import { COMPANION_FIELDS, SIZE_FIELDS, TEMPLATE_FIELDS } from './outputTemplate';
import { pathSteps } from './pathCompletion';
import { flattenStyle, partsOf } from './styles';
import { expandText, useOf } from './variables';

export interface ManifestCompletion {
  kind: 'style' | 'folder' | 'picture' | 'pattern' | 'field' | 'template' | 'variable';
  label: string;
  /** What is put in place of `range`. */
  insert: string;
  range: Range;
  /** Where in `insert` the cursor ends, where that is not its end. */
  caret?: number;
  /** The part of `range` before the cursor, by which items are filtered. */
  typed: Range;
  /** Pictures in a folder, or that a pattern matches. */
  count?: number;
  /** What it is, for a person. */
  detail?: string;
  /** The picture that shows what this is, as a path of the manifest. */
  picture?: string;
}

/**
 * What may be written at an offset, apart from what the schema knows: names of styles, paths and patterns, fields. In the
 * order in which it is to be shown; `cut` says that more would come up once more is typed.
 */
export function completeManifest(
  text: string,
  offset: number,
  files: ManifestFiles,
): { items: ManifestCompletion[]; cut: boolean } {
  const cursor = cursorAt(text, offset);
  if (!cursor) return { items: [], cut: false };
  const { slot } = cursor;
  const scope = scopeOf(outlineManifest(text), files.bases);
  if (slot === 'style' || slot === 'part' || slot === 'parent') return { items: styles(cursor, scope), cut: false };
  const begun = variables(cursor, scope);
  if (begun.isUse || slot === 'text') return { items: begun.items, cut: false };
  if (slot === 'output' || slot === 'atlas') return { items: [...fields(cursor), ...begun.items], cut: false };
  const isCompanion = slot === 'mask' || slot === 'palette';
  const { items, cut } = paths(cursor, files, slot === 'input' || slot === 'exclude', scope);
  const builtin = slot === 'reference' && !cursor.before.includes('/') ? builtins(cursor) : [];
  return { items: [...items, ...builtin, ...(isCompanion ? fields(cursor) : []), ...begun.items], cut };
}

function styles(cursor: ManifestCursor, { manifest }: ManifestScope): ManifestCompletion[] {
  const names = Object.keys(manifest.styles);
  const into = String(cursor.path[1]);
  const wanted = cursor.slot === 'style' ? names : names.filter((name) => mayTake(manifest, into, name));
  return wanted.map((label) => {
    const [reference] = flattenStyle(manifest, label).sort((a, b) => b.weight - a.weight);
    const { file } = manifest.styles[label]!;
    return item(cursor, 'style', label, 0, {
      ...(reference && { picture: reference.path }),
      ...(file !== undefined && { detail: file }),
    });
  });
}

/** A style takes each other once, and never itself by whatever way. */
function mayTake({ styles }: ManifestScope['manifest'], into: string, part: string): boolean {
  const seen = new Set<string>();
  const queue = [part];
  for (let style = queue.pop(); style !== undefined; style = queue.pop()) {
    if (style === into) return false;
    if (seen.has(style)) continue;
    seen.add(style);
    queue.push(...partsOf(styles[style]));
  }
  return !partsOf(styles[into]).includes(part);
}

/** `isUse`: one is being written. */
function variables(cursor: ManifestCursor, scope: ManifestScope): { items: ManifestCompletion[]; isUse: boolean } {
  const [begun = ''] = /\$(?:\{[^{}/]*)?$/.exec(cursor.before) ?? [];
  const rest = begun.length > 1 ? (/^[^{}/]*\}?/.exec(cursor.after)?.[0] ?? '') : '';
  const from = cursor.before.length - begun.length;
  const items = [...scope.variables].map(([name, value]) =>
    item({ ...cursor, after: begun ? rest : '' }, 'variable', useOf(name), from, { detail: value }),
  );
  return { items, isUse: begun !== '' };
}

function paths(cursor: ManifestCursor, files: ManifestFiles, patterns: boolean, { variables }: ManifestScope) {
  const pictures = files.pictures.filter((picture) => !files.results.has(picture));
  const { steps, cut } = pathSteps(expandText(cursor.before, variables).text, pictures, patterns);
  const from = cursor.before.lastIndexOf('/') + 1;
  const head = cursor.before.slice(0, from);
  const items = steps.map(({ kind, name, count }) => {
    if (kind === 'picture') return item(cursor, kind, name, from, { picture: expandText(head, variables).text + name });
    // another folder leaves what follows it
    const after = kind === 'folder' ? /^[^/]*\/?/.exec(cursor.after)![0] : cursor.after;
    return item({ ...cursor, after }, kind, name, from, { count });
  });
  return { items, cut };
}

function builtins(cursor: ManifestCursor): ManifestCompletion[] {
  return BUILTIN_STYLES.map((style) => {
    const picture = builtinReference(style);
    return item(cursor, 'style', picture, 0, { picture, detail: style.description });
  });
}

function fields(cursor: ManifestCursor): ManifestCompletion[] {
  const { before, after, path, slot } = cursor;
  const isOneOfSeveral = path.includes('outputs');
  const isCompanion = slot === 'mask' || slot === 'palette' || slot === 'atlas';
  const templates = templatesOf(slot, isOneOfSeveral);
  if (before === '' && after === '') return templates.map((template) => item(cursor, 'template', template, 0));
  const [begun] = /\{?\w*$/.exec(before)!;
  const from = before.length - begun.length;
  // the rest of a field that the cursor is in goes with it, and what follows a field stays
  const rest = begun.startsWith('{') ? (/^\w*\}?/.exec(after)?.[0] ?? '') : '';
  const names = isCompanion
    ? COMPANION_FIELDS
    : TEMPLATE_FIELDS.filter((field) => isOneOfSeveral || !(SIZE_FIELDS as readonly string[]).includes(field));
  return names.map((name) => item({ ...cursor, after: rest }, 'field', `{${name}}`, from));
}

const TEMPLATES = ['out/{dir}/{name}.{ext}', 'out/{style}/{dir}/{name}.{ext}', '{dir}/{name}-{style}.{ext}'];
const ATLASES = ['{dir}/{name}.json'];
const MASKS = ['{dir}/{name}-mask.png', '{dir}/masks/{name}.png'];

function templatesOf(slot: ManifestCursor['slot'], isOneOfSeveral: boolean): readonly string[] {
  if (slot === 'atlas') return ATLASES;
  if (slot === 'mask') return MASKS;
  if (slot === 'palette') return [];
  return isOneOfSeveral ? SIZED_TEMPLATES : TEMPLATES;
}
const SIZED_TEMPLATES = ['out/{dir}/{name}@2x.{ext}', 'out/{dir}/{name}.{ext}', 'out/{dir}/{name}-{width}.{ext}'];

/** Puts a text in place of what the cursor's text is from `from` on; quotes and the rest of a key are added where lacking. */
function item(
  cursor: ManifestCursor,
  kind: ManifestCompletion['kind'],
  label: string,
  from: number,
  more: Pick<ManifestCompletion, 'count' | 'detail' | 'picture'> = {},
): ManifestCompletion {
  const { quotes, slot, colon } = cursor;
  const unfinished = kind === 'folder' || kind === 'field' || kind === 'variable';
  const share = slot === 'part' && !colon ? ': 1' : '';
  const opening = quotes === 'none' ? '"' : '';
  const closing = quotes === 'none' || share || (quotes === 'open' && !unfinished) ? `"${share}` : '';
  const { offset, length } = rangeFrom(cursor, from);
  return {
    kind,
    label,
    insert: opening + label + closing,
    // the closing quote of a key is written anew, so that its share can follow
    range: { offset, length: length + (quotes === 'closed' && share ? 1 : 0) },
    typed: rangeFrom(cursor, from, false),
    ...(quotes === 'none' && unfinished && { caret: opening.length + label.length }),
    ...more,
  };
}
