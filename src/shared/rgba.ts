/** Pixels of 8 bits, red, green, blue and alpha, row by row; alpha is not premultiplied. */
export interface Rgba {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}
