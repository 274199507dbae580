import type { Rect, Size } from '../../src/shared/rect';
import { el } from '../dom';
import { clearedContext } from './pixels';
import { type Edges, placesBetween } from './view';

/** Draws over the picture after, into this place in device pixels. */
export type Draw = (context: CanvasRenderingContext2D, place: Rect) => void;

/** A layer over the picture after, for what is said of its places. */
export interface Overlay {
  element: HTMLElement;
  /** @param whole over all of the picture, even where the one before is seen */
  set(draw: Draw | undefined, whole?: boolean): void;
  /**
   * @param edges of what is shown, in device pixels
   * @param part of the picture that is shown alone
   */
  lay(edges: Edges, part: Rect | undefined, picture: Size): void;
}

export function createOverlay(): Overlay {
  const canvas = el('canvas', {});
  const element = el('div', { class: 'overlay after' }, canvas);
  let draw: Draw | undefined;
  let last: Parameters<Overlay['lay']> | undefined;
  const paint = () => {
    element.hidden = !draw;
    const context = draw && clearedContext(canvas);
    if (!draw || !context || !last) return;
    const [edges, part, picture] = last;
    for (const place of placesBetween(edges)) {
      context.save();
      context.beginPath();
      context.rect(place.left, place.top, place.right - place.left, place.bottom - place.top);
      context.clip();
      draw(context, part ? around(place, part, picture) : place);
      context.restore();
    }
  };
  element.hidden = true;
  return {
    element,
    set(next, whole = false) {
      draw = next;
      element.classList.toggle('whole', whole);
      paint();
    },
    lay(...next) {
      last = next;
      if (draw) paint();
    },
  };
}

/** Where the whole picture would lie, of which a part lies there. */
function around(place: Rect, part: Rect, { width, height }: Size): Rect {
  const across = (place.right - place.left) / (part.right - part.left);
  const down = (place.bottom - place.top) / (part.bottom - part.top);
  const [left, top] = [place.left - part.left * across, place.top - part.top * down];
  return { left, top, right: left + width * across, bottom: top + height * down };
}
