import type { Picture } from './picture';
import { type Chunk, FRAME_CONTROL, joinChunks, readChunks } from './png';

/**
 * An animated PNG of a picture's frames; of each but the first only the part that differs from the one before. A still of the
 * first is what programs see that know no animation.
 * @param encode one frame, or a part of one, as a still PNG; all of one colour type and depth
 */
export async function writeAnimatedPng(picture: Picture, encode: (still: Picture) => Promise<Buffer>): Promise<Buffer> {
  const { frames, origin } = picture;
  const stills: Chunk[][] = [];
  const controls: Buffer[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const part =
      frame === 0 ? { left: 0, top: 0, width: picture.width, height: picture.height } : changed(picture, frame);
    stills.push(readChunks(await encode(cut(picture, frame, part))));
    controls.push(control(part, origin.delay?.[frame] ?? DELAY));
  }
  const [header, ...rest] = stills[0]!;
  const data = rest.findIndex(({ type }) => type === 'IDAT');
  const behind = rest.slice(data).filter(({ type }) => type !== 'IDAT');
  const animation = Buffer.alloc(8);
  animation.writeUInt32BE(frames, 0);
  animation.writeUInt32BE(origin.loop ?? 0, 4);
  let number = 0;
  const body = stills.flatMap((still, frame): Chunk[] => {
    const own = controls[frame]!;
    own.writeUInt32BE(number++, 0);
    const pieces = still.filter(({ type }) => type === 'IDAT');
    return [
      { type: 'fcTL', data: own },
      ...(frame === 0
        ? pieces
        : pieces.map((piece) => ({ type: 'fdAT', data: Buffer.concat([fourBytes(number++), piece.data]) }))),
    ];
  });
  return joinChunks([header!, { type: 'acTL', data: animation }, ...rest.slice(0, data), ...body, ...behind]);
}

/** Milliseconds, where the source says nothing. */
const DELAY = 100;

interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What of a frame differs from the one before; a pixel at least. */
function changed({ width, height, channels, pixels }: Picture, frame: number): Part {
  const length = width * height * channels;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, at = frame * length; y < height; y++)
    for (let x = 0; x < width; x++, at += channels) {
      let same = true;
      for (let c = 0; c < channels; c++) same &&= pixels[at + c] === pixels[at + c - length];
      if (same) continue;
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
    }
  return right === 0
    ? { left: 0, top: 0, width: 1, height: 1 }
    : { left, top, width: right - left, height: bottom - top };
}

function cut(picture: Picture, frame: number, { left, top, width, height }: Part): Picture {
  const { channels, pixels } = picture;
  const row = width * channels;
  const out = pixels instanceof Uint16Array ? new Uint16Array(height * row) : new Uint8Array(height * row);
  for (let y = 0; y < height; y++) {
    const from = ((frame * picture.height + top + y) * picture.width + left) * channels;
    out.set(pixels.subarray(from, from + row), y * row);
  }
  return { ...picture, width, height, frames: 1, pixels: out };
}

/** Of a part that replaces what was there and stays: numbers for source and none are 0. */
function control({ left, top, width, height }: Part, milliseconds: number): Buffer {
  const data = Buffer.alloc(FRAME_CONTROL);
  for (const [i, value] of [width, height, left, top].entries()) data.writeUInt32BE(value, 4 + 4 * i);
  const [numerator, denominator] = seconds(milliseconds);
  data.writeUInt16BE(numerator, 20);
  data.writeUInt16BE(denominator, 22);
  return data;
}

/** A fraction of 16 bits: thirtieths of a second stay thirtieths. */
function seconds(milliseconds: number): [numerator: number, denominator: number] {
  const limit = 65_535;
  for (let denominator = 1; denominator <= 1000; denominator++) {
    const numerator = (milliseconds * denominator) / 1000;
    if (numerator <= limit && Math.abs(numerator - Math.round(numerator)) < 1e-6)
      return [Math.round(numerator), denominator];
  }
  return milliseconds <= limit
    ? [Math.round(milliseconds), 1000]
    : [Math.min(limit, Math.round(milliseconds / 1000)), 1];
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
