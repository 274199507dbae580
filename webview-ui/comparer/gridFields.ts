import type { Cells, Grid } from '../../src/shared/grid';
import { MOST_CELLS } from '../../src/shared/grid';
import { el } from '../dom';
import { t } from '../words';

/** The numbers of a grid, to be changed: how many cells there are, or how large they are, and what lies between. */
export function createGridFields(change: (grid: Grid) => void): {
  element: HTMLElement;
  /** Nothing is to be typed before there is a grid. */
  update(known: { grid: Grid; cells: Cells } | undefined): void;
} {
  let grid: Grid | undefined;
  let shown: Cells | undefined;
  const gaps = () => ({ margin: grid!.margin, spacing: grid!.spacing });
  const counts = () => ({ by: 'count' as const, columns: shown!.columns, rows: shown!.rows, ...gaps() });
  const sizes = () => ({ by: 'size' as const, width: shown!.width, height: shown!.height, ...gaps() });
  const columns = field(t('Columns'), 1, MOST_CELLS, (value) => change({ ...counts(), columns: value }));
  const rows = field(t('Rows'), 1, MOST_CELLS, (value) => change({ ...counts(), rows: value }));
  const width = field(t('Cell width'), 1, undefined, (value) => change({ ...sizes(), width: value }));
  const height = field(t('Cell height'), 1, undefined, (value) => change({ ...sizes(), height: value }));
  const margin = field(t('Margin'), 0, undefined, (value) => grid && change({ ...grid, margin: value }));
  const spacing = field(t('Spacing'), 0, undefined, (value) => grid && change({ ...grid, spacing: value }));
  const fields = [columns, rows, width, height, margin, spacing];
  return {
    element: el('div', { class: 'group fields' }, ...fields.map(({ element }) => element)),
    update(known) {
      for (const field of fields) field.enable(known !== undefined);
      if (!known) return;
      const { grid: next, cells } = known;
      grid = next;
      shown = cells;
      columns.set(cells.columns);
      rows.set(cells.rows);
      width.set(cells.width);
      height.set(cells.height);
      margin.set(next.margin);
      spacing.set(next.spacing);
    },
  };
}

function field(label: string, least: number, most: number | undefined, changed: (value: number) => void) {
  const input = el('input', {
    type: 'number',
    min: String(least),
    max: most === undefined ? undefined : String(most),
    step: 'any',
    disabled: '',
    inputmode: 'numeric',
  });
  const read = () => Number.isFinite(input.valueAsNumber) && input.valueAsNumber >= least;
  input.addEventListener('input', () => read() && changed(Math.round(input.valueAsNumber)));
  return {
    element: el('label', { class: 'field' }, label, input),
    enable(is: boolean) {
      if (input.disabled === is) input.disabled = !is;
    },
    set(value: number) {
      // what is being typed stays as it is typed
      const text = String(Math.round(value * 100) / 100);
      if (document.activeElement !== input || !read()) input.value = text;
    },
  };
}
