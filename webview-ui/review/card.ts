import type { ReviewAsset } from '../../src/shared/reviewMessages';
import { el, icon } from '../dom';
import { splitPath } from '../format';
import { t } from '../words';
import type { Glimpse } from './glimpseQueue';
import { cardName, differenceWord, stateWord, verdictWord } from './words';

/** A place in the grid, which shows one asset after another as the grid scrolls. */
export interface Card {
  element: HTMLElement;
  /** What is shown now. */
  asset(): ReviewAsset | undefined;
  /** Undefined leaves the place empty. */
  show(asset: ReviewAsset | undefined, glimpse: Glimpse | undefined): void;
  select(selected: boolean): void;
  /** Shows the picture before in place of the one after, or that again. */
  flip(): void;
}

export function createCard(column: number): Card {
  const before = el('img', { class: 'before', alt: '', decoding: 'async', draggable: 'false' });
  const after = el('img', { class: 'after', alt: '', decoding: 'async', draggable: 'false' });
  const tag = el('span', { class: 'tag side-tag' }, t('Before'));
  const verdict = el('span', { class: 'mark verdict' });
  const state = el('span', { class: 'mark state' });
  const note = el('span', { class: 'mark noted' }, icon('note'));
  const name = el('span', { class: 'file' });
  const facts = el('span', { class: 'about' });
  const told = el('span', { class: 'words' });
  const thumb = el('div', { class: 'thumb', 'aria-hidden': 'true' }, before, after, tag, verdict, note, state);
  const element = el(
    'div',
    { class: 'review-card', role: 'gridcell', tabindex: '-1', 'aria-colindex': String(column + 1) },
    told,
    thumb,
    el('div', { class: 'under', 'aria-hidden': 'true' }, name, facts),
  );
  let shown: ReviewAsset | undefined;
  let flipped = false;
  const tell = () => element.classList.toggle('flipped', flipped);
  const put = (image: HTMLImageElement, uri: string | undefined) => {
    if (uri === undefined) image.removeAttribute('src');
    else if (image.getAttribute('src') !== uri) image.src = uri;
  };
  return {
    element,
    asset: () => shown,
    show(asset, glimpse) {
      if (asset?.output !== shown?.output) flipped = false;
      shown = asset;
      element.classList.toggle('empty', asset === undefined);
      element.toggleAttribute('inert', asset === undefined);
      put(before, glimpse?.before);
      put(after, glimpse?.after);
      element.classList.toggle('only-before', glimpse?.after === undefined);
      tell();
      if (!asset) return;
      told.textContent = cardName(asset);
      thumb.title = [asset.source, asset.why, asset.note].filter(Boolean).join('\n');
      element.dataset.verdict = asset.verdict ?? '';
      verdict.hidden = asset.verdict === undefined;
      verdict.replaceChildren(...(asset.verdict ? [icon(asset.verdict === 'accepted' ? 'accept' : 'reject')] : []));
      verdict.title = verdictWord(asset);
      note.hidden = asset.note === undefined;
      state.hidden = asset.state === 'fresh';
      state.dataset.state = asset.state;
      state.textContent = stateWord(asset.state);
      name.textContent = splitPath(asset.source).name;
      const difference = asset.difference === undefined ? '' : differenceWord(asset.difference);
      facts.textContent = [asset.style, difference].filter(Boolean).join(' · ');
    },
    select(selected) {
      element.tabIndex = selected ? 0 : -1;
      element.setAttribute('aria-selected', String(selected));
    },
    flip() {
      flipped = !flipped;
      tell();
    },
  };
}
