import type { Planes } from '../network/backend';
import { mirror } from '../tiles';
import type { LayerMap } from './measures';

/** Pixels by which pictures are mirrored outwards before anything looks at them: zeros beyond a border would be seen as an edge. */
export const MARGIN = 16;

/** A picture continued outwards by MARGIN on each side. */
export function mirrored({ data, width, height }: Planes): Planes {
  const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const out = new Float32Array(3 * wide * high);
  const columns = Int32Array.from({ length: wide }, (_, x) => mirror(x - MARGIN, width));
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < high; y++) {
      const from = (c * height + mirror(y - MARGIN, height)) * width;
      const to = (c * high + y) * wide;
      for (let x = 0; x < wide; x++) out[to + x] = data[from + columns[x]!]!;
    }
  return { data: out, width: wide, height: high };
}

/** A map without its outer cells. */
export function cutOut({ data, channels, width, height }: LayerMap, cells: number): LayerMap {
  const [across, down] = [width - 2 * cells, height - 2 * cells];
  const out = new Float32Array(channels * across * down);
  for (let row = 0; row < channels * down; row++) {
    const from = (Math.floor(row / down) * height + (row % down) + cells) * width + cells;
    out.set(data.subarray(from, from + across), row * across);
  }
  return { data: out, channels, width: across, height: down };
}
