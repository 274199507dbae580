import type { Told } from '../../src/shared/explainMessages';
import type { Effect } from '../../src/shared/explanation';
import { additive } from '../../src/shared/shapley';
import { el } from '../dom';
import { t } from '../words';
import { bar } from './bar';
import type { Easel } from './easel';
import type { Tab } from './tabs';
import { actorName, effectName, effectText } from './words';

/** "What did it": each group of the network's stages left out, to be looked at, and its Shapley values. */
export function createStages(easel: Easel): Tab & { show(told: Told): void } {
  const content = el('div', { class: 'tab-panel' });
  let buttons: HTMLButtonElement[] = [];
  let pictures: readonly string[] = [];
  let chosen: number | undefined;
  let isOn = false;
  const choose = (next: number | undefined) => {
    chosen = next;
    for (const [i, button] of buttons.entries()) button.setAttribute('aria-pressed', String(i === chosen));
    if (isOn) easel.preview(chosen === undefined ? undefined : pictures[chosen]);
  };
  return {
    name: t('What did it'),
    panel: content,
    active(on) {
      isOn = on;
      if (on && chosen !== undefined) easel.preview(pictures[chosen]);
      if (!on) easel.preview(undefined);
    },
    show({ stages, pictures: shown }) {
      const without = shown?.without;
      if (!stages || !without) {
        buttons = [];
        pictures = [];
        choose(undefined);
        content.replaceChildren(
          el('p', { class: 'muted' }, t('All combinations of five groups of stages are being painted…')),
        );
        return;
      }
      if (pictures.join() === without.join()) return;
      pictures = without;
      const effects: Effect[] = ['style', 'structure', 'colour'];
      const largest = (effect: Effect) =>
        Math.max(1e-9, ...stages.actors.map(({ shares }) => Math.abs(shares[effect])));
      const change = (effect: Effect) => stages.all[effect] - stages.nobody[effect];
      buttons = stages.actors.map(({ id, without: left }, i) => {
        const told = effects
          .map((effect) => `${effectName(effect)} ${effectText(left[effect], effect).replace('+', '')}`)
          .join(', ');
        const button = el(
          'button',
          { type: 'button', class: 'without', 'aria-pressed': 'false', title: told },
          el('img', { src: without[i], alt: '' }),
          el('span', {}, t('without {0}', actorName(id))),
        );
        button.addEventListener('click', () => choose(i === chosen ? undefined : i));
        return button;
      });
      const focus = content.contains(document.activeElement);
      content.replaceChildren(
        el(
          'p',
          {},
          t(
            'The network acts in five groups of stages. Press a picture to see it large: it is painted with that group set back.',
          ),
        ),
        el('div', { class: 'withouts', role: 'group', 'aria-label': t('Painted without a group') }, ...buttons),
        el(
          'table',
          { class: 'figures-table' },
          el('caption', {}, t('What each adds, over all orders in which the groups could join: exact Shapley values.')),
          el(
            'thead',
            {},
            el('tr', {}, el('td', {}), ...effects.map((effect) => el('th', { scope: 'col' }, effectName(effect)))),
          ),
          el(
            'tbody',
            {},
            ...stages.actors.map(({ id, shares }) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row' }, actorName(id)),
                ...effects.map((effect) =>
                  el(
                    'td',
                    {},
                    el('span', { class: 'figure' }, effectText(shares[effect], effect)),
                    bar(shares[effect] / largest(effect)),
                  ),
                ),
              ),
            ),
            el(
              'tr',
              { class: 'total' },
              el('th', { scope: 'row' }, t('all, from none')),
              ...effects.map((effect) =>
                el('td', {}, el('span', { class: 'figure' }, effectText(change(effect), effect))),
              ),
            ),
          ),
        ),
        el(
          'p',
          { class: 'trust' },
          additive(stages)
            ? t('The five add up to the whole change, exactly: nothing is left out, and nothing counted twice.')
            : t('The five should add up to the whole change and do not: take them for a hint only.'),
        ),
      );
      choose(undefined);
      if (focus) buttons[0]?.focus();
    },
  };
}
