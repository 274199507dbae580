import sharp from 'sharp';
import { heatColour } from '../../shared/heat';
import type { Picture } from '../pictures/picture';
import type { LayerMap } from './measures';

/**
 * A map as a PNG of the picture's size, in `heatColour`. Where nothing of the picture is visible, nothing is told.
 * @param most the value that is brightest
 */
export async function heatMap({ data, width, height }: LayerMap, size: Picture, most: number): Promise<Buffer> {
  const pixels = Buffer.alloc(3 * width * height);
  for (let i = 0; i < data.length; i++) pixels.set(heatColour(data[i]! / most), 3 * i);
  const map = sharp(pixels, { raw: { width, height, channels: 3 } }).resize(size.width, size.height, {
    fit: 'fill',
    kernel: 'nearest',
  });
  return (size.channels === 4 ? map.joinChannel(alphaOf(size), { raw: { ...sidesOf(size), channels: 1 } }) : map)
    .png({ palette: true, colours: 64, effort: 1 })
    .toBuffer();
}

function alphaOf({ pixels, width, height }: Picture): Buffer {
  return Buffer.from(Uint8Array.from({ length: width * height }, (_, i) => pixels[4 * i + 3]!));
}

function sidesOf({ width, height }: Picture) {
  return { width, height };
}
