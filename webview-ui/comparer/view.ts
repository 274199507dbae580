import type { Rect, Size } from '../../src/shared/rect';

export interface Point {
  x: number;
  y: number;
}

/** Where a picture lies on a stage: device pixels per pixel of the picture, and its top left corner, in device pixels. */
export interface View extends Point {
  zoom: number;
}

/** From this zoom on pixels are shown as pixels. */
export const CRISP_FROM = 2;

const STEPS = [0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;
const LEAST = STEPS[0];
const MOST = 32;

/** The whole picture in the middle of the stage; crisp pixels by whole factors, or some would be wider than others. */
export function fitView(picture: Size, stage: Size): View {
  const zoom = Math.min(stage.width / picture.width, stage.height / picture.height);
  return centreView(picture, stage, zoom >= CRISP_FROM ? Math.floor(zoom) : zoom);
}

/** The picture's middle in the middle of the stage. */
export function centreView(picture: Size, stage: Size, zoom: number): View {
  const bounded = boundZoom(zoom);
  return {
    zoom: bounded,
    x: (stage.width - picture.width * bounded) / 2,
    y: (stage.height - picture.height * bounded) / 2,
  };
}

/** The view at another zoom, with the same spot of the picture at `point` of the stage. */
export function zoomAround(view: View, zoom: number, point: Point): View {
  const bounded = boundZoom(zoom);
  const factor = bounded / view.zoom;
  return {
    zoom: bounded,
    x: point.x - (point.x - view.x) * factor,
    y: point.y - (point.y - view.y) * factor,
  };
}

/** The next round zoom above (1) or below (-1). */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  // what is as good as a step counts as that step
  const slack = 1.001;
  return direction === 1
    ? (STEPS.find((step) => step > zoom * slack) ?? MOST)
    : (STEPS.findLast((step) => step < zoom / slack) ?? LEAST);
}

/** The nearest view that does not lose the picture: it covers the middle of the stage, or lies there where it fits in. */
export function boundView(view: View, picture: Size, stage: Size): View {
  if (picture.width * view.zoom <= stage.width && picture.height * view.zoom <= stage.height)
    return centreView(picture, stage, view.zoom);
  const bound = (start: number, length: number, room: number) => clamp(start, room / 2 - length, room / 2);
  return {
    zoom: view.zoom,
    x: bound(view.x, picture.width * view.zoom, stage.width),
    y: bound(view.y, picture.height * view.zoom, stage.height),
  };
}

/** The view on a stage of another size, with the same spot in its middle. */
export function resizeView(view: View, from: Size, to: Size): View {
  return { zoom: view.zoom, x: view.x + (to.width - from.width) / 2, y: view.y + (to.height - from.height) / 2 };
}

/** Whether part of the picture lies off the stage. */
export function exceeds({ zoom, x, y }: View, { width, height }: Size, stage: Size): boolean {
  const inside = (start: number, length: number, room: number) => start >= -0.5 && start + length <= room + 0.5;
  return !inside(x, width * zoom, stage.width) || !inside(y, height * zoom, stage.height);
}

/** The pixel of the picture at a point of the stage, with `repeat` copies side by side and below; undefined beside it. */
export function pixelAt({ zoom, x, y }: View, picture: Size, repeat: number, point: Point): Point | undefined {
  const across = Math.floor((point.x - x) / zoom);
  const down = Math.floor((point.y - y) / zoom);
  if (across < 0 || down < 0 || across >= picture.width * repeat || down >= picture.height * repeat) return undefined;
  return { x: across % picture.width, y: down % picture.height };
}

/**
 * The edges of `count` copies of a length, on whole device pixels: neighbours share theirs, without a seam. Wherever they start,
 * they are equally far apart, so that what is panned is only moved.
 */
export function edges(start: number, length: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, index) => Math.round(start) + Math.round(length * index));
}

/** The edges of copies, each way, in device pixels. */
export interface Edges {
  columns: number[];
  rows: number[];
}

/** Where the copies lie, row by row. */
export function placesBetween({ columns, rows }: Edges): Rect[] {
  const columnEdges = columns.slice(1).map((right, column) => ({ left: columns[column]!, right }));
  return rows.slice(1).flatMap((bottom, row) => columnEdges.map((edges) => ({ ...edges, top: rows[row]!, bottom })));
}

/** Divider and view in what was remembered; the middle, and none, for whatever makes no sense. */
export function readPlace(state: unknown): { at: number; view: View | undefined } {
  const { at, view }: { at?: unknown; view?: unknown } = { ...(state as object | null) };
  const { zoom, x, y }: Partial<Record<keyof View, unknown>> = { ...(view as object | null) };
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  return {
    at: isNumber(at) ? clamp(at, 0, 100) : 50,
    view: isNumber(zoom) && isNumber(x) && isNumber(y) ? { zoom: boundZoom(zoom), x, y } : undefined,
  };
}

function boundZoom(zoom: number): number {
  return clamp(zoom, LEAST, MOST);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
