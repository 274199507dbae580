/** What a designer sees of a style at once, measured. */
export interface Traits {
  /** Mean L*, 0…100. */
  lightness: number;
  /** Standard deviation of L*. */
  contrast: number;
  /** Mean chroma in CIELAB. */
  colour: number;
  /** Mean change of L* between cells of 4 pixels: outlines and strokes. */
  line: number;
  /** Mean change of L* from pixel to pixel beyond that between cells of 2: hatching, dots and grain. */
  grain: number;
}
