import { el } from '../dom';
import { t } from '../words';
import { iconButton } from './controls';

/**
 * The keys, over the page until Escape or a click elsewhere; and the button that shows them.
 * @param tunes whether the picture that is shown can be tuned and explained
 */
export function createHelp(tunes: () => boolean): { button: HTMLElement; element: HTMLElement } {
  const rows: [string[], string][] = [
    [['1', '2', '3', '4', '5'], t('Slider, side by side, blink, onion skin, difference')],
    [['[', ']'], t("Less or more: the mode's slider")],
    [[t('Space')], t('Blink: switch between before and after')],
    [['A'], t('Blink by itself')],
    [['+', '−'], t('Zoom in, zoom out; also the wheel, or a pinch')],
    [['0'], t('Fit to the window')],
    [['P'], t('Pixel for pixel')],
    [['←', '→', '↑', '↓'], t('Move the picture; its neighbours where all of it is in sight')],
    [['Page Up', 'Page Down'], t('Previous picture, next picture')],
    [['L'], t('Loupe')],
    [['B'], t('Background: checkerboard, black, white, theme')],
    [['T'], t('Repeat 3 × 3, to find seams')],
    [['G'], t('Sheet cells: their borders and names')],
    [['C'], t('One cell alone, or the whole sheet')],
    [['O'], t('Play one row of cells only, or all')],
    [['K'], t('Play or pause the cells, or numbered frames')],
    [[',', '.'], t('Previous cell or frame, next cell or frame')],
    [['<', '>'], t('Play slower, faster')],
    [[TUNE], t('Tune the picture')],
    [[EXPLAIN], t('Explain why it looks as it does')],
    [['Esc'], t('Close')],
  ];
  const element = el(
    'div',
    { class: 'help', id: 'help', popover: 'auto', role: 'dialog', 'aria-label': t('Keys') },
    el('h2', {}, t('Keys')),
    el(
      'dl',
      {},
      ...rows.map(([keys, text]) =>
        el(
          'div',
          { 'data-keys': keys.join(' ') },
          el('dt', {}, ...keys.map((key) => el('kbd', {}, key))),
          el('dd', {}, text),
        ),
      ),
    ),
  );
  element.addEventListener('beforetoggle', () => {
    for (const key of [TUNE, EXPLAIN]) element.querySelector<HTMLElement>(`[data-keys="${key}"]`)!.hidden = !tunes();
  });
  const button = iconButton('help', t('Keys'), '?');
  button.setAttribute('popovertarget', 'help');
  return { button, element };
}

const TUNE = 'U';
const EXPLAIN = 'E';
