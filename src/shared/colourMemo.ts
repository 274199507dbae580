/**
 * The same function of a colour, which remembers what it last gave for some tens of thousands of colours: pictures ask for the
 * same ones again and again. Takes 1.5 MB, however large the picture.
 * @param of called with red, green and blue, whole numbers 0…255
 */
export function colourMemo(
  of: (r: number, g: number, b: number) => number,
): (r: number, g: number, b: number) => number {
  const keys = new Int32Array(SLOTS).fill(-1);
  const values = new Float64Array(SLOTS);
  return (r, g, b) => {
    const key = (r << 16) | (g << 8) | b;
    const slot = Math.imul(key, 0x9e3779b1) >>> (32 - BITS); // Fibonacci hashing (Knuth, volume 3, 6.4)
    if (keys[slot] !== key) {
      values[slot] = of(r, g, b);
      keys[slot] = key;
    }
    return values[slot]!;
  };
}

const BITS = 17;
const SLOTS = 1 << BITS;
