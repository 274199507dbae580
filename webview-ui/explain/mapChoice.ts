import { HEAT_STOPS } from '../../src/shared/heat';
import type { Draw } from '../comparer/overlay';
import { el } from '../dom';
import { createRange } from '../tune/range';
import { t } from '../words';
import type { Easel } from './easel';
import { mapDraw, regionDraw } from './maps';

export interface HeatMap {
  name: string;
  /** What stands beside its name. */
  figure: string;
  /** A picture's URI, or numbers by regions. */
  of: string | Parameters<typeof regionDraw>[0];
  /** On how far it can be trusted. */
  trust: string;
}

export interface MapChoice {
  element: HTMLElement;
  /** @param mask a picture whose alpha cuts the maps out */
  show(maps: readonly HeatMap[], mask: string): void;
  active(on: boolean): void;
}

/**
 * Heat maps of which one lies over the picture.
 * @param group unlike others on the page
 * @param first counted from 1, of those that are shown first
 */
export function createMapChoice(easel: Easel, group: string, legend: string, first: number): MapChoice {
  let maps: readonly HeatMap[] = [];
  let mask = '';
  let chosen = first;
  let isOn = false;
  let opacity = 0.75;
  const trust = el('p', { class: 'trust', role: 'status' });
  const choices = el('div', { class: 'choices' });
  const scale = el('span', { class: 'heat-scale', 'aria-hidden': 'true' });
  scale.style.background = `linear-gradient(90deg, ${HEAT_STOPS.map((stop) => `rgb(${stop.join(' ')})`).join(', ')})`;
  const covers = createRange(
    t('How much it covers'),
    { min: 10, max: 100, step: 5 },
    (value) => `${value} %`,
    (value) => {
      opacity = value / 100;
      easel.redraw();
    },
  );
  covers.set(100 * opacity);
  const draw = () => {
    const map = maps[chosen - 1];
    trust.textContent = map?.trust ?? '';
    covers.element.hidden = !map;
    if (isOn) easel.draw(map && drawOf(map));
  };
  const drawOf = ({ of }: HeatMap): Draw =>
    typeof of === 'string'
      ? mapDraw(of, mask, () => opacity, easel.redraw)
      : regionDraw(of, mask, () => opacity, easel.redraw);
  const choice = (name: string, figure: string, index: number) => {
    const input = el('input', { type: 'radio', name: group });
    input.checked = index === chosen;
    input.addEventListener('change', () => {
      chosen = index;
      draw();
    });
    return el('label', { class: 'check' }, input, el('span', {}, name), el('span', { class: 'value' }, figure));
  };
  return {
    element: el(
      'fieldset',
      { class: 'maps' },
      el('legend', {}, legend),
      choices,
      covers.element,
      el('p', { class: 'legend' }, el('span', {}, t('little')), scale, el('span', {}, t('much'))),
      trust,
    ),
    show(next, cut) {
      const had = choices.contains(document.activeElement);
      maps = next;
      mask = cut;
      if (maps.length > 0) chosen = Math.min(chosen, maps.length);
      choices.replaceChildren(
        choice(t('No map'), '', 0),
        ...maps.map(({ name, figure }, i) => choice(name, figure, i + 1)),
      );
      if (had) choices.querySelector<HTMLElement>('input:checked')?.focus();
      draw();
    },
    active(on) {
      isOn = on;
      if (on) draw();
      else easel.draw(undefined);
    },
  };
}
