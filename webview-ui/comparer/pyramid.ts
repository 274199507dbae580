import type { Size } from '../../src/shared/rect';
import type { TileSet } from '../../src/shared/report';
import type { View } from './view';

/** A piece of a picture: its place in a level of a tile set, and what it covers, in pixels of the picture. */
export interface Piece {
  level: number;
  column: number;
  row: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How often the picture is halved so that still no pixel of the stage has to do with less than one of its own. */
export function levelFor(zoom: number, levels: number): number {
  return Math.min(Math.max(0, Math.floor(Math.log2(1 / zoom) + SLACK)), levels - 1);
}

/** The pieces that a stage shows some part of, row by row. */
export function visiblePieces({ zoom, x, y }: View, stage: Size, { width, height, tile, levels }: TileSet): Piece[] {
  const level = levelFor(zoom, levels);
  const side = tile * 2 ** level;
  const range = (start: number, room: number, length: number) => {
    const first = Math.max(0, Math.floor(-start / zoom / side));
    const last = Math.min(Math.ceil(length / side), Math.ceil((room - start) / zoom / side));
    return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  };
  const columns = range(x, stage.width, width);
  return range(y, stage.height, height).flatMap((row) =>
    columns.map((column) => ({
      level,
      column,
      row,
      left: column * side,
      top: row * side,
      right: Math.min(width, (column + 1) * side),
      bottom: Math.min(height, (row + 1) * side),
    })),
  );
}

/** The pieces that a stage shows some part of, and all that touch them. */
export function surroundings({ zoom, x, y }: View, { width, height }: Size, set: TileSet): Piece[] {
  const side = set.tile * 2 ** levelFor(zoom, set.levels) * zoom;
  const wider = { width: width + 2 * side, height: height + 2 * side };
  return visiblePieces({ zoom, x: x + side, y: y + side }, wider, set);
}

/** Where the tiles are that a deep zoom of libvips has written; its levels count from the single pixel up. */
export function pieceUri({ uri, levels }: TileSet, { level, column, row }: Piece): string {
  return uri
    .replace('{level}', String(levels - 1 - level))
    .replace('{column}', String(column))
    .replace('{row}', String(row));
}

/** A fitted picture's zoom may miss a power of two by its last digits. */
const SLACK = 1e-6;
