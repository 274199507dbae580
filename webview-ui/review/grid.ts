import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ReviewAsset } from '../../src/shared/reviewMessages';
import { el } from '../dom';
import { t } from '../words';
import { type Card, createCard } from './card';
import type { Glimpse } from './glimpseQueue';
import { createLingering } from './lingering';

export interface GridOptions {
  glimpse(output: string): Glimpse | undefined;
  selected(asset: ReviewAsset): void;
  open(asset: ReviewAsset): void;
  /** These came in sight and stayed for a moment, those went again; the ones in sight by their place. */
  seen(came: string[], went: string[]): void;
  scrolled(): void;
}

/** Assets as cards, of which only those in sight are there. One of them is selected, and takes the focus. */
export interface Grid {
  element: HTMLElement;
  /** Takes the place of what was shown; the selected one stays where it is among them. */
  show(assets: readonly ReviewAsset[], selected: string | undefined): void;
  /** Shows an asset anew, where it is in sight. */
  refresh(output: string): void;
  select(index: number): void;
  focus(): void;
  /** Shows the other side of the selected one. */
  flip(): void;
  columns(): number;
  /** Rows in sight. */
  page(): number;
  /** Pixels from the top. */
  scroll(): number;
  scrollTo(offset: number): void;
}

interface Row {
  element: HTMLElement;
  cards: Card[];
}

export function createGrid({ glimpse, selected, open, seen, scrolled }: GridOptions): Grid {
  const canvas = el('div', { class: 'canvas', role: 'presentation' });
  const element = el('div', { class: 'scroller', role: 'grid', 'aria-label': t('Results'), 'aria-readonly': 'true' });
  element.append(canvas);
  let assets: readonly ReviewAsset[] = [];
  let at = -1;
  let columns = 1;
  const lingering = createLingering(seen);
  const rows = new Map<number, Row>();
  const spare: Row[] = [];

  const options = () => ({
    count: Math.ceil(assets.length / columns),
    getScrollElement: () => element,
    estimateSize: () => lengthOf(HEIGHT),
    overscan: 1,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    // the selected one is always there, or the focus would be lost when it is scrolled away
    rangeExtractor(range: Range) {
      const own = defaultRangeExtractor(range);
      const row = Math.floor(at / columns);
      return at < 0 || own.includes(row) || row >= range.count ? own : [...own, row].sort((a, b) => a - b);
    },
    onChange: () => {
      layOut();
      render();
      scrolled();
    },
  });
  const virtualizer = new Virtualizer<HTMLElement, HTMLElement>(options());

  /** As many columns as there is room for. */
  const layOut = (): void => {
    const width = element.clientWidth - 2 * lengthOf(PADDING);
    const now = Math.max(1, Math.floor((width + lengthOf(GAP)) / (lengthOf(WIDTH) + lengthOf(GAP))));
    if (now === columns || element.clientWidth === 0) return;
    columns = now;
    for (const row of [...rows.values(), ...spare.splice(0)]) row.element.remove();
    rows.clear();
    virtualizer.setOptions(options());
    virtualizer._willUpdate();
    if (at >= 0) virtualizer.scrollToIndex(Math.floor(at / columns), { align: 'auto' });
  };
  const createRow = (): Row => {
    const cards = Array.from({ length: columns }, (_, column) => createCard(column));
    const row = el('div', { class: 'review-row', role: 'row' }, ...cards.map((card) => card.element));
    for (const card of cards) {
      const asset = card.asset;
      card.element.addEventListener('focus', () => asset() && take(asset()!));
      card.element.addEventListener('dblclick', () => asset() && open(asset()!));
    }
    canvas.append(row);
    return { element: row, cards };
  };
  const take = (asset: ReviewAsset): void => {
    at = assets.indexOf(asset);
    for (const row of rows.values()) for (const card of row.cards) card.select(card.asset() === asset);
    selected(asset);
  };
  const fill = (index: number, { element: row, cards }: Row): void => {
    row.setAttribute('aria-rowindex', String(index + 1));
    cards.forEach((card, column) => {
      const place = index * columns + column;
      const asset = assets[place];
      card.show(asset, asset && glimpse(asset.output));
      card.select(place === at);
    });
  };
  const render = (anew = false): void => {
    const items = virtualizer.getVirtualItems();
    const wanted = new Set(items.map(({ index }) => index));
    for (const [index, row] of rows)
      if (!wanted.has(index)) {
        rows.delete(index);
        spare.push(row);
      }
    for (const { index, start } of items) {
      const known = rows.get(index);
      const row = known ?? spare.pop() ?? createRow();
      if (!known || anew) fill(index, row);
      rows.set(index, row);
      row.element.style.transform = `translateY(${start}px)`;
      row.element.hidden = false;
    }
    for (const row of spare) row.element.hidden = true;
    canvas.style.height = `${virtualizer.getTotalSize()}px`;
    element.style.setProperty('--columns', String(columns));
    tellSeen();
  };
  const tellSeen = (): void => {
    lingering(new Set([...rows.values()].flatMap(({ cards }) => cards.flatMap((card) => card.asset()?.output ?? []))));
  };
  const cardAt = (index: number): Card | undefined => rows.get(Math.floor(index / columns))?.cards[index % columns];

  virtualizer._didMount();
  return {
    element,
    show(next, output) {
      assets = next;
      at = output === undefined ? -1 : next.findIndex((asset) => asset.output === output);
      if (at < 0 && next.length > 0) at = 0;
      element.setAttribute('aria-rowcount', String(Math.ceil(next.length / columns)));
      element.setAttribute('aria-colcount', String(columns));
      virtualizer.setOptions(options());
      virtualizer._willUpdate();
      layOut();
      render(true);
    },
    refresh(output) {
      for (const { cards } of rows.values())
        for (const card of cards) {
          const asset = card.asset();
          if (asset?.output === output) card.show(asset, glimpse(output));
        }
    },
    select(index) {
      if (!assets[index]) return;
      at = index;
      virtualizer.scrollToIndex(Math.floor(index / columns), { align: 'auto' });
      virtualizer.setOptions(options());
      render(true);
      selected(assets[index]);
    },
    focus: () => cardAt(at)?.element.focus({ preventScroll: true }),
    flip: () => cardAt(at)?.flip(),
    columns: () => columns,
    page: () => Math.max(1, Math.floor(element.clientHeight / lengthOf(HEIGHT))),
    scroll: () => element.scrollTop,
    scrollTo: (offset) => virtualizer.scrollToOffset(offset),
  };
}

/** In rem, as in review.css: of a row with what is between it and the next, of a column at least, between columns, beside them. */
const HEIGHT = 15;
const WIDTH = 12;
const GAP = 0.75;
const PADDING = 1;

function lengthOf(rem: number): number {
  return rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
