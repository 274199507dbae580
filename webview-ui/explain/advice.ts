import type { Told } from '../../src/shared/explainMessages';
import { el } from '../dom';
import { t } from '../words';
import type { Tab } from './tabs';
import { adviceText } from './words';

export interface AdviceActions {
  /** Opens Tune with these. */
  tune(change: { strength?: number; preserveColor?: boolean }): void;
  act(what: 'train' | 'mask' | 'even'): void;
  /** Whether a manifest makes the picture. */
  inManifest(): boolean;
}

/** "Advice": hints, each with the control that mends it. */
export function createAdvice({ tune, act, inManifest }: AdviceActions): Tab & { show(told: Told): void } {
  const content = el('div', { class: 'tab-panel' });
  const button = (label: string, press: () => void) => {
    const element = el('button', { type: 'button', class: 'secondary' }, label);
    element.addEventListener('click', press);
    return element;
  };
  const controls = ({ id, control, values }: NonNullable<Told['advice']>[number]): HTMLElement[] => {
    const limit = id === 'structure' ? values[2] : undefined;
    if (limit !== undefined) {
      const strength = Math.floor(100 * limit) / 100;
      return [button(t('Set Strength to {0} in Tune', strength.toFixed(2)), () => tune({ strength }))];
    }
    if (control === 'strength') return [button(t('Tune Strength…'), () => tune({}))];
    if (control === 'preserveColor') return [button(t('Keep Colours in Tune'), () => tune({ preserveColor: true }))];
    if (control === 'stylize train') return [button(t('Train Style…'), () => act('train'))];
    if (control !== 'mask') return [];
    const how = t('A mask keeps what is white in it. It is a key of the rule: "mask": "masks/{name}.png".');
    return [el('p', { class: 'muted' }, how), ...(inManifest() ? [button(t('Open the Rule'), () => act('mask'))] : [])];
  };
  return {
    name: t('Advice'),
    panel: content,
    active() {},
    show({ advice, notices = [] }) {
      const focus = content.contains(document.activeElement);
      const even = inManifest()
        ? [
            el('p', { class: 'muted' }, t('Pictures of one rule reach a style unlike far at one strength.')),
            button(t('Even Out Strength of the Rule…'), () => act('even')),
          ]
        : [];
      const hints = !advice
        ? [el('p', { class: 'muted' }, t('Hints follow from the figures once all of them are there.'))]
        : advice.length === 0
          ? [el('p', {}, t('Nothing is to be mended, as far as figures tell.'))]
          : [
              el(
                'ul',
                { class: 'hints' },
                ...advice.map((hint) => el('li', {}, el('p', {}, adviceText(hint)), ...controls(hint))),
              ),
            ];
      content.replaceChildren(...hints, ...notices.map((notice) => el('p', { class: 'muted' }, notice)), ...even);
      if (focus) content.focus();
    },
  };
}
