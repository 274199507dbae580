import sharp from 'sharp';
import type { Picture } from '../pictures/picture';
import type { LayerMap } from './measures';

/**
 * A map as a PNG of the picture's size: from black over purple and orange to pale yellow, which greys and eyes that see few colours
 * tell apart, too. Where nothing of the picture is visible, nothing is told. @param most the value that is brightest
 */
export async function heatMap({ data, width, height }: LayerMap, size: Picture, most: number): Promise<Buffer> {
  const pixels = Buffer.alloc(3 * width * height);
  for (const [i, value] of data.entries()) {
    const at = Math.min(1, Math.max(0, value / most)) * (STOPS.length - 1);
    const [from, to] = [STOPS[Math.floor(at)]!, STOPS[Math.ceil(at)]!];
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = Math.round(from[c]! + (at % 1) * (to[c]! - from[c]!));
  }
  const map = sharp(pixels, { raw: { width, height, channels: 3 } }).resize(size.width, size.height, {
    fit: 'fill',
    kernel: 'nearest',
  });
  return (size.channels === 4 ? map.joinChannel(alphaOf(size), { raw: { ...sidesOf(size), channels: 1 } }) : map)
    .png({ palette: true, colours: 64 })
    .toBuffer();
}

function alphaOf({ pixels, width, height }: Picture): Buffer {
  return Buffer.from(Uint8Array.from({ length: width * height }, (_, i) => pixels[4 * i + 3]!));
}

function sidesOf({ width, height }: Picture) {
  return { width, height };
}

/** Of the map "inferno" (Smith and van der Walt, CC0), every sixth part. */
const STOPS = [
  [0, 0, 4],
  [51, 10, 95],
  [120, 28, 109],
  [187, 55, 84],
  [237, 105, 37],
  [251, 182, 26],
  [252, 255, 164],
] as const;
