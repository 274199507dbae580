import { isPicture } from '../shared/pictureFiles';
import { filesBelow } from './inputs';

/** All pictures that a manifest in this folder could name without leaving it: relative, with forward slashes, sorted. */
export async function listPictures(folder: string): Promise<string[]> {
  return (await filesBelow(folder)).filter(isPicture).sort();
}
