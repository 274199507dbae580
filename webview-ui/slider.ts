import type { ReportAsset } from '../src/shared/report';
import { el, icon } from './dom';
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
 * @param open called when the picture is clicked, or on Enter; without it a press moves the divider at once
 */
export function createSlider(asset: ReportAsset, at: number, open?: (at: number) => void): Slider {
  const range = el('input', {
    type: 'range',
    min: '0',
    max: '100',
    step: '1',
    'aria-label': t('Divider between before and after, {0}', asset.source),
  });
  const element = el(
    'div',
    { class: isSprite(asset) ? 'slider sprite' : 'slider' },
    side('before', asset.before, asset.source),
    side('after', asset.after, asset.output),
    el('div', { class: 'divider', 'aria-hidden': 'true' }, el('span', { class: 'handle' }, icon('divide'))),
    range,
  );
  element.classList.toggle('opens', open !== undefined);
  element.style.setProperty('--w', String(asset.width));
  element.style.setProperty('--h', String(asset.height));

  let place = at;
  const move = (to: number) => {
    place = to;
    range.value = String(Math.round(to));
    element.style.setProperty('--at', `${to}%`);
    range.setAttribute('aria-valuetext', t('{0} % before, {1} % after', Math.round(to), 100 - Math.round(to)));
  };
  move(at);

  range.addEventListener('input', () => move(range.valueAsNumber));
  range.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && open) {
      event.preventDefault();
      open(place);
    }
  });
  followPointer(element, move, open && (() => open(place)));
  return { element, at: () => place };
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

function followPointer(element: HTMLElement, move: (to: number) => void, click: (() => void) | undefined): void {
  let start: number | undefined;
  let dragging = false;
  const moveTo = (x: number) => move(dividerAt(x, element.getBoundingClientRect()));

  element.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0) {
      return;
    }
    start = event.clientX;
    dragging = !click;
    element.setPointerCapture(event.pointerId);
    if (dragging) {
      moveTo(event.clientX);
    }
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
      click?.();
    }
  });
  // Comes after `pointerup` and after a cancelled touch alike.
  element.addEventListener('lostpointercapture', () => {
    start = undefined;
    element.classList.remove('dragging');
  });
}
