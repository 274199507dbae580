import type { ReportAsset } from '../../src/shared/report';
import { t } from '../words';
import { isThere } from './pixels';

/** Says which side has no picture to show. */
export function notThere(
  { source, output, before: from, after: to }: ReportAsset,
  before: HTMLImageElement | undefined,
  after: HTMLImageElement | undefined,
): string {
  const isGone = (uri: string | undefined, image: HTMLImageElement | undefined) =>
    uri === undefined || (image?.crossOrigin === null && image.complete && image.naturalWidth === 0);
  const gone = [isGone(from, before) ? source : undefined, isGone(to, after) ? output : undefined];
  return gone
    .flatMap((path) =>
      path === undefined ? [] : [t("{0} can't be shown: it was moved, deleted or is no picture.", path)],
    )
    .join(' ');
}

/** Says what is not to be seen of an animated picture. */
export function movesOrNot({ animated }: ReportAsset): string {
  if (animated === 'plays')
    return t('Animated: it plays by itself; colours, differences and cells are those of its first frame.');
  return animated === 'still' ? t('Animated: only its first frame is shown.') : '';
}

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
