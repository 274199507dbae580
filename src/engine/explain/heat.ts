import sharp from 'sharp';
import { heatColour } from '../../shared/heat';
import type { Picture } from '../pictures/picture';
import type { LayerMap } from './measures';

/** A map as a PNG of the picture's size, in `heatColour`. @param most the value that is brightest */
export async function heatMap({ data, width, height }: LayerMap, size: Picture, most: number): Promise<Buffer> {
  const pixels = Buffer.alloc(3 * width * height);
  for (const [i, value] of data.entries()) pixels.set(heatColour(value / most), 3 * i);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'nearest' })
    .png({ palette: true, colours: 64 })
    .toBuffer();
}
