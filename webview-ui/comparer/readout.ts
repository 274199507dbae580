import { el } from '../dom';
import type { Size } from '../geometry';
import { t } from '../words';
import { formatHex, formatRgba, type Rgba } from './colour';
import { reasonOf } from './differenceLayer';
import { readPixel } from './pixels';
import type { Point } from './view';

type Images = Record<'before' | 'after', HTMLImageElement | undefined>;

/** Where the pointer is, and the colour there on both sides. */
export function createReadout(): {
  element: HTMLElement;
  show(at: Point | undefined, images: Images, picture: Size): void;
} {
  const element = el('div', { class: 'readout' });
  return {
    element,
    show(at, { before, after }, picture) {
      if (!at) {
        element.replaceChildren();
        return;
      }
      const position = el(
        'span',
        { class: 'position', title: t('Pixel, from the top left corner') },
        `${at.x}, ${at.y}`,
      );
      try {
        element.replaceChildren(
          position,
          colour(t('Before'), readPixel(before, at, picture)),
          colour(t('After'), readPixel(after, at, picture)),
        );
      } catch (error) {
        element.replaceChildren(position, el('span', { class: 'reason' }, reasonOf(error)));
      }
    },
  };
}

function colour(label: string, value: Rgba | undefined): HTMLElement {
  const swatch = el('span', { class: 'sample', 'aria-hidden': 'true' });
  if (value) swatch.style.setProperty('--sample', formatRgba(value));
  return el(
    'span',
    { class: 'colour' },
    `${label} `,
    swatch,
    el('b', {}, value ? formatHex(value) : '–'),
    el('span', { class: 'channels' }, value ? formatRgba(value) : ''),
  );
}
