/**
 * Whether no block of a GIF is cut short. Decoders show what is there, and drop frames or leave them half empty without a
 * word. A missing trailer alone is forgiven: some encoders forget it. (GIF89a, appendix B.)
 */
export function isWholeGif(bytes: Uint8Array): boolean {
  return readBlocks(bytes).isWhole;
}

/** How many pictures a GIF holds. */
export function countGifFrames(bytes: Uint8Array): number {
  return readBlocks(bytes).frames;
}

function readBlocks(bytes: Uint8Array): { frames: number; isWhole: boolean } {
  let frames = 0;
  let at = 13 + tableLength(bytes[10]);
  while (at < bytes.length) {
    const introducer = bytes[at];
    if (introducer === EXTENSION) at = afterSubBlocks(bytes, at + 2);
    else if (introducer === IMAGE) {
      at = afterSubBlocks(bytes, at + 11 + tableLength(bytes[at + 9]));
      frames++;
    } else return { frames, isWhole: true }; // the trailer, or what the decoder may judge
  }
  return { frames, isWhole: at === bytes.length };
}

const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** Bytes of the colour table that a flags byte announces. */
function tableLength(flags = 0): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/** Behind the sub-blocks that start at `at`; beyond the file's end when they are cut. */
function afterSubBlocks(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1;
}
