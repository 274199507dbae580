/** Whether a side, in pixels, is 1, 2, 4, 8 … */
export function isPowerOfTwo(side: number): boolean {
  return Number.isInteger(side) && side > 0 && Number.isInteger(Math.log2(side));
}

/** The power of two next to a side, in pixels; of two as near the larger one, which keeps more. */
export function nearestPowerOfTwo(side: number): number {
  const below = 2 ** Math.floor(Math.log2(side));
  return side - below < 2 * below - side ? below : 2 * below;
}
