import { heatColour } from '../../src/shared/heat';
import type { Draw } from '../comparer/overlay';

/** Numbers over regions, row by row; null where nothing is visible. */
interface Regions {
  columns: number;
  rows: number;
  values: readonly (number | null)[];
}

/**
 * A heat map over a picture. @param mask a picture whose alpha cuts it out
 * @param redraw called once both are there
 */
export function mapDraw(uri: string, mask: string, opacity: () => number, redraw: () => void): Draw {
  const [map, cut] = [load(uri, redraw), load(mask, redraw)];
  return cutOut(cut, opacity, (context, width, height) => {
    if (!isLoaded(map)) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(map, 0, 0, width, height);
  });
}

/** Regions over a picture, the largest value brightest. */
export function regionDraw(regions: Regions, mask: string, opacity: () => number, redraw: () => void): Draw {
  const { columns, rows, values } = regions;
  const most = Math.max(1e-9, ...values.map((value) => value ?? 0));
  return cutOut(load(mask, redraw), opacity, (context, width, height) => {
    for (const [at, value] of values.entries()) {
      if (value === null) continue;
      const [column, row] = [at % columns, Math.floor(at / columns)];
      const [left, top] = [Math.floor((column * width) / columns), Math.floor((row * height) / rows)];
      context.fillStyle = `rgb(${heatColour(value / most).join(' ')})`;
      const [right, bottom] = [Math.floor(((column + 1) * width) / columns), Math.floor(((row + 1) * height) / rows)];
      context.fillRect(left, top, right - left, bottom - top);
    }
  });
}

type Paint = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;

/** What is painted, only where the picture is opaque. */
function cutOut(cut: HTMLImageElement, opacity: () => number, paint: Paint): Draw {
  return (context, { left, top, right, bottom }) => {
    if (!isLoaded(cut)) return;
    // no larger than the picture is told of: maps have few cells
    const { naturalWidth: width, naturalHeight: height } = cut;
    const layer = new OffscreenCanvas(width, height).getContext('2d')!;
    paint(layer, width, height);
    layer.globalCompositeOperation = 'destination-in';
    layer.drawImage(cut, 0, 0, width, height);
    context.globalAlpha = opacity();
    context.imageSmoothingEnabled = true;
    context.drawImage(layer.canvas, left, top, right - left, bottom - top);
  };
}

function load(uri: string, done: () => void): HTMLImageElement {
  const image = new Image();
  image.addEventListener('load', done);
  image.src = uri;
  return image;
}

function isLoaded({ complete, naturalWidth }: HTMLImageElement): boolean {
  return complete && naturalWidth > 0;
}
