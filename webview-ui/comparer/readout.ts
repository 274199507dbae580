import { el } from '../dom';
import { t } from '../words';
import { formatHex, formatRgba, type Rgba } from './colour';
import { reasonOf } from './differenceLayer';
import { type Part, readPixel } from './pixels';
import type { Point } from './view';

type Parts = Record<'before' | 'after', readonly Part[]>;

/** Where the pointer is, in which cell of a sheet, and the colour there on both sides. Without a pointer it keeps its room: nothing should jump. */
export function createReadout(): {
  element: HTMLElement;
  show(at: Point | undefined, parts: Parts, cell: string | undefined): void;
} {
  const element = el('div', { class: 'readout' });
  const fill = (at: Point, ...rest: HTMLElement[]) => {
    const title = t('Pixel, from the top left corner');
    element.replaceChildren(el('span', { class: 'position', title }, `${at.x}, ${at.y}`), ...rest);
  };
  fill({ x: 0, y: 0 }, colour(t('Before'), undefined), colour(t('After'), undefined));
  return {
    element,
    show(at, { before, after }, cell) {
      element.classList.toggle('idle', !at);
      if (!at) return;
      try {
        fill(at, ...named(cell), colour(t('Before'), readPixel(before, at)), colour(t('After'), readPixel(after, at)));
      } catch (error) {
        fill(at, ...named(cell), el('span', { class: 'reason' }, reasonOf(error)));
      }
    },
  };
}

function named(cell: string | undefined): HTMLElement[] {
  return cell === undefined ? [] : [el('span', { class: 'cell' }, cell)];
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
