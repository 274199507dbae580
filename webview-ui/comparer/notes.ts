import type { ReportAsset } from '../../src/shared/report';
import { t } from '../words';
import { isThere } from './pixels';

/** Says so where a smaller copy stands for the picture: pixels and figures are then the copy's. */
export function shownSmaller(
  { source, width, height }: ReportAsset,
  before: HTMLImageElement | undefined,
  after: HTMLImageElement | undefined,
): string {
  const whole = Math.max(width, height);
  // a drawing has no pixels of its own
  const drawn = /\.svg$/i.test(source);
  const sides = [drawn ? undefined : before, after]
    .filter(isThere)
    .map((image) => Math.max(image.naturalWidth, image.naturalHeight));
  const least = Math.min(...sides);
  return sides.length > 0 && least < whole ? t('Shown at {0} of {1} px', least, whole) : '';
}
