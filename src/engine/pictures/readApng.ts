import sharp from 'sharp';
import type { Picture } from './picture';
import { type Chunk, delayOf, FRAME_CONTROL, joinChunks, type PngAnimation, readChunks } from './png';

/**
 * All frames of an animated PNG, each as it is seen: disposed and blended as it says (https://www.w3.org/TR/png-3/, 11.3.6.2).
 * libvips, and so sharp, reads still pictures only: each frame is handed to it as one.
 * @throws Error where the file is damaged
 */
export async function readAnimatedPng(
  bytes: Buffer,
): Promise<Pick<Picture, 'width' | 'height' | 'frames' | 'channels' | 'pixels'> & PngAnimation> {
  const chunks = readChunks(bytes);
  const header = chunks[0]!.data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const loop = chunks.find(({ type }) => type === 'acTL')!.data.readUInt32BE(4);
  const frames = framesOf(chunks);
  const wide = header[8] === 16;
  const length = width * height * 4;
  const pixels = wide ? new Uint16Array(frames.length * length) : new Uint8Array(frames.length * length);
  const canvas = wide ? new Uint16Array(length) : new Uint8Array(length);
  for (const [index, frame] of frames.entries()) {
    if (frame.left + frame.width > width || frame.top + frame.height > height)
      throw new Error(`frame ${index + 1} lies outside`);
    // nothing lies before the first frame: "previous" is the empty canvas
    const before = frame.dispose === 'previous' && index > 0 ? canvas.slice() : undefined;
    draw(canvas, width, frame, await decode(frame.png, wide));
    pixels.set(canvas, index * length);
    if (before) canvas.set(before);
    else if (frame.dispose !== 'none') clear(canvas, width, frame);
  }
  const hasAlpha = (header[9]! & ALPHA) !== 0 || chunks.some(({ type }) => type === 'tRNS') || !isOpaque(pixels);
  const delay = frames.map((frame) => frame.delay);
  const size = { width, height, frames: frames.length, delay, loop };
  return hasAlpha ? { ...size, channels: 4, pixels } : { ...size, channels: 3, pixels: withoutAlpha(pixels) };
}

/** In the colour type of an IHDR. */
const ALPHA = 4;

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  delay: number;
  dispose: 'none' | 'background' | 'previous';
  blend: 'source' | 'over';
  /** A still picture of it. */
  png: Buffer;
}

function framesOf(chunks: readonly Chunk[]): Frame[] {
  const [header, ...others] = chunks;
  const firstData = others.findIndex(({ type }) => type === 'IDAT');
  const shared = others.slice(0, firstData).filter(({ type }) => type !== 'acTL' && type !== 'fcTL');
  const frames: Frame[] = [];
  let data: Chunk[] = [];
  const finish = () => {
    const last = frames.at(-1);
    if (!last) return; // the still picture before all frames is no frame
    if (data.length === 0) throw new Error(`frame ${frames.length} has no data`);
    const sized = Buffer.from(header!.data);
    sized.writeUInt32BE(last.width, 0);
    sized.writeUInt32BE(last.height, 4);
    last.png = joinChunks([{ type: 'IHDR', data: sized }, ...shared, ...data, { type: 'IEND', data: Buffer.alloc(0) }]);
  };
  for (const { type, data: body } of others)
    if (type === 'fcTL') {
      finish();
      data = [];
      frames.push(readControl(body, frames.length + 1));
    } else if (type === 'IDAT') data.push({ type, data: body });
    else if (type === 'fdAT') data.push({ type: 'IDAT', data: body.subarray(4) }); // behind its sequence number
  finish();
  return frames;
}

function readControl(data: Buffer, number: number): Frame {
  const [dispose, blend] = [DISPOSALS[data[24] ?? 0], BLENDS[data[25] ?? 0]];
  if (data.length !== FRAME_CONTROL || !dispose || !blend) throw new Error(`frame ${number} is described wrongly`);
  const [width, height, left, top] = [4, 8, 12, 16].map((at) => data.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
  ];
  return { width, height, left, top, delay: delayOf(data), dispose, blend, png: Buffer.alloc(0) };
}

const DISPOSALS = ['none', 'background', 'previous'] as const;
const BLENDS = ['source', 'over'] as const;

async function decode(png: Buffer, wide: boolean): Promise<Uint8Array | Uint16Array> {
  const data = await sharp(png, { failOn: 'error', limitInputPixels: false })
    .ensureAlpha()
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer();
  return wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
}

function draw(canvas: Picture['pixels'], side: number, frame: Frame, samples: Picture['pixels']): void {
  const white = canvas instanceof Uint16Array ? 65535 : 255;
  for (let y = 0; y < frame.height; y++) {
    const [from, to] = [y * frame.width * 4, ((frame.top + y) * side + frame.left) * 4];
    if (frame.blend === 'source') canvas.set(samples.subarray(from, from + frame.width * 4), to);
    else for (let x = 0; x < frame.width; x++) over(canvas, to + 4 * x, samples, from + 4 * x, white);
  }
}

/** Colours are not premultiplied. */
function over(under: Picture['pixels'], to: number, samples: Picture['pixels'], from: number, white: number): void {
  const [above, below] = [samples[from + 3]! / white, under[to + 3]! / white];
  const alpha = above + below * (1 - above);
  if (above === 0) return;
  for (let c = 0; c < 3; c++)
    under[to + c] = Math.round((samples[from + c]! * above + under[to + c]! * below * (1 - above)) / alpha);
  under[to + 3] = Math.round(alpha * white);
}

function clear(canvas: Picture['pixels'], side: number, { left, top, width, height }: Frame): void {
  for (let y = top; y < top + height; y++) canvas.fill(0, (y * side + left) * 4, (y * side + left + width) * 4);
}

function isOpaque(pixels: Picture['pixels']): boolean {
  const white = pixels instanceof Uint16Array ? 65535 : 255;
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== white) return false;
  return true;
}

function withoutAlpha(pixels: Picture['pixels']): Picture['pixels'] {
  const length = (pixels.length / 4) * 3;
  const out = pixels instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0; i < pixels.length / 4; i++) for (let c = 0; c < 3; c++) out[3 * i + c] = pixels[4 * i + c]!;
  return out;
}
