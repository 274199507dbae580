import { countGifFrames } from './gif';

/**
 * Whether a GIF, of which it takes all bytes, a WebP, by its first 32, or a PNG, by those before its picture, has more than one
 * frame; false for all else.
 */
export function isAnimated(bytes: Uint8Array): boolean {
  const has = (text: string, at: number) => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (has('GIF8', 0)) return countGifFrames(bytes) > 1;
  if (has('PNG', 1)) return isAnimatedPng(bytes, has);
  return has('RIFF', 0) && has('WEBPVP8X', 8) && (bytes[20]! & WEBP_ANIMATION) !== 0;
}

/** In the flags of a WebP's VP8X chunk. */
const WEBP_ANIMATION = 0x02;

/** Whether an acTL chunk stands before the first IDAT (https://www.w3.org/TR/png-3/, 11.3.6.1). */
function isAnimatedPng(bytes: Uint8Array, has: (text: string, at: number) => boolean): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length && !has('IDAT', at + 4); at += 12 + view.getUint32(at))
    if (has('acTL', at + 4)) return true;
  return false;
}
