import type { Seamless } from '../../shared/treatment';
import type { Picture } from './picture';

/** Along which axes a texture repeats. */
export interface Repeat {
  x: boolean;
  y: boolean;
}

export function repeatOf(seamless: Seamless | undefined): Repeat {
  return { x: seamless === true || seamless === 'x', y: seamless === true || seamless === 'y' };
}

/** Where pixel `at` of a repeated axis of `length` pixels comes from. */
export function repeated(at: number, length: number): number {
  return ((at % length) + length) % length;
}

/** A frame with what continues it on all sides, to be resampled and cut to `size` again. */
export interface Extended {
  samples: Picture['pixels'];
  width: number;
  height: number;
  /** The size to resample it to, and where the frame then begins. */
  to: { width: number; height: number; left: number; top: number };
}

/**
 * Continues a frame as it is repeated, by at least as many pixels as a kernel of three lobes reaches over when the frame is
 * resampled to `size`; so many that the margin's new length is a whole number too.
 */
export function extendRepeated(
  samples: Picture['pixels'],
  from: { width: number; height: number; channels: number },
  size: { width: number; height: number },
  { x, y }: Repeat,
): Extended {
  const across = x ? marginOf(from.width, size.width) : NO_MARGIN;
  const down = y ? marginOf(from.height, size.height) : NO_MARGIN;
  const [width, height] = [from.width + 2 * across.before, from.height + 2 * down.before];
  const to = {
    width: size.width + 2 * across.after,
    height: size.height + 2 * down.after,
    left: across.after,
    top: down.after,
  };
  if (width === from.width && height === from.height) return { samples, width, height, to };
  const { channels } = from;
  const length = width * height * channels;
  const out = samples instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let row = 0; row < height; row++) {
    const source = repeated(row - down.before, from.height) * from.width * channels;
    for (let column = -across.before; column < width - across.before; ) {
      // in runs, up to the end of the frame
      const start = repeated(column, from.width);
      const run = Math.min(from.width - start, width - across.before - column);
      const at = (row * width + column + across.before) * channels;
      out.set(samples.subarray(source + start * channels, source + (start + run) * channels), at);
      column += run;
    }
  }
  return { samples: out, width, height, to };
}

const NO_MARGIN = { before: 0, after: 0 };

/** In pixels of the frame, and in those of the new size. */
function marginOf(length: number, to: number): { before: number; after: number } {
  const unit = length / greatestDivisor(length, to);
  const reach = 4 * Math.max(1, length / to);
  const before = unit * Math.ceil(reach / unit);
  return { before, after: (before * to) / length };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
