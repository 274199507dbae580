import { countGifFrames } from './gif';

/** Whether a GIF, of which it takes all bytes, or a WebP, by its first 32, has more than one frame; false for all else. */
export function isAnimated(bytes: Uint8Array): boolean {
  const has = (text: string, at: number) => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (has('GIF8', 0)) return countGifFrames(bytes) > 1;
  return has('RIFF', 0) && has('WEBPVP8X', 8) && (bytes[20]! & WEBP_ANIMATION) !== 0;
}

/** In the flags of a WebP's VP8X chunk. */
const WEBP_ANIMATION = 0x02;
