import { countDifference, type DifferenceStatistics } from '../../src/shared/difference';
import type { Rgba } from './colour';
import type { Point } from './view';

export interface Difference {
  /** The absolute differences, not amplified. */
  canvas: HTMLCanvasElement;
  statistics: DifferenceStatistics;
}

/** Pixels that are looked at in one go; a moment of it goes unnoticed. */
const PIECE = 2 ** 18;

/** Of a single pixel: kept, since making one takes longer than reading it. */
let probe: CanvasRenderingContext2D | undefined;

/** An image that shows a part of a picture, between edges in the picture's pixels, perhaps with fewer pixels than it has. */
export interface Part {
  image: HTMLImageElement;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * The colour of a pixel of a picture, in the last of the parts that have it; undefined where none has.
 * @throws SecurityError where the page may not read it
 */
export function readPixel(parts: readonly Part[], pixel: Point): Rgba | undefined {
  const part = parts.findLast(
    ({ left, top, right, bottom }) => pixel.x >= left && pixel.x < right && pixel.y >= top && pixel.y < bottom,
  );
  if (!part) return undefined;
  const { image, left, top, right, bottom } = part;
  const x = Math.floor(((pixel.x + 0.5 - left) * image.naturalWidth) / (right - left));
  const y = Math.floor(((pixel.y + 0.5 - top) * image.naturalHeight) / (bottom - top));
  try {
    probe ??= contextOf(1, 1);
    probe.clearRect(0, 0, 1, 1);
    probe.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
    const [red, green, blue, alpha] = probe.getImageData(0, 0, 1, 1).data;
    return [red!, green!, blue!, alpha!];
  } catch (error) {
    probe = undefined; // what a page may not read once, it may not read from this canvas any more
    throw error;
  }
}

/**
 * What two pictures differ in, in the size of `after`. Counted piece by piece: in between the page stays alive.
 * @throws SecurityError where the page may not read them; EncodingError where one can't be shown; `signal`'s reason
 */
export async function readDifference(
  before: HTMLImageElement,
  after: HTMLImageElement,
  signal: AbortSignal,
): Promise<Difference> {
  await Promise.all([before.decode(), after.decode()]);
  const { naturalWidth: width, naturalHeight: height } = after;
  const rows = Math.max(1, Math.floor(PIECE / width));
  const result = contextOf(width, height);
  const counter = countDifference();
  const piece = contextOf(width, rows);
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    const [a, b] = [before, after].map((image) => {
      const scale = image.naturalHeight / height;
      piece.clearRect(0, 0, width, rows);
      piece.drawImage(image, 0, y * scale, image.naturalWidth, count * scale, 0, 0, width, count);
      return piece.getImageData(0, 0, width, count);
    });
    counter.add(a!.data, b!.data, a!.data);
    result.putImageData(a!, 0, y);
    await new Promise((resume) => setTimeout(resume));
    signal.throwIfAborted();
  }
  return { canvas: result.canvas, statistics: counter.statistics() };
}

/** Whether the picture is loaded, and is one. */
export function isThere(image: HTMLImageElement | undefined): image is HTMLImageElement {
  return image?.complete === true && image.naturalWidth > 0;
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingEnabled = false;
  return context;
}
