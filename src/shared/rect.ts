export interface Size {
  width: number;
  height: number;
}

/** Edges in pixels of a picture; those at the right and at the bottom are not of it any more. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
