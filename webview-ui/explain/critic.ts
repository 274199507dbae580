import type { Told } from '../../src/shared/explainMessages';
import { trustIn } from '../../src/shared/trust';
import { el } from '../dom';
import { t } from '../words';
import { bar } from './bar';
import type { Easel } from './easel';
import { createMapChoice } from './mapChoice';
import type { Tab } from './tabs';
import { percent, trustText } from './words';

/** "What the discriminator thinks": where it is not convinced, of a trained style also before the training. */
export function createCritic(easel: Easel): Tab & { show(told: Told): void } {
  const maps = createMapChoice(
    easel,
    'explain-critic',
    t('Over the picture: where it does not take it for the style'),
    1,
  );
  const table = el('div', {});
  const panel = el(
    'div',
    { class: 'tab-panel' },
    el(
      'p',
      {},
      t(
        'The discriminator learnt to tell pictures of a style from painted ones. 0 % is: taken for the style; 100 %: not.',
      ),
    ),
    maps.element,
    table,
  );
  return {
    name: t('Discriminator'),
    panel,
    active: maps.active,
    show({ discriminator, pictures, faithfulness }) {
      const unlike = pictures?.unlike;
      if (!discriminator || !unlike) {
        maps.show([], '');
        table.replaceChildren();
        return;
      }
      const { before, base, after, reference } = discriminator.unlike;
      const trust = trustText(trustIn('unlike', faithfulness));
      const without = t('Only the map of the painted picture was tried.');
      maps.show(
        [
          { name: t('as it is painted'), figure: percent(after), of: unlike.after, trust },
          ...(unlike.base === undefined || base === undefined
            ? []
            : [{ name: t('before the training'), figure: percent(base), of: unlike.base, trust: without }]),
          { name: t('as it was'), figure: percent(before), of: unlike.before, trust: without },
        ],
        pictures.after,
      );
      const rows = [
        [t('as it was'), before],
        ...(base === undefined ? [] : [[t('before the training'), base] as const]),
        [t('as it is painted'), after],
        [t("the style's own pictures"), reference],
      ] as const;
      table.replaceChildren(
        el(
          'table',
          { class: 'figures-table' },
          el('caption', {}, t('How unlike the style it finds them')),
          el(
            'tbody',
            {},
            ...rows.map(([name, value]) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row' }, name),
                el('td', {}, el('span', { class: 'figure' }, percent(value)), bar(value)),
              ),
            ),
          ),
        ),
      );
    },
  };
}
