import { type Cells, cellsOf, type Grid, readGrid } from '../../src/shared/grid';
import type { Size } from '../../src/shared/rect';
import type { ReportAsset } from '../../src/shared/report';
import { el } from '../dom';
import { recall, remember } from '../host';
import { t } from '../words';
import { createCellBorders } from './cellBorders';
import { iconButton, setPressed } from './controls';
import { createGridFields } from './gridFields';
import { guessGrid } from './guessGrid';
import { isThere, readOccupancy } from './pixels';
import type { Film } from './player';
import type { Stage } from './stage';
import type { Point } from './view';

/** The picture taken for a sheet of cells: their borders, and one of them alone. */
export interface Sheet {
  /** The controls; hidden while it is taken for a single picture. */
  element: HTMLElement;
  /** To be laid over the stage. */
  borders: HTMLElement[];
  set(on: boolean): void;
  /** Another picture is shown. */
  show(asset: ReportAsset | undefined): void;
  /** The view or the picture have changed. */
  update(): void;
  /** Marks the cell of a pixel, and gives its name. */
  mark(pixel: Point | undefined): string | undefined;
  isAlone(): boolean;
  /** Shows a cell alone, the one under the pointer if there is one, or the whole sheet again. */
  setAlone(on: boolean): void;
  /** Plays the cells of the row of the one that is shown, or all. */
  toggleRow(): void;
  /** Undefined where there are no cells to play. */
  film(): Film | undefined;
}

/** Name under which grids that were set are remembered, by the paths of their pictures. */
const NAME = 'grids';
/** How many of them; those set last. */
const MOST_GRIDS = 100;

/** @param changed called when other cells are shown, or there is another film */
export function createSheet(stage: Stage, changed: () => void): Sheet {
  const grids = readGrids(recall(NAME));
  const borders = createCellBorders();
  let on = false;
  let asset: ReportAsset | undefined;
  let grid: Grid | undefined;
  let cells: Cells | undefined;
  let size: Size | undefined;
  let index = 0;
  let marked: number | undefined;
  let rowOnly = false;
  let film: Film | undefined;
  let guessing: AbortController | undefined;

  const fields = createGridFields((next) => {
    if (!asset) return;
    grids.delete(asset.source);
    grids.set(asset.source, next);
    remember(NAME, Object.fromEntries([...grids].slice(-MOST_GRIDS)));
    take(next);
  });
  const guess = iconButton('guess', t('Guess the cells'), undefined, () => {
    if (!asset) return;
    grids.delete(asset.source);
    take(undefined);
  });
  const alone = iconButton('cell', t('One cell alone'), 'C', () => setAlone(!stage.part()));
  const row = iconButton('row', t('Play one row only'), 'O', () => toggleRow());
  const element = el(
    'div',
    { class: 'sheet group', role: 'group', 'aria-label': t('Sheet cells') },
    alone,
    row,
    fields.element,
    guess,
  );
  element.hidden = true;

  const nameOf = (cell: number) =>
    t('column {0}, row {1}', (cell % cells!.columns) + 1, Math.floor(cell / cells!.columns) + 1);
  const countAll = () => (cells ? cells.columns * cells.rows : 0);
  /** Where the cells that are played begin among all. */
  const first = () => (rowOnly && cells ? index - (index % cells.columns) : 0);
  const makeFilm = () => {
    const count = rowOnly && cells ? cells.columns : countAll();
    film =
      count < 2
        ? undefined
        : {
            count,
            at: () => index - first(),
            show(frame) {
              index = first() + frame;
              stage.setPart(cells!.cell(index));
            },
            isReady: () => true,
            begin() {
              const isWhole = stage.part() === undefined;
              if (isWhole) setAlone(true);
              return isWhole;
            },
            name: (frame) => nameOf(first() + frame),
          };
  };
  /** Undefined to guess it. */
  const take = (next: Grid | undefined) => {
    stopGuessing();
    grid = next;
    lay();
    changed();
  };
  const lay = () => {
    size = stage.picture();
    cells = on && grid ? cellsOf(grid, size) : undefined;
    index = Math.max(0, Math.min(index, countAll() - 1));
    marked = undefined;
    makeFilm();
    if (stage.part()) stage.setPart(cells?.cell(index));
  };
  const stopGuessing = () => {
    guessing?.abort();
    guessing = undefined;
  };
  const guessNow = async () => {
    const { before, after } = stage.images();
    const image = isThere(before) ? before : after;
    if (guessing || !isThere(image)) return;
    guessing = new AbortController();
    const { signal } = guessing;
    const picture = stage.picture();
    // a page that may not read its pictures goes by their shape
    const seen = await readOccupancy(image, signal).catch(() => undefined);
    if (!signal.aborted) take(guessGrid(picture, seen));
  };
  const draw = () => {
    if (cells && !stage.part()) borders.draw(cells, stage.picture(), stage.edges(), marked);
    else borders.clear();
  };
  const update = () => {
    element.hidden = !on;
    if (!on) return borders.clear();
    const { width, height } = stage.picture();
    if (grid && (size?.width !== width || size.height !== height)) lay();
    if (!grid) void guessNow();
    draw();
    setPressed(alone, stage.part() !== undefined);
    setPressed(row, rowOnly);
    fields.update(grid && cells && { grid, cells });
  };
  const setAlone = (is: boolean) => {
    if (!cells) return;
    if (is) index = marked ?? index;
    stage.setPart(is ? cells.cell(index) : undefined);
    changed();
  };
  const toggleRow = () => {
    rowOnly = !rowOnly;
    makeFilm();
    changed();
  };

  return {
    element,
    borders: borders.elements,
    set(next) {
      on = next;
      if (!on) stage.setPart(undefined);
      take(grid);
    },
    show(next) {
      const isOther = next?.source !== asset?.source || next?.output !== asset?.output;
      asset = next;
      if (!isOther) return;
      stopGuessing();
      grid = next && grids.get(next.source);
      cells = undefined;
      film = undefined;
      size = undefined;
      if (!next) index = 0;
    },
    update,
    mark(pixel) {
      const cell = pixel && cells?.at(pixel);
      if (cell !== marked) {
        marked = cell;
        draw();
      }
      return cell === undefined ? undefined : t('Cell {0}: {1}', cell + 1, nameOf(cell));
    },
    isAlone: () => stage.part() !== undefined,
    setAlone,
    toggleRow,
    film: () => film,
  };
}

function readGrids(state: unknown): Map<string, Grid> {
  const known = Object.entries({ ...(state as Record<string, unknown> | null) });
  return new Map(
    known.flatMap(([source, value]): [string, Grid][] => {
      const grid = readGrid(value);
      return grid ? [[source, grid]] : [];
    }),
  );
}
