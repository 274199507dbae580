import sharp from 'sharp';
import { enlarged } from '../enlarge';
import type { Planes } from '../network/backend';
import { GRID } from '../network/definition';
import type { Picture } from '../pictures/picture';
import { readSmall } from '../pictures/preview';

/** A picture as explanations look at it: small, with sides that all layers of the judge divide. */
export interface SmallCopy {
  picture: Picture;
  /** Colour behind what is transparent, RGB 0…255: the mean of what is visible, so that it adds nothing. */
  ground: readonly [number, number, number];
  /** Mean alpha of the cells of each layer, at 1, 1/2, 1/4 and 1/8 of the size; undefined for an opaque picture. */
  coverage: (Float32Array | undefined)[];
}

/**
 * The first frame of a picture, `side` pixels long at most; very small ones are enlarged as they are for painting.
 * @throws Fault when it can't be read
 */
export async function readCopy(source: string, side: number): Promise<SmallCopy> {
  return copyOf(await onGrid(enlarged(await readSmall(source, side))));
}

/** @param picture with sides that are multiples of 8 */
export function copyOf(picture: Picture): SmallCopy {
  const { channels, pixels, width, height } = picture;
  const sums = [0, 0, 0];
  let total = 0;
  let opaque = true;
  for (let at = 0; at < pixels.length; at += channels) {
    const alpha = channels === 4 ? pixels[at + 3]! / 255 : 1;
    if (alpha < 1) opaque = false;
    for (let c = 0; c < 3; c++) sums[c]! += alpha * pixels[at + c]!;
    total += alpha;
  }
  const ground = sums.map((sum) => (total === 0 ? 128 : sum / total)) as [number, number, number];
  const coverage = [1, 2, 4, 8].map((cell) =>
    opaque ? undefined : alphaOf(picture, width / cell, height / cell, cell),
  );
  return { picture, ground, coverage };
}

/** What the judge sees of a picture of the copy's size: planes in [0, 1] over the copy's ground. */
export function seen({ picture: { width, height }, ground }: SmallCopy, { channels, pixels }: Picture): Planes {
  const area = width * height;
  const data = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) {
    const alpha = channels === 4 ? pixels[i * 4 + 3]! / 255 : 1;
    for (let c = 0; c < 3; c++)
      data[c * area + i] = (alpha * pixels[i * channels + c]! + (1 - alpha) * ground[c]!) / 255;
  }
  return { data, width, height };
}

/** Planes in [0, 1] as bytes. */
export function opaque({ data, width, height }: Planes) {
  const area = width * height;
  const pixels = Uint8Array.from({ length: 3 * area }, (_, i) =>
    Math.round(255 * data[(i % 3) * area + Math.floor(i / 3)]!),
  );
  return { pixels, width, height, channels: 3 as const };
}

/** Means of 2 × 2 pixels, of a picture with even sides. */
export function halvedPlanes({ data, width, height }: Planes): Planes {
  const [across, down] = [width / 2, height / 2];
  const out = Float32Array.from({ length: 3 * across * down }, (_, i) => {
    const at = 2 * (Math.floor(i / across) * width + (i % across));
    return (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
  });
  return { data: out, width: across, height: down };
}

/** A picture cut to sides that are multiples of 8. */
export function trimmed(planes: Planes): Planes {
  const [width, height] = [planes.width, planes.height].map((side) => GRID * Math.floor(side / GRID)) as [
    number,
    number,
  ];
  if (width === planes.width && height === planes.height) return planes;
  const data = new Float32Array(3 * width * height);
  for (let row = 0; row < 3 * height; row++) {
    const from = (Math.floor(row / height) * planes.height + (row % height)) * planes.width;
    data.set(planes.data.subarray(from, from + width), row * width);
  }
  return { data, width, height };
}

function alphaOf({ pixels, width }: Picture, columns: number, rows: number, cell: number): Float32Array {
  const out = new Float32Array(columns * rows);
  for (let y = 0; y < rows * cell; y++)
    for (let x = 0; x < width; x++)
      out[Math.floor(y / cell) * columns + Math.floor(x / cell)]! += pixels[4 * (y * width + x) + 3]! / 255 / cell ** 2;
  return out;
}

/** The picture at half its size. */
export function halved(picture: Picture): Promise<Picture> {
  return onGrid(picture, 0.5);
}

async function onGrid(picture: Picture, scale = 1): Promise<Picture> {
  const { channels, pixels } = picture;
  const whole = (length: number) => Math.max(LEAST, GRID * Math.round((length * scale) / GRID));
  const [width, height] = [whole(picture.width), whole(picture.height)];
  if (width === picture.width && height === picture.height) return picture;
  const data = await sharp(pixels, { raw: { width: picture.width, height: picture.height, channels } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { ...picture, width, height, pixels: data };
}

/** Pixels: the deepest layer has four cells in a row then. */
const LEAST = 32;
