import type { Rgb } from '../shared/colour';
import { type Treatment, thresholdOf } from '../shared/treatment';
import { type LayoutOptions, paintLaidOut } from './layout';
import type { Network } from './network/runtime';
import { premultiplied, thresholded } from './pictures/alpha';
import { hideBrandColours, keepBrandColours } from './pictures/brandColours';
import { checkMask, keepMasked, readMask } from './pictures/mask';
import type { Picture } from './pictures/picture';
import { quantise } from './pictures/quantise';

/**
 * Paints a prepared picture as those of its kind are treated. @param options.strokeScale 0.5 to 2; 1 if left out
 * @throws Fault when its mask can't be read
 */
export async function paintTreated(
  network: Network,
  picture: Picture,
  code: Float32Array,
  options: LayoutOptions,
): Promise<Picture> {
  const { treatment } = options;
  if (treatment.mask) await checkMask(treatment.mask, picture); // rather now than once all is painted
  const show = hideBrandColours(picture, treatment.brandColors ?? []);
  const painting = paintLaidOut(network, picture, code, options);
  const painted = await painting.finally(show);
  const keep = await keeper(picture, treatment);
  return keep(painted);
}

/** What lays over a painted picture, in place, all that is to stay of its source. @throws Fault when a mask can't be read */
export async function keeper(
  source: Picture,
  { brandColors = [], mask }: Treatment,
): Promise<(painted: Picture) => Picture> {
  const shares = mask ? await readMask(mask, source) : undefined;
  return (painted) => {
    if (painted === source) return painted; // at strength 0
    keepBrandColours(painted, source, brandColors);
    if (shares) keepMasked(painted, source, shares);
    return painted;
  };
}

/** What is done to a painted picture in its final size, before it is encoded. */
export function finished(picture: Picture, treatment: Treatment, palette: readonly Rgb[] | undefined): Picture {
  const threshold = thresholdOf(treatment);
  let result = threshold === undefined ? picture : thresholded(picture, threshold);
  if (palette) result = quantise(result, palette, treatment.dither ?? 'none');
  return treatment.alpha === 'premultiplied' ? premultiplied(result) : result;
}
