import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readAtlas } from '../shared/atlas';
import { atlasCells, type Cell, gridCells } from '../shared/cells';
import type { Size } from '../shared/rect';
import { gridOf, type SheetOptions } from '../shared/sheet';
import { enlarged, paintEnlarged } from './enlarge';
import { fault } from './fault';
import type { Network } from './network/runtime';
import { newTones, type Tones } from './paint';
import { cutCell, extrude, layCell } from './pictures/cells';
import type { Picture } from './pictures/picture';
import { smoothFrame } from './smooth';
import { gatherTonesAtScale, paintAtScale, type ScaledPaintOptions } from './strokeScale';

/**
 * Paints the cells of a sheet apart, each as a picture of its own, so that none knows of its neighbours; what lies between them
 * stays. Equal cells come out equal.
 */
export async function paintSheet(
  network: Network,
  picture: Picture,
  code: Float32Array,
  { cells, sheet, sequence, smooth = 0, ...options }: ScaledPaintOptions & SheetRequest,
): Promise<Picture> {
  const painted = await paintCells(network, picture, cells, code, {
    ...options,
    shared: isShared({ sheet, sequence }),
  });
  if (sequence && smooth > 0) smoothCells(picture, painted, cells, smooth);
  for (let frame = 0; frame < picture.frames; frame++) extrude(painted, frame, cells, sheet.extrude ?? 0);
  return painted;
}

export interface SheetRequest {
  sheet: SheetOptions;
  cells: readonly Cell[];
  /** Whether the cells are frames of one sequence. */
  sequence?: boolean | undefined;
  /** 0…1; of a sequence only. */
  smooth?: number | undefined;
}

/** @param source the sheet's file @throws Fault when the sheet has no such cells, or its atlas can't be read */
export async function cellsOfSheet(sheet: SheetOptions, picture: Size, source: string): Promise<Cell[]> {
  if (!('atlas' in sheet)) return told(source, GRID_REMEDY, () => gridCells(gridOf(sheet), picture));
  const text = await readFile(sheet.atlas, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw fault('missing', sheet.atlas, `it can't be read (${error.code})`, 'Check its path.');
  });
  return told(sheet.atlas, ATLAS_REMEDY, () => atlasCells(readAtlas(text, source), picture));
}

const GRID_REMEDY = 'Put "sheet" right.';
const ATLAS_REMEDY = 'Export the sheet and its JSON together.';

async function paintCells(
  network: Network,
  picture: Picture,
  cells: readonly Cell[],
  code: Float32Array,
  { shared, ...options }: ScaledPaintOptions & { shared: boolean },
): Promise<Picture> {
  const { pixels } = picture;
  const out = { ...picture, pixels: pixels instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels) };
  const places = Array.from({ length: picture.frames }, (_, frame) => cells.map((cell) => ({ frame, cell }))).flat();
  const still = { ...options, progress: () => {} };
  let tones: Tones | undefined;
  if (shared) {
    tones = newTones();
    for (const { frame, cell } of places)
      await gatherTonesAtScale(network, enlarged(cutCell(picture, frame, cell)), tones, still);
  }
  const known = new Map<string, Picture>();
  for (const [done, { frame, cell }] of places.entries()) {
    const cut = cutCell(picture, frame, cell);
    const key = `${cut.width} ${createHash('sha1').update(bytesOf(cut)).digest('hex')}`;
    const painted =
      known.get(key) ?? (await paintEnlarged(cut, (large) => paintAtScale(network, large, code, { ...still, tones })));
    known.set(key, painted);
    layCell(out, frame, cell, painted);
    options.progress(done + 1, places.length);
  }
  return out;
}

/** Blends each cell with that before and that after it, in their order. */
function smoothCells(picture: Picture, painted: Picture, cells: readonly Cell[], amount: number): void {
  for (let frame = 0; frame < picture.frames; frame++) {
    const all = cells.map((cell) => ({
      source: cutCell(picture, frame, cell),
      painted: cutCell(painted, frame, cell),
    }));
    for (const [index, own] of all.entries()) {
      const around = [all[index - 1], all[index + 1]].filter((other) => other !== undefined);
      layCell(painted, frame, cells[index]!, smoothFrame(own, around, amount));
    }
  }
}

/** Whether the cells are to look alike, at the price that a changed one changes the others a little. */
function isShared({ sheet, sequence }: Pick<SheetRequest, 'sheet' | 'sequence'>): boolean {
  return sheet.tones === 'shared' || (sheet.tones === undefined && sequence === true);
}

function bytesOf({ pixels }: Picture): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

function told<T>(file: string, remedy: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fault('unsupported', file, (error as Error).message, remedy);
  }
}
