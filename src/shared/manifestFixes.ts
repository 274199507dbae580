/** What an editor offers to do about a problem of a manifest. */

import { type FormattingOptions, findNodeAtLocation, modify, type Node } from 'jsonc-parser';
import { MAP_TREATMENTS, type MapTreatment } from './assetRole';
import { MANIFEST_VERSION } from './manifest';
import type { ManifestFiles } from './manifestHover';
import type { ManifestProblem } from './manifestProblem';
import type { TextEdit } from './manifestSymbols';
import { readTree } from './manifestText';
import { isAbsolute, normalizePath } from './outputTemplate';
import { removeEntry } from './removeEntry';

export type ManifestFix =
  /** Puts what was probably meant in place of what is there. */
  | { kind: 'replace'; edits: TextEdit[]; with: string }
  /** Adds a style of that name. `reference` is the picture of that name, or where one would be looked for. */
  | { kind: 'create-style'; edits: TextEdit[]; style: string; reference: string }
  /** Adds a style of that name with a picture that a person chooses: `withReference` tells the edits. */
  | { kind: 'create-style-from'; style: string }
  /** Lets a person choose a picture for the reference. */
  | { kind: 'choose-reference' }
  /** Makes the folder that the reference is to lie in. */
  | { kind: 'create-folder'; folder: string }
  /** Says of which version the manifest is. */
  | { kind: 'set-version'; edits: TextEdit[] }
  /** Says what is done with the maps of a rule. */
  | { kind: 'set-maps'; edits: TextEdit[]; maps: MapTreatment }
  | { kind: 'remove-rule'; edits: TextEdit[]; index: number }
  | { kind: 'remove-style'; edits: TextEdit[]; style: string };

/** The fixes for one problem, the likeliest first. Edits keep comments and the text around them as they are. */
export function fixesFor(
  text: string,
  problem: ManifestProblem,
  files: ManifestFiles,
  format: FormattingOptions,
): ManifestFix[] {
  return [...replacement(text, problem), ...remedies(text, problem, files, format)];
}

/** The edits that add a style with a reference, formatted as the text around it. */
export function addStyle(text: string, style: string, reference: string, format: FormattingOptions): TextEdit[] {
  return modify(text, ['styles', style], { reference }, { formattingOptions: format });
}

function replacement(text: string, { start, end, suggestion }: ManifestProblem): ManifestFix[] {
  if (suggestion === undefined || text[start.offset] !== '"') return [];
  const edit = { offset: start.offset, length: end.offset - start.offset, content: JSON.stringify(suggestion) };
  return [{ kind: 'replace', edits: [edit], with: suggestion }];
}

function remedies(
  text: string,
  problem: ManifestProblem,
  files: ManifestFiles,
  format: FormattingOptions,
): ManifestFix[] {
  const { kind, path } = problem;
  const { root } = readTree(text);
  const node = root && findNodeAtLocation(root, path);
  const [, second] = path;
  if (kind === 'unknown-style') {
    const style = path.includes('blend') ? String(path.at(-1)) : String(node?.value);
    const reference = pictureNamed(style, files) ?? `styles/${style}.png`;
    const edits = addStyle(text, style, reference, format);
    return [
      { kind: 'create-style', edits, style, reference },
      { kind: 'create-style-from', style },
    ];
  }
  if (kind === 'no-version') return [{ kind: 'set-version', edits: setVersion(text, node, format) }];
  if (kind === 'missing-reference') return [{ kind: 'choose-reference' }, ...missingFolder(node, files)];
  const rule = root && typeof second === 'number' ? findNodeAtLocation(root, ['assets', second]) : undefined;
  if (kind === 'no-match' && rule)
    return [{ kind: 'remove-rule', edits: removeEntry(text, rule), index: Number(second) }];
  if (kind === 'maps' && rule)
    return MAP_TREATMENTS.map((maps) => {
      const edits = modify(text, ['assets', Number(second), 'maps'], maps, { formattingOptions: format });
      return { kind: 'set-maps', edits, maps };
    });
  if (kind === 'unused-style' && node?.parent)
    return [{ kind: 'remove-style', edits: removeEntry(text, node.parent), style: String(second) }];
  return [];
}

/** At the top, where readers look for it. */
function setVersion(text: string, node: Node | undefined, format: FormattingOptions): TextEdit[] {
  if (node) return [{ offset: node.offset, length: node.length, content: `${MANIFEST_VERSION}` }];
  return modify(text, ['version'], MANIFEST_VERSION, { formattingOptions: format, getInsertionIndex: () => 0 });
}

function missingFolder(node: Node | undefined, { pictures }: ManifestFiles): ManifestFix[] {
  const reference = String(node?.value);
  const path = normalizePath(reference);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const known = isAbsolute(reference) || folder === '' || folder.startsWith('..');
  return known || pictures.some((picture) => picture.startsWith(`${folder}/`))
    ? []
    : [{ kind: 'create-folder', folder }];
}

/** A picture that is named as the style is, the one nearest to the manifest first. */
function pictureNamed(style: string, { pictures, results }: ManifestFiles): string | undefined {
  const named = pictures.filter((path) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    return file.slice(0, file.lastIndexOf('.')).toLowerCase() === style.toLowerCase() && !results.has(path);
  });
  return named.sort((a, b) => a.split('/').length - b.split('/').length)[0];
}
