import type { Cell } from '../../shared/cells';
import type { Rect } from '../../shared/rect';
import type { Picture } from './picture';

/** A cell as a picture of its own, upright, of one frame. */
export function cutCell(sheet: Picture, frame: number, cell: Cell): Picture {
  const { width, height } = sizeOf(cell);
  const { channels } = sheet;
  const pixels = emptied(sheet, width * height * channels);
  eachPixel(sheet, frame, cell, (on, at) => {
    for (let c = 0; c < channels; c++) pixels[at + c] = sheet.pixels[on + c]!;
  });
  return { ...sheet, width, height, frames: 1, pixels };
}

/** Lays a cell back to where it was cut from. */
export function layCell(sheet: Picture, frame: number, cell: Cell, { pixels }: Picture): void {
  const { channels } = sheet;
  eachPixel(sheet, frame, cell, (on, at) => {
    for (let c = 0; c < channels; c++) sheet.pixels[on + c] = pixels[at + c]!;
  });
}

/**
 * Makes the borders around cells anew from their edges, as packers do against gaps between neighbours that are drawn smaller or
 * larger: `width` pixels, corners too. Alpha stays, and so does what is transparent or belongs to a cell.
 */
export function extrude(sheet: Picture, frame: number, cells: readonly Cell[], width: number): void {
  const { channels, pixels } = sheet;
  const start = frame * sheet.width * sheet.height;
  const taken = new Uint8Array(sheet.width * sheet.height);
  for (const { rect } of cells)
    for (let y = rect.top; y < rect.bottom; y++)
      taken.fill(1, y * sheet.width + rect.left, y * sheet.width + rect.right);
  for (const { rect } of cells)
    eachAround(rect, width, sheet, (x, y) => {
      const at = y * sheet.width + x;
      if (taken[at]) return;
      const edge = clamp(y, rect.top, rect.bottom - 1) * sheet.width + clamp(x, rect.left, rect.right - 1);
      const [to, from] = [(start + at) * channels, (start + edge) * channels];
      if (channels === 4 && (pixels[to + 3] === 0 || pixels[to + 3] !== pixels[from + 3])) return;
      taken[at] = 1;
      for (let c = 0; c < 3; c++) pixels[to + c] = pixels[from + c]!;
    });
}

function sizeOf({ rect, turned }: Cell): { width: number; height: number } {
  const [across, down] = [rect.right - rect.left, rect.bottom - rect.top];
  return turned ? { width: down, height: across } : { width: across, height: down };
}

/** Calls with the place of each sample's pixel on the sheet, and in the upright cell. */
function eachPixel(
  { width: sheetWidth, height: sheetHeight, channels }: Picture,
  frame: number,
  cell: Cell,
  visit: (on: number, at: number) => void,
): void {
  const { width, height } = sizeOf(cell);
  const { left, top, right } = cell.rect;
  const start = frame * sheetWidth * sheetHeight;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      // a quarter to the right: what was at the top is at the right
      const [onX, onY] = cell.turned ? [right - 1 - y, top + x] : [left + x, top + y];
      visit((start + onY * sheetWidth + onX) * channels, (y * width + x) * channels);
    }
}

function eachAround(
  { left, top, right, bottom }: Rect,
  by: number,
  { width, height }: Picture,
  visit: (x: number, y: number) => void,
): void {
  for (let y = Math.max(0, top - by); y < Math.min(height, bottom + by); y++)
    for (let x = Math.max(0, left - by); x < Math.min(width, right + by); x++)
      if (x < left || x >= right || y < top || y >= bottom) visit(x, y);
}

function emptied({ pixels }: Picture, length: number): Picture['pixels'] {
  return pixels instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
