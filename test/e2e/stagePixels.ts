/** What a stage must show, worked out from the pictures themselves and from nothing of the product. */
import sharp from 'sharp';
import { random } from '../random';

export type Colour = readonly [red: number, green: number, blue: number];

/** RGBA of 8 bits. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Device pixels of a stage, by their place in it; undefined where nothing is said of it. */
export type Shader = (x: number, y: number) => Colour | undefined;

/** A picture of noise. @param clear whether its pixels have any opacity, or are opaque */
export function noisePicture(width: number, height: number, seed: number, clear = false): Raster {
  const next = random(seed);
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 && !clear ? 255 : next() * 256));
  return { width, height, data };
}

/** A picture without edges: what it shows where is known at any size. */
export function smoothPicture(width: number, height: number, phase: number): Raster {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([...waves((x + 0.5) / width, (y + 0.5) / height, phase), 255], (y * width + x) * 4);
  return { width, height, data };
}

/** Its colour at a place, 0 to 1 each way. */
export function waves(u: number, v: number, phase: number): Colour {
  const wave = (turns: number): number => Math.round(128 + 110 * Math.sin(2 * Math.PI * (turns + phase)));
  return [wave(3 * u), wave(2 * v), wave(2 * u + 2 * v)];
}

export function pngOf({ width, height, data }: Raster): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

/** The pixel of a picture that covers a device pixel, where the picture lies in this box; undefined beside it. */
export function nearest(picture: Raster, { left, top, width, height }: Box, x: number, y: number) {
  const across = Math.floor(((x + 0.5 - left) * picture.width) / width);
  const down = Math.floor(((y + 0.5 - top) * picture.height) / height);
  if (across < 0 || down < 0 || across >= picture.width || down >= picture.height) return undefined;
  const at = (down * picture.width + across) * 4;
  const [red, green, blue, alpha] = picture.data.subarray(at, at + 4);
  return [red!, green!, blue!, alpha! / 255] as const;
}

type Pixel = NonNullable<ReturnType<typeof nearest>>;

/** Pixels in shares of their own, over a ground. */
export function over(ground: Colour, ...layers: { pixel: Pixel; share: number }[]): Colour {
  const cover = layers.reduce((sum, { pixel, share }) => sum + pixel[3] * share, 0);
  const mixed = ground.map((value, channel) =>
    layers.reduce((sum, { pixel, share }) => sum + pixel[channel]! * pixel[3] * share, value * (1 - cover)),
  );
  return mixed as unknown as Colour;
}

/** The whole picture in the middle of its room: by the largest whole factor from twice on. */
export function fitted(picture: { width: number; height: number }, room: { width: number; height: number }): Box {
  const zoom = Math.min(room.width / picture.width, room.height / picture.height);
  return centred(picture, room, zoom >= 2 ? Math.floor(zoom) : zoom);
}

export function centred(
  { width, height }: { width: number; height: number },
  room: { width: number; height: number },
  zoom: number,
): Box {
  return onPixels({
    left: (room.width - width * zoom) / 2,
    top: (room.height - height * zoom) / 2,
    width: width * zoom,
    height: height * zoom,
  });
}

/** With its edges on whole device pixels. */
function onPixels({ left, top, width, height }: Box): Box {
  const [x, y] = [Math.round(left), Math.round(top)];
  return { left: x, top: y, width: Math.round(left + width) - x, height: Math.round(top + height) - y };
}

export function isIn({ left, top, width, height }: Box, x: number, y: number, beyond = 0): boolean {
  return (
    x + 0.5 > left - beyond &&
    x + 0.5 < left + width + beyond &&
    y + 0.5 > top - beyond &&
    y + 0.5 < top + height + beyond
  );
}

/** How far a screenshot is from what it must show, in steps of 8 bits over all colours. */
export async function apart(
  shot: Buffer,
  shader: Shader,
): Promise<{ mean: number; max: number; said: number; at: string }> {
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let [sum, max, count, at] = [0, 0, 0, ''];
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++) {
      const colour = shader(x, y);
      if (!colour) continue;
      count++;
      const seen = data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3);
      for (const channel of [0, 1, 2] as const) {
        const off = Math.abs(seen[channel]! - colour[channel]);
        sum += off;
        if (off > max) at = `${x}, ${y}: ${[...seen]} instead of ${colour.map(Math.round)}`;
        max = Math.max(max, off);
      }
    }
  return { mean: sum / (count * 3), max, said: count / (info.width * info.height), at };
}
