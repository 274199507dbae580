import { countDifference, type DifferenceStatistics } from '../../src/shared/difference';
import type { Rect } from '../../src/shared/rect';
import type { Rgba } from './colour';
import type { Occupancy } from './guessGrid';
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

/** An image that shows a part of a picture, perhaps with fewer pixels than that has. */
export interface Part extends Rect {
  image: HTMLImageElement;
}

/** Draws what the parts show of `rect`, and nothing of what lies beside it, between the edges `to` of a canvas. */
export function drawParts(context: CanvasRenderingContext2D, parts: readonly Part[], rect: Rect, to: Rect): void {
  const across = (to.right - to.left) / (rect.right - rect.left);
  const down = (to.bottom - to.top) / (rect.bottom - rect.top);
  for (const { image, ...part } of parts) {
    const left = Math.max(part.left, rect.left);
    const top = Math.max(part.top, rect.top);
    const width = Math.min(part.right, rect.right) - left;
    const height = Math.min(part.bottom, rect.bottom) - top;
    if (width <= 0 || height <= 0) continue;
    const columns = image.naturalWidth / (part.right - part.left);
    const rows = image.naturalHeight / (part.bottom - part.top);
    context.drawImage(
      image,
      (left - part.left) * columns,
      (top - part.top) * rows,
      width * columns,
      height * rows,
      to.left + (left - rect.left) * across,
      to.top + (top - rect.top) * down,
      width * across,
      height * down,
    );
  }
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

/** The absolute differences within `rect` of its canvas, as RGBA. */
export function readDifferences({ canvas }: Difference, { left, top, right, bottom }: Rect): Uint8ClampedArray {
  return canvas.getContext('2d')!.getImageData(left, top, right - left, bottom - top).data;
}

/**
 * Which columns and rows of a picture have something to see.
 * @throws SecurityError where the page may not read it; `signal`'s reason
 */
export async function readOccupancy(image: HTMLImageElement, signal: AbortSignal): Promise<Occupancy> {
  const { naturalWidth: width, naturalHeight: height } = image;
  const columns = Array<boolean>(width).fill(false);
  const rows = Array<boolean>(height).fill(false);
  const count = Math.max(1, Math.floor(PIECE / width));
  const piece = contextOf(width, count);
  for (let y = 0; y < height; y += count) {
    piece.clearRect(0, 0, width, count);
    piece.drawImage(image, 0, -y);
    const { data } = piece.getImageData(0, 0, width, Math.min(count, height - y));
    for (let pixel = 0; pixel < data.length / 4; pixel++) {
      if (data[pixel * 4 + 3] === 0) continue;
      columns[pixel % width] = true;
      rows[y + Math.floor(pixel / width)] = true;
    }
    await new Promise((resume) => setTimeout(resume));
    signal.throwIfAborted();
  }
  return { columns, rows };
}

/** Whether the picture is loaded, and is one. */
export function isThere(image: HTMLImageElement | undefined): image is HTMLImageElement {
  return image?.complete === true && image.naturalWidth > 0;
}

/** Of a canvas with nothing on it that fills its parent: a device pixel for each of its own, or lines would be blurred. */
export function clearedContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const { clientWidth, clientHeight } = canvas.parentElement!;
  const ratio = window.devicePixelRatio;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  const context = canvas.getContext('2d');
  // a canvas that is given a size is made anew, even where it has that size
  if (canvas.width === width && canvas.height === height) context?.clearRect(0, 0, width, height);
  else Object.assign(canvas, { width, height });
  canvas.style.width = `${width / ratio}px`;
  canvas.style.height = `${height / ratio}px`;
  return context;
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingEnabled = false;
  return context;
}
