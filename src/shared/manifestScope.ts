import type { Manifest, ManifestInput, WrittenStyle } from './manifest';
import { type Bases, baseLayers, extendedBy, type Layer } from './manifestLayers';
import type { ManifestOutline, Quoted, StyleOutline } from './manifestOutline';
import { MAX_PATH_LENGTH } from './pathText';
import { resolveManifest } from './resolveManifest';

/** What the names in a text mean, own and inherited ones. */
export interface ManifestScope {
  /** Its rules are those of the outline, by index. */
  manifest: Manifest;
  /** By name, with the texts that they stand for. */
  variables: ReadonlyMap<string, string>;
}

/** What a text that may be only half written comes down to. */
export function scopeOf(outline: ManifestOutline, bases: Bases = new Map()): ManifestScope {
  const written = writtenBy(outline);
  const { layers } = baseLayers(extendedBy(written).extended, bases);
  const own: Layer = { file: '', root: undefined, text: '', syntax: [], written, problems: [], entry: [] };
  return resolveManifest([...layers, own]);
}

function writtenBy({
  extends: bases,
  variables,
  styles,
  defaults,
  folders,
  match,
  rules,
}: ManifestOutline): ManifestInput {
  const { output, exclude, size: _size, ...rest } = defaults;
  return {
    version: 1,
    extends: textsOf(bases),
    variables: Object.fromEntries(variables.map(({ name, value }) => [name.value, value.value])),
    styles: Object.fromEntries(styles.map((style) => [style.name.value, styleOf(style)])),
    defaults: {
      ...known(rest),
      ...(output && { output: output.value }),
      ...(exclude.length > 0 && { exclude: textsOf(exclude) }),
    },
    folders: Object.fromEntries(folders.map(({ name, options }) => [name.value, options])),
    match,
    assets: rules.map(({ input, exclude, style, outputs, format }) => ({
      input: textsOf(input),
      ...(exclude.length > 0 && { exclude: textsOf(exclude) }),
      style: style?.value ?? '',
      format,
      ...(outputs.length > 0 && {
        outputs: outputs.map(({ output, format, size }) => ({ output: output?.value ?? '', format, ...known(size) })),
      }),
    })),
  };
}

function styleOf({
  references,
  parts,
  extends: from,
  strength,
  preserveColor,
  strokeScale,
}: StyleOutline): WrittenStyle {
  const options = known({ strength, preserveColor, strokeScale });
  if (from) return { extends: from.value, ...options };
  if (parts.length === 0) return { reference: textsOf(references), ...options };
  return { blend: Object.fromEntries(parts.map(({ name, share }) => [name.value, share])), ...options };
}

/** Without what no path is as long as: the text need not be valid. */
function textsOf(texts: readonly Quoted[]): string[] {
  return texts.map(({ value }) => value).filter(({ length }) => length <= MAX_PATH_LENGTH);
}

/** Without what is undefined: it would else win over what is inherited. */
function known<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
