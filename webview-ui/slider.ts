import type { ReportAsset } from '../src/shared/report';
import { createDivider } from './divider';
import { el } from './dom';
import { dividerAt, isSprite } from './geometry';
import { t } from './words';

/** Pixels that a press may wander and still be a click. */
const CLICK_SLACK = 4;

export interface Slider {
  element: HTMLElement;
  /** The divider's place, 0 to 100 from the left. */
  at(): number;
}

/**
 * Before and after in one box, with a divider between them. Each side is clipped at the divider, so that a transparent
 * `after` never lets `before` through. The keyboard moves an `<input type="range">`; the pointer may drag anywhere.
 *
 * @param open called when the picture is clicked, or on Enter, with the divider's place
 */
export function createSlider(asset: ReportAsset, open: (at: number) => void): Slider {
  const element = el('div', { class: isSprite(asset) ? 'slider sprite' : 'slider' });
  const { line, range, at, move, name } = createDivider(element);
  element.append(side('before', asset.before, asset.source), side('after', asset.after, asset.output), line, range);
  element.style.setProperty('--w', String(asset.width));
  element.style.setProperty('--h', String(asset.height));
  name(asset.source);
  move(50);
  range.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      open(at());
    }
  });
  followPointer(element, move, () => open(at()));
  return { element, at };
}

function side(name: 'before' | 'after', uri: string | undefined, path: string): HTMLElement {
  const attributes = {
    alt: name === 'before' ? t('{0}, before', path) : t('{0}, after', path),
    loading: 'lazy',
    decoding: 'async',
    draggable: 'false',
  };
  return el(
    'div',
    { class: `side ${name}` },
    uri === undefined ? undefined : el('img', { src: uri, ...attributes }),
    el('span', { class: 'tag', 'aria-hidden': 'true' }, name === 'before' ? t('Before') : t('After')),
  );
}

function followPointer(element: HTMLElement, move: (to: number) => void, click: () => void): void {
  let start: number | undefined;
  let dragging = false;
  const moveTo = (x: number) => move(dividerAt(x, element.getBoundingClientRect()));

  element.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0) {
      return;
    }
    start = event.clientX;
    dragging = false;
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (start === undefined) {
      return;
    }
    dragging ||= Math.abs(event.clientX - start) > CLICK_SLACK;
    element.classList.toggle('dragging', dragging);
    if (dragging) {
      moveTo(event.clientX);
    }
  });
  element.addEventListener('pointerup', () => {
    if (start !== undefined && !dragging) {
      click();
    }
  });
  // Comes after `pointerup` and after a cancelled touch alike.
  element.addEventListener('lostpointercapture', () => {
    start = undefined;
    element.classList.remove('dragging');
  });
}
