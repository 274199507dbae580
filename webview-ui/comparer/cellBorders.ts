import type { Cells } from '../../src/shared/grid';
import type { Rect, Size } from '../../src/shared/rect';
import { el } from '../dom';
import { clearedContext } from './pixels';
import { type Edges, placesBetween } from './view';

/** The borders of cells over both sides, and the one under the pointer. */
export interface CellBorders {
  /** To be laid over the stage. */
  elements: HTMLElement[];
  /**
   * @param picture its size, in whose pixels the cells are
   * @param edges of its copies, in device pixels
   * @param marked the cell that is pointed at
   */
  draw(cells: Cells, picture: Size, edges: Edges, marked: number | undefined): void;
  clear(): void;
}

/** Device pixels that a cell has at least for its borders to be drawn: there would be little else to see. */
const LEAST = 4;
/** CSS pixels of a dash: black and white by turns are seen on any colour. */
const DASH = 4;

export function createCellBorders(): CellBorders {
  const canvases = [el('canvas', {}), el('canvas', {})];
  const [before, after] = canvases.map((canvas, index) =>
    el('div', { class: `borders ${index === 0 ? 'before' : 'after'}`, 'aria-hidden': 'true' }, canvas),
  );
  const elements = [before!, after!];
  const show = (on: boolean) => {
    for (const element of elements) element.hidden = !on;
  };
  show(false);
  return {
    elements,
    clear: () => show(false),
    draw(cells, picture, edges, marked) {
      show(true);
      for (const canvas of canvases) {
        const context = clearedContext(canvas);
        if (context) for (const place of placesBetween(edges)) drawIn(context, cells, picture, place, marked);
      }
    },
  };
}

function drawIn(
  context: CanvasRenderingContext2D,
  cells: Cells,
  picture: Size,
  place: Rect,
  marked: number | undefined,
): void {
  const across = (place.right - place.left) / picture.width;
  const down = (place.bottom - place.top) / picture.height;
  const onStage = ({ left, top, right, bottom }: Rect): Rect => ({
    left: Math.round(place.left + left * across),
    top: Math.round(place.top + top * down),
    right: Math.round(place.left + right * across),
    bottom: Math.round(place.top + bottom * down),
  });
  if (Math.min(cells.width * across, cells.height * down) >= LEAST) {
    const columns = Array.from({ length: cells.columns }, (_, index) => onStage(cells.cell(index)));
    const rows = Array.from({ length: cells.rows }, (_, index) => onStage(cells.cell(index * cells.columns)));
    const { width, height } = context.canvas;
    const [left, top, right, bottom] = [columns[0]!.left, rows[0]!.top, columns.at(-1)!.right, rows.at(-1)!.bottom];
    const lines = new Path2D();
    for (const x of linesOf(columns.map((rect) => [rect.left, rect.right]))) {
      if (x < 0 || x > width) continue;
      lines.moveTo(x, Math.max(top, -DASH));
      lines.lineTo(x, Math.min(bottom, height));
    }
    for (const y of linesOf(rows.map((rect) => [rect.top, rect.bottom]))) {
      if (y < 0 || y > height) continue;
      lines.moveTo(Math.max(left, -DASH), y);
      lines.lineTo(Math.min(right, width), y);
    }
    stroke(context, lines, DASH * window.devicePixelRatio);
  }
  if (marked !== undefined) mark(context, onStage(cells.cell(marked)));
}

/** The middles of the lines at these spans' ends, each a device pixel wide and within its span; neighbours share one. */
function linesOf(spans: [start: number, end: number][]): number[] {
  return spans
    .flatMap(([start, end], index) => (spans[index + 1]?.[0] === end ? [start] : [start, end - 1]))
    .map((at) => at + 0.5);
}

function stroke(context: CanvasRenderingContext2D, lines: Path2D, dash: number): void {
  context.lineWidth = 1;
  context.setLineDash([dash, dash]);
  for (const [colour, offset] of [
    ['#000', 0],
    ['#fff', dash],
  ] as const) {
    context.strokeStyle = colour;
    context.lineDashOffset = offset;
    context.stroke(lines);
  }
}

function mark(context: CanvasRenderingContext2D, { left, top, right, bottom }: Rect): void {
  const width = Math.round(window.devicePixelRatio);
  context.setLineDash([]);
  context.lineWidth = width;
  for (const [colour, inset] of [
    ['#fff', width / 2],
    ['#000', -width / 2],
  ] as const) {
    context.strokeStyle = colour;
    context.strokeRect(left + inset, top + inset, right - left - 2 * inset, bottom - top - 2 * inset);
  }
}
