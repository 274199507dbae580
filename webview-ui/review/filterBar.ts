import type { ReviewAsset, ReviewModel } from '../../src/shared/reviewMessages';
import { el } from '../dom';
import { t } from '../words';
import { countAssets, type ReviewFilter, SHOWS } from './list';
import { showsWord } from './words';

export interface FilterBar {
  element: HTMLElement;
  update(model: Filtered, filter: ReviewFilter): void;
  /** Puts the focus into the field for a path. */
  search(): void;
}

type Filtered = Pick<ReviewModel, 'rules' | 'trusted'> & { assets: readonly ReviewAsset[] };

export interface FilterBarOptions {
  change(part: Partial<ReviewFilter>): void;
  export(form: 'html' | 'png'): void;
}

/** Which assets are shown, and in which order; and what can be made of them. */
export function createFilterBar(options: FilterBarOptions): FilterBar {
  const { change } = options;
  const chips = SHOWS.map((shows) => {
    const radio = el('input', { type: 'radio', name: 'shows' });
    radio.addEventListener('change', () => change({ shows }));
    const count = el('span', { class: 'count' });
    const label = el('label', { class: 'chip' }, radio, el('span', { class: 'label' }, showsWord(shows)), count);
    return { shows, radio, count, label };
  });
  const text = el('input', { type: 'search', placeholder: t('Filter by path'), 'aria-label': t('Filter by path') });
  text.addEventListener('input', () => change({ text: text.value }));
  const rule = choice(t('Rule'), (value) => change({ rule: value === '' ? undefined : Number(value) }));
  const style = choice(t('Style'), (value) => change({ style: value === '' ? undefined : value }));
  const order = choice(t('Order'), (value) => change({ order: value === 'difference' ? value : 'path' }));
  fill(order, [
    ['path', t('By path')],
    ['difference', t('Biggest difference first')],
  ]);
  const exports = (['html', 'png'] as const).map((form) => {
    const label = form === 'html' ? t('Export HTML…') : t('Export PNG…');
    const title = t('A contact sheet of the pictures that are shown');
    const button = el('button', { class: 'secondary', type: 'button', title }, label);
    button.addEventListener('click', () => button.getAttribute('aria-disabled') !== 'true' && options.export(form));
    return button;
  });
  return {
    element: el(
      'div',
      { class: 'review-filter' },
      el('fieldset', { class: 'filter' }, el('legend', {}, t('Show')), ...chips.map(({ label }) => label)),
      el('div', { class: 'narrow' }, text, rule, style, order, el('div', { class: 'exports' }, ...exports)),
    ),
    update({ assets, rules, trusted }, filter) {
      const counts = countAssets(assets, filter);
      for (const { shows, radio, count } of chips) {
        radio.checked = shows === filter.shows;
        count.textContent = String(counts[shows]);
      }
      if (document.activeElement !== text) text.value = filter.text;
      const styles = [...new Set(assets.map((asset) => asset.style))].sort();
      fill(rule, [['', t('All rules')], ...rules.map((name, index): Item => [String(index), name])]);
      fill(style, [['', t('All styles')], ...styles.map((name): Item => [name, name])]);
      rule.value = filter.rule === undefined ? '' : String(filter.rule);
      style.value = filter.style ?? '';
      order.value = filter.order;
      for (const button of exports) button.setAttribute('aria-disabled', String(!trusted));
    },
    search: () => text.focus(),
  };
}

type Item = [value: string, label: string];

function choice(label: string, chosen: (value: string) => void): HTMLSelectElement {
  const select = el('select', { 'aria-label': label });
  select.addEventListener('change', () => chosen(select.value));
  return select;
}

/** Only where they differ, so that a list that is open stays open. */
function fill(select: HTMLSelectElement, items: Item[]): void {
  const isSame =
    select.options.length === items.length &&
    items.every(
      ([value, label], index) => select.options[index]!.value === value && select.options[index]!.text === label,
    );
  if (!isSame) select.replaceChildren(...items.map(([value, label]) => el('option', { value }, label)));
}
