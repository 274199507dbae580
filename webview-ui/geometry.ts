import type { Size } from '../src/shared/rect';

/** Longest side, in pixels, of a picture that counts as a sprite: enlarged by whole factors, with crisp pixels. */
const SPRITE_SIDE = 192;

/** Frames narrower or wider than these leave no room for a caption, or for anything else in the row. */
const NARROWEST = 0.66;
const WIDEST = 2.4;

/** Whether enlarging should show the pixels as pixels. */
export function isSprite({ width, height }: Size): boolean {
  return Math.max(width, height) <= SPRITE_SIDE;
}

/** Width over height of a card's frame: the picture's own, within what a row can take. */
export function frameRatio({ width, height }: Size): number {
  return clamp(width / height, NARROWEST, WIDEST);
}

/** Where the divider goes for a pointer at `x`: 0 at the left edge to 100 at the right. */
export function dividerAt(x: number, box: { left: number; width: number }): number {
  return clamp(((x - box.left) / box.width) * 100, 0, 100);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
