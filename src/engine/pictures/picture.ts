import type { Rights } from '../../shared/rights';

/** A decoded picture: interleaved sRGB samples, frames one below the other. */
export interface Picture {
  width: number;
  /** Of one frame. */
  height: number;
  frames: number;
  channels: 3 | 4;
  /** [frames · height · width · channels]; 0…255, or 0…65535 for pictures of 16 bits. Alpha is not premultiplied. */
  pixels: Uint8Array | Uint16Array;
  /** What the file said and the output keeps. */
  origin: Origin;
}

export interface Origin {
  /** Of the file: an OutputFormat, or svg. */
  format: string;
  /** Whether the file was not upright, and was turned when it was read. */
  turned: boolean;
  profile: Buffer | undefined;
  cmyk: boolean;
  /** The file's XMP packet. */
  xmp?: string | undefined;
  /** Whose it is. */
  rights?: Rights | undefined;
  /** Pixels per inch. */
  density: number | undefined;
  /** Milliseconds per frame, and how often the animation plays (0: for ever). */
  delay: number[] | undefined;
  loop: number | undefined;
}

/** The largest sample value: what 1.0 is in the network's range. */
export function whiteOf(picture: Pick<Picture, 'pixels'>): number {
  return picture.pixels instanceof Uint16Array ? 65535 : 255;
}

/** Whether a picture is so large that memory counts for more than time. */
export function isPoster({ width, height }: Pick<Picture, 'width' | 'height'>): boolean {
  return width * height > 24_000_000;
}
