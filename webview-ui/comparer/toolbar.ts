import { el } from '../dom';
import { t } from '../words';
import { iconButton, setPressed } from './controls';
import { type Background, MODES, type Mode, type Settings } from './settings';

export interface ToolbarActions {
  mode(mode: Mode): void;
  zoom(direction: 1 | -1): void;
  fit(): void;
  pixels(): void;
  background(): void;
  repeat(): void;
  loupe(): void;
  cells(): void;
}

export interface ToolbarState {
  settings: Settings;
  zoom: number;
  repeated: boolean;
  magnified: boolean;
}

/** Modes, zoom and what else there is to switch. */
export function createToolbar(
  actions: ToolbarActions,
  help: HTMLElement,
): { element: HTMLElement; update(state: ToolbarState): void } {
  const names: Record<Mode, string> = {
    slider: t('Slider'),
    'side-by-side': t('Side by side'),
    blink: t('Blink'),
    'onion-skin': t('Onion skin'),
    difference: t('Difference'),
  };
  const modes = MODES.map((mode, index) => iconButton(mode, names[mode], String(index + 1), () => actions.mode(mode)));
  const pixels = el('button', { class: 'word zoom', type: 'button', title: `${t('Pixel for pixel')} (P)` });
  pixels.addEventListener('click', actions.pixels);
  const background = iconButton('background', t('Background'), 'B', actions.background);
  const repeat = iconButton('repeat', t('Repeat 3 × 3'), 'T', actions.repeat);
  const cells = iconButton('cells', t('Sheet cells'), 'G', actions.cells);
  const loupe = iconButton('loupe', t('Loupe'), 'L', actions.loupe);
  const group = (label: string, ...tools: HTMLElement[]) =>
    el('div', { class: 'group', role: 'group', 'aria-label': label }, ...tools);
  return {
    element: el(
      'div',
      { class: 'tools' },
      group(t('Way to compare'), ...modes),
      group(
        t('Size'),
        iconButton('less', t('Zoom out'), '-', () => actions.zoom(-1)),
        pixels,
        iconButton('more', t('Zoom in'), '+', () => actions.zoom(1)),
        iconButton('fit', t('Fit to the window'), '0', actions.fit),
      ),
      group(t('Show'), background, repeat, cells, loupe, help),
    ),
    update({ settings, zoom, repeated, magnified }) {
      modes.forEach((button, index) => {
        setPressed(button, MODES[index] === settings.mode);
      });
      const percent = zoom < 0.1 ? (zoom * 100).toFixed(1) : String(Math.round(zoom * 100));
      pixels.textContent = `${percent} %`;
      pixels.setAttribute('aria-label', `${percent} %, ${t('Pixel for pixel')}`);
      const label = t('Background: {0}', backgroundName(settings.background));
      background.setAttribute('aria-label', label);
      background.title = `${label} (B)`;
      setPressed(repeat, repeated);
      setPressed(cells, settings.cells);
      setPressed(loupe, magnified);
    },
  };
}

function backgroundName(background: Background): string {
  const names: Record<Background, string> = {
    checkerboard: t('checkerboard'),
    black: t('black'),
    white: t('white'),
    theme: t('theme'),
  };
  return names[background];
}
