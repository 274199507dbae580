import type { Treatment } from '../shared/treatment';
import type { Network } from './network/runtime';
import type { PaintOptions } from './paint';
import type { Picture } from './pictures/picture';
import { paintAtScale } from './strokeScale';

/** Paints a picture as those of its kind are treated. @param options.strokeScale 0.5 to 2; 1 if left out */
export function paintTreated(
  network: Network,
  picture: Picture,
  code: Float32Array,
  { treatment, ...options }: PaintOptions & { strokeScale?: number | undefined; treatment: Treatment },
): Promise<Picture> {
  return paintAtScale(network, picture, code, { ...options, seamless: treatment.seamless });
}
