import { el, icon } from './dom';
import { t } from './words';

export interface Divider {
  line: HTMLElement;
  /** For the keyboard, and for screen readers. */
  range: HTMLInputElement;
  /** 0 to 100 from the left. */
  at(): number;
  move(to: number): void;
  /** @param source the picture that is divided */
  name(source: string): void;
}

/** A divider between before and after in a box, whose property `--at` says where it is. */
export function createDivider(box: HTMLElement): Divider {
  const range = el('input', { type: 'range', min: '0', max: '100', step: '1' });
  let place = 50;
  const move = (to: number) => {
    place = to;
    range.value = String(Math.round(to));
    box.style.setProperty('--at', `${to}%`);
    range.setAttribute('aria-valuetext', t('{0} % before, {1} % after', Math.round(to), 100 - Math.round(to)));
  };
  range.addEventListener('input', () => move(range.valueAsNumber));
  return {
    line: el('div', { class: 'divider', 'aria-hidden': 'true' }, el('span', { class: 'handle' }, icon('divide'))),
    range,
    at: () => place,
    move,
    name: (source) => range.setAttribute('aria-label', t('Divider between before and after, {0}', source)),
  };
}
