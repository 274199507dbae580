import { glob } from 'tinyglobby';
import { isPicture } from '../shared/pictureFiles';
import { IGNORED } from './inputs';

/** All pictures that a manifest in this folder could name without leaving it: relative, with forward slashes, sorted. */
export async function listPictures(folder: string): Promise<string[]> {
  const files = await glob('**/*', { cwd: folder, dot: true, ignore: IGNORED });
  return files.filter(isPicture).sort();
}
