import type { Told } from '../../src/shared/explainMessages';
import { trustIn } from '../../src/shared/trust';
import { el } from '../dom';
import { t } from '../words';
import { bar } from './bar';
import type { Easel } from './easel';
import { createMapChoice } from './mapChoice';
import type { Tab } from './tabs';
import { aspectName, percent, trustText } from './words';

/** "How far": what is lost where, over the picture, and how near each layer came to the style. */
export function createDistance(easel: Easel): Tab & { show(told: Told): void } {
  const maps = createMapChoice(easel, 'explain-map', t('Over the picture: how much of what it shows is lost'), 4);
  const table = el('div', {});
  const panel = el('div', { class: 'tab-panel' }, maps.element, table);
  return {
    name: t('How far'),
    panel,
    active: maps.active,
    show({ distance, pictures, faithfulness }) {
      if (!distance || !pictures) {
        maps.show([], '');
        table.replaceChildren();
        return;
      }
      const untried = faithfulness
        ? t('Not tried by itself: trust the map of regions first.')
        : t('It is being tried how far maps tell the truth…');
      const triedText = (map: 'lost' | 'reached') => (faithfulness ? trustText(trustIn(map, faithfulness)) : untried);
      maps.show(
        [
          ...distance.layers.map(({ aspect, content }, i) => ({
            ...{ name: aspectName(aspect), figure: percent(content), of: pictures.content[i]! },
            trust: aspect === 'structure' ? triedText('lost') : untried,
          })),
          { name: t('structure, by region'), figure: '', of: distance.lost, trust: triedText('lost') },
          { name: t('style reached, by region'), figure: '', of: distance.reached, trust: triedText('reached') },
        ],
        pictures.after,
      );
      const most = Math.max(...distance.layers.flatMap(({ styleBefore, style }) => [styleBefore, style]), 1e-9);
      const heaviest = Math.max(...distance.layers.map(({ weight }) => weight));
      const number = (value: number, digits: number, share: number) =>
        el('td', {}, el('span', { class: 'figure' }, value.toFixed(digits)), bar(share));
      table.replaceChildren(
        el(
          'table',
          { class: 'figures-table' },
          el(
            'caption',
            {},
            t(
              "How far each layer still is from the style: 0 is the style's own. Layers count by weights that are solved for, for this picture, so that all pull on it with like force.",
            ),
          ),
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              ...[t('Seen as'), t('Weight'), t('Before'), t('Now')].map((name) => el('th', { scope: 'col' }, name)),
            ),
          ),
          el(
            'tbody',
            {},
            ...distance.layers.map(({ aspect, layer, weight, styleBefore, style }) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row', title: layer }, aspectName(aspect)),
                number(weight, 2, weight / heaviest),
                number(styleBefore, 3, styleBefore / most),
                number(style, 3, style / most),
              ),
            ),
          ),
        ),
      );
    },
  };
}
