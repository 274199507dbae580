import { t } from '../words';
import { createGlimpseQueue, type Glimpse, type GlimpseQueue } from './glimpseQueue';
import { listAssets, type ReviewFilter } from './list';
import type { Shelf } from './shelf';

/** Small pictures for the grid, and the differences that the list may be sorted by. */
export interface Measuring {
  glimpses: GlimpseQueue;
  /** Begins to measure what the filter's order needs and nobody knows yet. */
  begin(filter: ReviewFilter, trusted: boolean): void;
}

export interface MeasuringOptions {
  ask(output: string, signal: AbortSignal): Promise<Glimpse>;
  shelf: Shelf;
  filter(): ReviewFilter;
  tell(text: string): void;
  /** A small picture has come, or a difference. */
  came(output: string): void;
  /** To be listed anew, in another order. */
  sort(): void;
}

/** Milliseconds between two sortings while differences are being measured. */
const SORTING = 1500;

export function createMeasuring({ ask, shelf, filter, tell, came, sort }: MeasuringOptions): Measuring {
  let sortsSoon = false;
  const glimpses = createGlimpseQueue({
    ask,
    told(output, { difference }) {
      const asset = shelf.find(output);
      if (asset && difference !== undefined && asset.difference !== difference) shelf.replace({ ...asset, difference });
      came(output);
      if (filter().order !== 'difference') return;
      if (!sortsSoon) window.setTimeout(sortNow, SORTING);
      sortsSoon = true;
    },
  });
  const tellLeft = () => {
    const left = glimpses.left();
    tell(left > 0 ? t('Measuring differences: {0} to go', left) : '');
  };
  const sortNow = () => {
    sortsSoon = false;
    sort();
    tellLeft();
  };
  return {
    glimpses,
    begin(of, trusted) {
      const isSorted = of.order === 'difference';
      const listed = isSorted && trusted ? listAssets(shelf.all(), of) : [];
      const open = listed.filter(({ hasOutput, difference }) => hasOutput && difference === undefined);
      glimpses.measure(open.map(({ output }) => output));
      if (isSorted) tellLeft();
      else tell('');
    },
  };
}
