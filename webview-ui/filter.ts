import type { ReportModel } from '../src/shared/report';
import { el } from './dom';
import { styleChoices } from './selection';
import { t } from './words';

/** Chips to show one style only. Radio buttons, so that arrow keys and screen readers need nothing more. */
export function createFilter(
  model: ReportModel,
  chosen: string | undefined,
  choose: (style: string | undefined) => void,
): HTMLElement {
  const choices = styleChoices(model);
  const chips = choices.map(({ style, thumbnail, count }) => {
    const radio = el('input', { type: 'radio', name: 'style' });
    radio.checked = style === chosen;
    radio.addEventListener('change', () => choose(style));
    return el(
      'label',
      { class: 'chip' },
      radio,
      thumbnail ? el('img', { class: 'swatch', src: thumbnail, alt: '' }) : undefined,
      el('span', { class: 'label' }, style ?? t('All')),
      el('span', { class: 'count' }, String(count)),
    );
  });
  const element = el('fieldset', { class: 'filter' }, el('legend', {}, t('Show style')), ...chips);
  // Everything and one single style are the same choice.
  element.hidden = choices.length < 3;
  return element;
}
