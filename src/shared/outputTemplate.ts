/** The template of a rule's output, such as `out/{dir}/{name}.{ext}`. */

import type { OutputFormat, OutputSize } from './protocol';

export const TEMPLATE_FIELDS = ['dir', 'name', 'ext', 'style', 'width', 'height', 'scale'] as const;
/** Those that are what an entry of "outputs" says of its size. */
export const SIZE_FIELDS = ['width', 'height', 'scale'] as const;
type TemplateField = (typeof TEMPLATE_FIELDS)[number];

const FORMATS_BY_EXTENSION: ReadonlyMap<string, OutputFormat> = new Map([
  ['png', 'png'],
  ['jpg', 'jpeg'],
  ['jpeg', 'jpeg'],
  ['webp', 'webp'],
  ['avif', 'avif'],
  ['tif', 'tiff'],
  ['tiff', 'tiff'],
  ['gif', 'gif'],
]);

const FIELD = /\{([^{}]*)\}/g;

/** The fields of a template by name, known or not. */
export function fieldsOf(template: string): string[] {
  return Array.from(template.matchAll(FIELD), (match) => match[1]!);
}

/** Whether a brace is left over once all fields are taken out. */
export function hasStrayBrace(template: string): boolean {
  return /[{}]/.test(template.replace(FIELD, ''));
}

/** The format that an extension stands for, without its dot and in either case; undefined for those not written. */
export function formatOfExtension(extension: string): OutputFormat | undefined {
  return FORMATS_BY_EXTENSION.get(extension.toLowerCase());
}

/** What follows the last dot of the last segment: letters, a field, or nothing. */
export function extensionOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  // A dot in front makes a hidden file, not an extension.
  return dot > 0 ? file.slice(dot + 1) : '';
}

/** What an extension in a template says; undefined where it is `{ext}` or none. */
export function formatOfTemplate(template: string): OutputFormat | undefined {
  return formatOfExtension(extensionOf(template));
}

/** The format of one output. Sources that cannot be written in their own format, such as SVG, become PNG. */
export function formatOf(template: string, format: OutputFormat | undefined, source: string): OutputFormat {
  return format ?? formatOfTemplate(template) ?? formatOfExtension(extensionOf(source)) ?? 'png';
}

/** Fills a template in for one source (relative, forward slashes). The result is normalised: no `.`, `a/..` or `//`. */
export function renderOutput(
  template: string,
  source: string,
  styleName: string,
  format: OutputFormat,
  size: OutputSize = {},
): string {
  const { dir, name } = partsOf(source);
  return fill(template, {
    dir: withoutWayOut(dir),
    name,
    ext: format === 'jpeg' ? 'jpg' : format,
    style: styleName,
    width: `${size.width ?? ''}`,
    height: `${size.height ?? ''}`,
    scale: `${size.scale ?? ''}`,
  });
}

/** Fills in the template of a file that belongs to a source: `{dir}`, `{name}` and `{ext}` are the source's own. */
export function renderCompanion(template: string, source: string): string {
  return fill(template, partsOf(source));
}

export const COMPANION_FIELDS = ['dir', 'name', 'ext'] as const;

function partsOf(source: string): Record<(typeof COMPANION_FIELDS)[number], string> {
  const slash = source.lastIndexOf('/');
  const ext = extensionOf(source);
  const name = source.slice(slash + 1, ext ? -ext.length - 1 : undefined);
  return { dir: slash < 0 ? '' : source.slice(0, slash), name, ext };
}

function fill(template: string, fields: Partial<Record<TemplateField, string>>): string {
  if (template !== last.template) last = { template, parts: partedAtFields(template) };
  let path = '';
  for (const { text, field } of last.parts) path += field === undefined ? text : (fields[field] ?? text);
  const isRooted = isAbsolute(template) || (template.startsWith('{dir}') && isAbsolute(fields.dir ?? ''));
  return isRooted ? joinPath('', path) : normalizePath(path);
}

interface TemplatePart {
  text: string;
  /** Absent where the text stands for itself. */
  field?: TemplateField;
}

/** Of ten thousand pictures nearly all have the template of the one before. */
let last: { template: string; parts: TemplatePart[] } = { template: '', parts: [] };

function partedAtFields(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const { 0: text, 1: field, index } of template.matchAll(FIELD)) {
    parts.push({ text: template.slice(from, index) }, { text, field: field as TemplateField });
    from = index + text.length;
  }
  return [...parts, { text: template.slice(from) }];
}

/** The folder of a picture outside, as a folder inside: outputs must not follow it out. */
function withoutWayOut(folder: string): string {
  if (!isAbsolute(folder) && !folder.startsWith('..')) return folder;
  return folder.replace(/^(?:\.\.(?:\/|$)|\/+|[A-Za-z]:\/*)+/, '');
}

/** Whether a path starts at a root or a drive rather than at the manifest's folder. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path);
}

/** Without `.`, empty segments and inner `..`; those `..` that lead out of the folder stay in front. */
export function normalizePath(path: string): string {
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return path; // as nearly all of ten thousand
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(segment);
  }
  return kept.join('/');
}

/** A path seen from a folder, normalised; an absolute one stays so. */
export function joinPath(folder: string, path: string): string {
  const joined = isAbsolute(path) || folder === '' ? path : `${folder}/${path}`;
  const [root] = /^\/*/.exec(joined)!;
  return isAbsolute(joined) ? root + normalizePath(joined) : normalizePath(joined);
}
