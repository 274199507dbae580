import { BUILTIN_STYLES, type BuiltinStyle, builtinReference } from './builtinStyles';
import { cursorAt, type ManifestCursor, rangeFrom } from './manifestCursor';
import type { ManifestFiles } from './manifestHover';
import { type ManifestOutline, outlineManifest, stylesOf } from './manifestOutline';
import type { Range } from './manifestProblem';
import { TEMPLATE_FIELDS } from './outputTemplate';
import { pathSteps } from './pathCompletion';
import { flattenStyle } from './styles';

export interface ManifestCompletion {
  kind: 'style' | 'folder' | 'picture' | 'pattern' | 'field' | 'template';
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
  if (slot === 'output') return { items: fields(cursor), cut: false };
  if (slot === 'style' || slot === 'part') return { items: styles(cursor, outlineManifest(text)), cut: false };
  return paths(cursor, files, slot !== 'reference');
}

function styles(cursor: ManifestCursor, outline: ManifestOutline): ManifestCompletion[] {
  const manifest = stylesOf(outline);
  const names = Object.keys(manifest.styles);
  const wanted =
    cursor.slot === 'part' ? names.filter((name) => mayBlend(outline, String(cursor.path[1]), name)) : names;
  return wanted.map((label) => {
    const [reference] = flattenStyle(manifest, label).sort((a, b) => b.weight - a.weight);
    return item(cursor, 'style', label, 0, reference && { picture: reference.path });
  });
}

/** A blend takes each style once, and never itself by whatever way. */
function mayBlend({ styles }: ManifestOutline, into: string, part: string): boolean {
  const partsOf = (style: string): string[] =>
    styles.filter(({ name }) => name.value === style).flatMap(({ parts }) => parts.map(({ name }) => name.value));
  const seen = new Set<string>();
  const queue = [part];
  for (let style = queue.pop(); style !== undefined; style = queue.pop()) {
    if (style === into) return false;
    if (seen.has(style)) continue;
    seen.add(style);
    queue.push(...partsOf(style));
  }
  return !partsOf(into).includes(part);
}

function paths(cursor: ManifestCursor, files: ManifestFiles, patterns: boolean) {
  const pictures = files.pictures.filter((picture) => !files.results.has(picture));
  const { steps, cut } = pathSteps(cursor.before, pictures, patterns);
  const from = cursor.before.lastIndexOf('/') + 1;
  const head = cursor.before.slice(0, from);
  const items = steps.map(({ kind, name, count }) => {
    if (kind === 'picture') return item(cursor, kind, name, from, { picture: head + name });
    // another folder leaves what follows it
    const after = kind === 'folder' ? /^[^/]*\/?/.exec(cursor.after)![0] : cursor.after;
    return item({ ...cursor, after }, kind, name, from, { count });
  });
  const builtin = patterns || from > 0 ? [] : BUILTIN_STYLES.map((style) => builtinItem(cursor, style));
  return { items: [...items, ...builtin], cut };
}

function builtinItem(cursor: ManifestCursor, style: BuiltinStyle): ManifestCompletion {
  const picture = builtinReference(style);
  return item(cursor, 'style', picture, 0, { picture, detail: style.description });
}

function fields(cursor: ManifestCursor): ManifestCompletion[] {
  const { before, after } = cursor;
  if (before === '' && after === '') return TEMPLATES.map((template) => item(cursor, 'template', template, 0));
  const [begun] = /\{?\w*$/.exec(before)!;
  const from = before.length - begun.length;
  // the rest of a field that the cursor is in goes with it, and what follows a field stays
  const rest = begun.startsWith('{') ? (/^\w*\}?/.exec(after)?.[0] ?? '') : '';
  return TEMPLATE_FIELDS.map((name) => item({ ...cursor, after: rest }, 'field', `{${name}}`, from));
}

const TEMPLATES = ['out/{dir}/{name}.{ext}', 'out/{style}/{dir}/{name}.{ext}', '{dir}/{name}-{style}.{ext}'];

/** Puts a text in place of what the cursor's text is from `from` on; quotes and the rest of a key are added where lacking. */
function item(
  cursor: ManifestCursor,
  kind: ManifestCompletion['kind'],
  label: string,
  from: number,
  more: Pick<ManifestCompletion, 'count' | 'detail' | 'picture'> = {},
): ManifestCompletion {
  const { quotes, slot, colon } = cursor;
  const unfinished = kind === 'folder' || kind === 'field';
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
