import { el } from '../dom';
import { t } from '../words';
import { drawParts, type Part } from './pixels';
import type { Point } from './view';

/** CSS pixels of one side's square. */
const SIDE = 136;
/** Between the pointer and the loupe. */
const GAP = 24;
/** Device pixels that a pixel takes at least, of the picture or of its smaller copy; from half of it on twice the zoom. */
const LEAST_ZOOM = 8;

type Parts = Record<'before' | 'after', readonly Part[]>;

export interface Loupe {
  element: HTMLElement;
  /** Both sides around a pixel, beside a place of the stage in CSS pixels; hidden without them. */
  show(at: Point | undefined, parts: Parts, zoom: number, place: Point): void;
}

export function createLoupe(): Loupe {
  const before = el('canvas');
  const after = el('canvas');
  const glass = (label: string, canvas: HTMLCanvasElement) =>
    el('figure', {}, el('div', { class: 'glass' }, canvas), el('figcaption', {}, label));
  const element = el(
    'div',
    { class: 'loupe', 'aria-hidden': 'true' },
    glass(t('Before'), before),
    glass(t('After'), after),
  );
  element.hidden = true;
  return {
    element,
    show(at, parts, zoom, place) {
      element.hidden = !at;
      if (!at) return;
      const finest = Math.max(...[...parts.before, ...parts.after].map(densityOf), 0) || 1;
      const magnified = Math.max(LEAST_ZOOM, Math.round((zoom * 2) / finest));
      element.style.setProperty('--pixel', `${magnified / window.devicePixelRatio}px`);
      magnify(before, parts.before, at, magnified * finest);
      magnify(after, parts.after, at, magnified * finest);
      put(element, place);
    },
  };
}

/** Pixels of an image for each of the picture's. */
function densityOf({ image, left, right }: Part): number {
  return image.naturalWidth / (right - left);
}

/** @param zoom device pixels per pixel of the picture */
function magnify(canvas: HTMLCanvasElement, parts: readonly Part[], at: Point, zoom: number): void {
  const side = Math.round(SIDE * window.devicePixelRatio);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingEnabled = false;
  const reach = side / zoom / 2;
  const [x, y] = [at.x + 0.5, at.y + 0.5];
  const rect = { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
  drawParts(context, parts, rect, { left: 0, top: 0, right: side, bottom: side });
}

/** Right below the place, or on its other side where the stage ends. */
function put(element: HTMLElement, { x, y }: Point): void {
  const stage = element.parentElement!;
  const beside = (at: number, length: number, room: number) =>
    at + GAP + length <= room ? at + GAP : Math.max(0, at - GAP - length);
  element.style.left = `${beside(x, element.offsetWidth, stage.clientWidth)}px`;
  element.style.top = `${beside(y, element.offsetHeight, stage.clientHeight)}px`;
}
