import { open } from 'node:fs/promises';

/**
 * Whether a PNG is an animation: whether an acTL chunk stands before the first IDAT (https://www.w3.org/TR/png-3/, 11.3.6.1).
 * Decoders that know nothing of it show the first frame alone.
 */
export async function isAnimatedPng(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(8);
    for (let at = 8; ; ) {
      const { bytesRead } = await file.read(header, 0, 8, at);
      const type = header.toString('latin1', 4, 8);
      if (bytesRead < 8 || type === 'IDAT' || type === 'IEND') return false;
      if (type === 'acTL') return true;
      at += 12 + header.readUInt32BE(0); // length, type, data, check sum
    }
  } finally {
    await file.close();
  }
}
