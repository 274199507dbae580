import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** A chunk of a PNG (https://www.w3.org/TR/png-3/, 5.3). */
export interface Chunk {
  type: string;
  data: Buffer;
}

export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** How an animated PNG moves. */
export interface PngAnimation {
  /** Milliseconds of each frame. */
  delay: number[];
  /** How often it plays; 0 for ever. */
  loop: number;
}

/**
 * The animation in a PNG, as its control chunks tell it; undefined for a still one. Hops from chunk to chunk: what the file
 * holds is not read.
 */
export async function pngAnimation(path: string): Promise<PngAnimation | undefined> {
  const file = await open(path);
  try {
    let loop: number | undefined;
    const delay: number[] = [];
    const header = Buffer.alloc(8);
    const data = Buffer.alloc(FRAME_CONTROL);
    for (let at = SIGNATURE.length; ; ) {
      const { bytesRead } = await file.read(header, 0, 8, at);
      const type = header.toString('latin1', 4, 8);
      // an acTL behind the picture is none (11.3.6.1)
      if (bytesRead < 8 || type === 'IEND' || (type === 'IDAT' && loop === undefined)) break;
      if (type === 'acTL' || type === 'fcTL') {
        await file.read(data, 0, FRAME_CONTROL, at + 8);
        if (type === 'acTL') loop = data.readUInt32BE(4);
        else delay.push(delayOf(data));
      }
      at += 12 + header.readUInt32BE(0); // length, type, data, check sum
    }
    return loop === undefined || delay.length < 2 ? undefined : { delay, loop };
  } finally {
    await file.close();
  }
}

/** All chunks. @throws Error where the file is cut short or damaged */
export function readChunks(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; chunks.at(-1)?.type !== 'IEND'; ) {
    const end = at + 12 + (at + 8 <= bytes.length ? bytes.readUInt32BE(at) : 0);
    if (end > bytes.length) throw new Error('its end is missing');
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw new Error('a check sum is wrong');
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end - 4) });
    at = end;
  }
  return chunks;
}

export function joinChunks(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return [length, body, sum];
  });
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** Bytes of an fcTL. */
export const FRAME_CONTROL = 26;

/** Milliseconds, of an fcTL. */
export function delayOf(data: Buffer): number {
  const [numerator, denominator] = [data.readUInt16BE(20), data.readUInt16BE(22)];
  return (1000 * numerator) / (denominator || 100);
}
