import type { Rgba } from './rgba';

/**
 * How a texture goes on where it meets its copy: the mean gradient across the wrap over that between neighbours inside. About 1
 * where it repeats, 2 and more where a seam is seen. Undefined for a single pixel.
 * @param axis x: its right edge beside its left one, y: its lower above its upper one
 */
export function seamOf(pixels: Rgba, axis: 'x' | 'y'): number | undefined {
  const { width, height } = pixels;
  const [length, across] = axis === 'x' ? [width, height] : [height, width];
  if (length < 2) return undefined;
  const [step, side] = axis === 'x' ? [4, 4 * width] : [4 * width, 4];
  const gradient = (from: number, to: number): number => {
    let sum = 0;
    for (let line = 0; line < across; line++)
      sum += apart(pixels.data, from * step + line * side, to * step + line * side);
    return sum / across;
  };
  let inside = 0;
  for (let at = 1; at < length; at++) inside += gradient(at - 1, at);
  // a plain picture has no gradients at all: one step of 255 is what nobody sees
  return Math.max(gradient(length - 1, 0), LEAST) / Math.max(inside / (length - 1), LEAST);
}

const LEAST = 1;

/** How far two pixels are apart, summed over the colours as they show on black, and alpha. */
function apart(data: Rgba['data'], a: number, b: number): number {
  const [alpha, beta] = [data[a + 3]! / 255, data[b + 3]! / 255];
  let sum = Math.abs(data[a + 3]! - data[b + 3]!);
  for (let channel = 0; channel < 3; channel++) sum += Math.abs(data[a + channel]! * alpha - data[b + channel]! * beta);
  return sum;
}
