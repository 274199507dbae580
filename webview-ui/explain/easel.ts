import type { Draw } from '../comparer/overlay';

/** The picture that is explained, as the comparer shows it. */
export interface Easel {
  /** Draws over the picture after; undefined for nothing. @param whole over all of it, even where the one before is seen */
  draw(draw: Draw | undefined, whole?: boolean): void;
  redraw(): void;
  /** Shows another picture in place of the one after; undefined, that one again. */
  preview(uri: string | undefined): void;
  /** What lies over the picture, to take the focus and keys. */
  layer: HTMLElement;
  /** Where the pointer is, in shares of the picture's width and height; undefined where it is not over it. */
  shareAt(event: PointerEvent): { x: number; y: number } | undefined;
  /** Where it moves. */
  stage: HTMLElement;
}
