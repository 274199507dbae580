import type { Rgba } from '../../../src/shared/rgba';

export type Colour = readonly [r: number, g: number, b: number, alpha?: number];

/** A picture made of a colour for each place; opaque where nothing else is said. */
export function picture(width: number, height: number, colour: (x: number, y: number) => Colour): Rgba {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b, alpha = 255] = colour(x, y);
      data.set([r, g, b, alpha], 4 * (y * width + x));
    }
  return { data, width, height };
}

/** The same with other colours, where something is to be seen. */
export function repainted(source: Rgba, change: (colour: Colour, x: number, y: number) => Colour): Rgba {
  return picture(source.width, source.height, (x, y) => {
    const at = 4 * (y * source.width + x);
    const [r, g, b, alpha] = source.data.subarray(at, at + 4) as unknown as [number, number, number, number];
    const [red, green, blue, over = alpha] = change([r, g, b, alpha], x, y);
    return [red, green, blue, over];
  });
}
