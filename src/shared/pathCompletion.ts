import { fileMatcher } from './fileMatcher';
import { PICTURE_EXTENSIONS } from './pictureFiles';

/** A step of a path, to be put behind what stands before the last slash. */
export interface PathStep {
  kind: 'folder' | 'picture' | 'pattern';
  /** A folder's ends in a slash. */
  name: string;
  /** Pictures in it or that it matches; 1 for a picture. */
  count: number;
}

/**
 * What may follow in a path that is written up to the last slash of `before`: the folders with pictures in them, and, where
 * `patterns` are welcome, patterns for them, before the pictures themselves. Of more pictures than anybody reads only those
 * that begin as the last step of `before` does; `cut` says that even those were too many.
 */
export function pathSteps(
  before: string,
  pictures: readonly string[],
  patterns: boolean,
): { steps: PathStep[]; cut: boolean } {
  const head = before.slice(0, before.lastIndexOf('/') + 1);
  const folder = head.replace(/^(?:\.\/+)+/, '');
  if (/[*?[{|]|[!+@]\(/.test(folder)) return { steps: patterns ? patternsBehind(folder, pictures) : [], cut: false };
  const here = pictures.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
  const folders = new Map<string, number>();
  const direct: string[] = [];
  const below = new Map<string, number>();
  const flat = new Map<string, number>();
  for (const path of here) {
    if (/(?:^|\/)\./.test(path)) continue; // hidden
    const slash = path.indexOf('/');
    if (slash < 0) direct.push(path);
    else add(folders, path.slice(0, slash + 1));
    for (const counts of slash < 0 ? [flat, below] : [below]) add(counts, extensionOf(path));
  }
  const beginning = before.slice(head.length).toLowerCase();
  const fitting = direct.length > MOST ? direct.filter((name) => name.toLowerCase().startsWith(beginning)) : direct;
  return {
    steps: [
      ...[...folders].map(([name, count]): PathStep => ({ kind: 'folder', name, count })),
      ...(patterns ? patternsFor(flat, '*') : []),
      ...(patterns && folders.size > 0 ? patternsFor(below, '**/*') : []),
      ...fitting.slice(0, MOST).map((name): PathStep => ({ kind: 'picture', name, count: 1 })),
    ],
    cut: direct.length > MOST,
  };
}

/** Pictures that are listed at once. */
const MOST = 200;

function patternsBehind(folder: string, pictures: readonly string[]): PathStep[] {
  const counts = new Map<string, number>();
  const matches = fileMatcher({ input: `${folder}*` });
  for (const path of pictures) if (matches(path)) add(counts, extensionOf(path));
  return patternsFor(counts, '*');
}

/** One for all kinds of pictures that are there, one for each. */
function patternsFor(counts: Map<string, number>, stem: string): PathStep[] {
  const each = [...counts].sort(([a], [b]) => rank(a) - rank(b));
  const all = each.reduce((sum, [, count]) => sum + count, 0);
  const together = each.length > 1 ? [[`{${each.map(([extension]) => extension).join()}}`, all] as const] : [];
  return [...together, ...each].map(([extension, count]) => {
    return { kind: 'pattern', name: `${stem}.${extension}`, count };
  });
}

function rank(extension: string): number {
  return (PICTURE_EXTENSIONS as readonly string[]).indexOf(extension.toLowerCase());
}

/** As it is written: patterns tell capital letters from small ones. */
function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
