import { PICTURE_EXTENSIONS } from './pictureFiles';

/**
 * What a rule's "input" says for one picture, or for all pictures of a folder.
 * @param path from the manifest's folder, with forward slashes; empty for that folder itself
 */
export function ruleInput(path: string, isFolder: boolean): string {
  if (!isFolder) return path;
  const pictures = `**/*.{${PICTURE_EXTENSIONS.join(',')}}`;
  return path === '' ? pictures : `${path.replaceAll(/[*?[\]{}()!+@|]/g, '\\$&')}/${pictures}`;
}
