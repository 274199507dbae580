import type { Picture } from './picture';
import { type Repeat, repeated } from './repeat';

/**
 * A texture that repeats can be cut anywhere, and what is painted of it must not depend on where; the network's features lie on a
 * grid, though. Hence it is painted from one pixel on, which its content alone tells: that with the least hash; of several, that
 * with the least hash of ever larger parts from there on. These are made of the hashes of their quarters, as suffix arrays are built
 * by doubling (Manber and Myers 1990). Where several are left, the texture is the same from each of them on.
 */
export function originOf(picture: Picture, repeat: Repeat): { x: number; y: number } {
  const [width, height] = [repeat.x ? picture.width : 1, repeat.y ? picture.height : 1];
  let hashes = pixelHashes(picture, repeat, width, height);
  let left = leastOf(hashes, hashes.keys());
  for (let step = 1; step < Math.max(width, height) && left.length > 1; step *= 2) {
    hashes = doubled(hashes, width, height, step);
    left = leastOf(hashes, left);
  }
  const [first] = left;
  return { x: first! % width, y: Math.floor(first! / width) };
}

function leastOf(hashes: Uint32Array, places: Iterable<number>): number[] {
  let [least, found] = [Number.POSITIVE_INFINITY, [] as number[]];
  for (const place of places) {
    const hash = hashes[place]!;
    if (hash < least) [least, found] = [hash, []];
    if (hash === least) found.push(place);
  }
  return found;
}

/** Moved to the left and up, all frames; what leaves on one side comes in on the other. */
export function roll(picture: Picture, by: { x: number; y: number }): Picture {
  const { width, height, frames, channels, pixels } = picture;
  const [dx, dy] = [repeated(by.x, width), repeated(by.y, height)];
  if (dx === 0 && dy === 0) return picture;
  const out = pixels instanceof Uint16Array ? new Uint16Array(pixels.length) : new Uint8Array(pixels.length);
  const row = width * channels;
  for (let frame = 0; frame < frames; frame++)
    for (let y = 0; y < height; y++) {
      const from = (frame * height + ((y + dy) % height)) * row;
      const to = (frame * height + y) * row;
      out.set(pixels.subarray(from + dx * channels, from + row), to);
      out.set(pixels.subarray(from, from + dx * channels), to + row - dx * channels);
    }
  return { ...picture, pixels: out };
}

/** Along an axis that does not repeat, pixels count together. */
function pixelHashes(picture: Picture, repeat: Repeat, width: number, height: number): Uint32Array {
  const { channels, pixels } = picture;
  const out = new Uint32Array(width * height);
  let at = 0;
  for (let frame = 0; frame < picture.frames; frame++)
    for (let y = 0; y < picture.height; y++)
      for (let x = 0; x < picture.width; x++) {
        const i = (repeat.y ? y : 0) * width + (repeat.x ? x : 0);
        let hash = out[i]!;
        for (let c = 0; c < channels; c++) hash = mix(hash, pixels[at++]!);
        out[i] = hash;
      }
  return out;
}

/** Of parts twice as wide and high. */
function doubled(hashes: Uint32Array, width: number, height: number, step: number): Uint32Array {
  const out = new Uint32Array(hashes.length);
  for (let y = 0; y < height; y++) {
    const [row, below] = [y * width, ((y + step) % height) * width];
    for (let x = 0; x < width; x++) {
      const beside = (x + step) % width;
      const right = mix(hashes[row + x]!, hashes[row + beside]!);
      out[row + x] = mix(mix(right, hashes[below + x]!), hashes[below + beside]!);
    }
  }
  return out;
}

/** One step of MurmurHash3 (Appleby). */
function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) >>> 0;
}
