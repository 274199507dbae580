import type { ReviewAsset } from '../../src/shared/reviewMessages';
import { el, type IconName, icon } from '../dom';
import { t } from '../words';
import { stateWord, verdictWord } from './words';

export interface ReviewActions {
  accept(): void;
  reject(): void;
  note(): void;
  takeBack(): void;
  restore(): void;
  ownSettings(): void;
  open(): void;
}

export interface VerdictBar {
  element: HTMLElement;
  /** @param place where it is among those shown, in words */
  update(asset: ReviewAsset | undefined, place: string, trusted: boolean): void;
}

/**
 * What can be done with the picture that is selected, and what was said of it.
 * @param large whether it stands below that picture, shown large
 */
export function createVerdictBar(actions: ReviewActions, large: boolean): VerdictBar {
  const button = (name: IconName | undefined, label: string, key: string | undefined, press: () => void) => {
    const element = el(
      'button',
      { class: 'secondary', type: 'button', 'aria-keyshortcuts': key },
      name ? icon(name) : undefined,
      label,
      key ? el('kbd', { 'aria-hidden': 'true' }, key) : undefined,
    );
    element.addEventListener('click', () => element.getAttribute('aria-disabled') !== 'true' && press());
    return element;
  };
  const accept = button('accept', t('Accept'), 'A', actions.accept);
  const reject = button('reject', t('Reject'), 'R', actions.reject);
  const note = button('note', t('Note…'), 'N', actions.note);
  const back = button(undefined, t('Take Back'), large ? 'Backspace' : 'U', actions.takeBack);
  const restore = button(undefined, t('Restore Former Output'), undefined, actions.restore);
  const own = button(undefined, t('Own Settings…'), undefined, actions.ownSettings);
  const open = button(undefined, t('Open Large'), 'Enter', actions.open);
  const path = el('span', { class: 'path' });
  const state = el('span', { class: 'said' });
  const written = el('span', { class: 'written' });
  const counter = el('span', { class: 'place' });
  const element = el(
    'section',
    { class: 'verdict-bar', 'aria-label': t('Verdict') },
    el('p', { class: 'selected', role: 'status' }, counter, path, state, written),
    el('div', { class: 'actions' }, accept, reject, note, back, restore, own, ...(large ? [] : [open])),
  );
  return {
    element,
    update(asset, place, trusted) {
      element.dataset.verdict = asset?.verdict ?? '';
      counter.textContent = place;
      path.textContent = asset && !large ? asset.source : '';
      state.textContent = asset
        ? [asset.state === 'fresh' ? '' : stateWord(asset.state), verdictWord(asset)].filter(Boolean).join(' · ')
        : '';
      written.textContent = asset?.note ?? (asset?.hasOutput === false ? (asset.why ?? '') : '');
      // not `disabled`: the focus would be lost when a verdict moves on to one that can't be judged
      const set = (of: HTMLElement, usable: boolean) => of.setAttribute('aria-disabled', String(!usable));
      const judged = trusted && asset?.hasOutput === true;
      for (const [of, is] of [
        [accept, 'accepted'],
        [reject, 'rejected'],
      ] as const) {
        set(of, judged);
        of.setAttribute('aria-pressed', String(asset?.verdict === is));
      }
      set(note, asset !== undefined && trusted);
      set(back, trusted);
      set(open, asset?.hasOutput === true);
      for (const of of [restore, own]) {
        of.hidden = asset?.verdict !== 'rejected';
        set(of, judged);
      }
    },
  };
}
