import { el } from '../dom';
import { t } from '../words';
import { createChoice, iconButton, setPressed } from './controls';
import { AMPLIFICATIONS, type Mode, OPACITIES, RATES, type Settings } from './settings';

export interface OptionsState {
  settings: Settings;
  blinking: boolean;
  mayBlink: boolean;
  shown: 'before' | 'after';
}

export interface OptionsActions {
  change(settings: Partial<Settings>): void;
  flip(): void;
  blink(): void;
}

/** The controls that a mode has for itself. */
export function createOptions(
  { change, flip, blink }: OptionsActions,
  statistics: HTMLElement,
): { element: HTMLElement; update(state: OptionsState): void } {
  const shown = el('button', {
    class: 'word',
    type: 'button',
    title: `${t('Switch between before and after')} (Space)`,
  });
  shown.addEventListener('click', flip);
  const auto = iconButton('play', t('Blink by itself'), 'A', blink);
  const rate = createChoice(
    t('Changes a second'),
    RATES,
    (value) => t('{0} a second', value),
    (value) => change({ rate: value }),
  );
  const opacity = createChoice(
    t('Opacity of the picture after'),
    OPACITIES,
    (value) => t('{0} % after', Math.round(value * 100)),
    (value) => change({ opacity: value }),
  );
  const amplification = createChoice(
    t('Amplification of the difference'),
    AMPLIFICATIONS,
    (value) => `${value}×`,
    (value) => change({ amplification: value }),
  );
  const groups: Partial<Record<Mode, HTMLElement>> = {
    blink: el('div', { class: 'group' }, shown, auto, rate.element),
    'onion-skin': el('div', { class: 'group' }, opacity.element),
    difference: el('div', { class: 'group' }, amplification.element, statistics),
  };
  return {
    element: el('div', { class: 'options' }, ...Object.values(groups)),
    update({ settings, blinking, mayBlink, shown: side }) {
      for (const [mode, group] of Object.entries(groups)) group.hidden = mode !== settings.mode;
      shown.textContent = side === 'before' ? t('Before') : t('After');
      setPressed(auto, blinking);
      auto.disabled = !mayBlink;
      if (!mayBlink) auto.title = t('Off, since your system asks for less motion');
      rate.update(settings.rate);
      opacity.update(settings.opacity);
      amplification.update(settings.amplification);
    },
  };
}
