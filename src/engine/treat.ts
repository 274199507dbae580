import { type LayoutOptions, paintLaidOut } from './layout';
import type { Network } from './network/runtime';
import type { Picture } from './pictures/picture';

/** Paints a picture as those of its kind are treated. */
export function paintTreated(
  network: Network,
  picture: Picture,
  code: Float32Array,
  options: LayoutOptions,
): Promise<Picture> {
  return paintLaidOut(network, picture, code, options);
}
