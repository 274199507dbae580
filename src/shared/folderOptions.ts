import { closest, didYouMean } from './closest';
import type { FolderOptions, Manifest } from './manifest';
import type { PlanProblem } from './manifestProblem';

/** Tells what "folders" says of a picture: each option by the deepest folder that says it. */
export function folderOptions({ folders }: Pick<Manifest, 'folders'>): (source: string) => FolderOptions {
  const shallowFirst = [...folders].sort((a, b) => a.folder.length - b.folder.length);
  if (folders.length === 0) return () => NOTHING;
  return (source) => {
    const around = shallowFirst.filter(({ folder }) => isBelow(source, folder));
    return Object.assign({}, ...around.map(({ folder: _folder, place: _place, ...options }) => options));
  };
}

const NOTHING: FolderOptions = {};

/** Folders without a file: most likely misspelt. */
export function warnOfMissingFolders({ folders }: Manifest, files: readonly string[]): PlanProblem[] {
  const missing = folders.filter(({ folder }) => !files.some((file) => isBelow(file, folder)));
  if (missing.length === 0) return [];
  const present = new Set(files.flatMap(foldersOf));
  return missing.map(({ folder, place }) => {
    const suggestion = closest(folder, present);
    const message = `There is no folder "${folder}" with pictures.${didYouMean(suggestion)}`;
    const meant = suggestion !== undefined && { suggestion };
    return { severity: 'warning', path: place, message, onKey: true, ...meant };
  });
}

function isBelow(file: string, folder: string): boolean {
  return folder === '' ? !file.startsWith('../') : file.startsWith(`${folder}/`);
}

/** All folders around a file, but for that of the manifest. */
function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
