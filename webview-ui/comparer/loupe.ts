import { el } from '../dom';
import type { Size } from '../geometry';
import { t } from '../words';
import { imagePixel, isThere } from './pixels';
import type { Point } from './view';

/** CSS pixels of one side's square. */
const SIDE = 136;
/** Between the pointer and the loupe. */
const GAP = 24;
/** Device pixels that a pixel takes at least, of the picture or of its smaller copy; from half of it on twice the zoom. */
const LEAST_ZOOM = 8;

type Images = Record<'before' | 'after', HTMLImageElement | undefined>;

export interface Loupe {
  element: HTMLElement;
  /** Both sides around a pixel, beside a place of the stage in CSS pixels; hidden without them. */
  show(at: Point | undefined, images: Images, picture: Size, zoom: number, place: Point): void;
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
    show(at, images, picture, zoom, place) {
      element.hidden = !at;
      if (!at) return;
      const shown = (images.after ?? images.before)?.naturalWidth || picture.width;
      const magnified = Math.max(LEAST_ZOOM, Math.round((zoom * 2 * picture.width) / shown));
      element.style.setProperty('--pixel', `${magnified / window.devicePixelRatio}px`);
      magnify(before, images.before, at, picture, magnified);
      magnify(after, images.after, at, picture, magnified);
      put(element, place);
    },
  };
}

/** @param zoom device pixels per pixel of the image */
function magnify(
  canvas: HTMLCanvasElement,
  image: HTMLImageElement | undefined,
  at: Point,
  picture: Size,
  zoom: number,
): void {
  const side = Math.round(SIDE * window.devicePixelRatio);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context || !isThere(image)) return;
  context.imageSmoothingEnabled = false;
  const span = side / zoom;
  const middle = imagePixel(image, at, picture);
  context.drawImage(image, middle.x + 0.5 - span / 2, middle.y + 0.5 - span / 2, span, span, 0, 0, side, side);
}

/** Right below the place, or on its other side where the stage ends. */
function put(element: HTMLElement, { x, y }: Point): void {
  const stage = element.parentElement!;
  const beside = (at: number, length: number, room: number) =>
    at + GAP + length <= room ? at + GAP : Math.max(0, at - GAP - length);
  element.style.left = `${beside(x, element.offsetWidth, stage.clientWidth)}px`;
  element.style.top = `${beside(y, element.offsetHeight, stage.clientHeight)}px`;
}
