import type { ReportAsset, ReportModel, ReportStyle } from '../src/shared/report';
import { el } from './dom';
import { formatDimensions, formatEffort, splitPath } from './format';
import { frameRatio } from './geometry';
import { matchesStyle } from './selection';
import { createSlider } from './slider';
import { t } from './words';

export interface Gallery {
  element: HTMLElement;
  /** Shows the pictures of one style, or of every style. */
  show(style: string | undefined): void;
}

/** Opens the picture at `index` of those shown, with its divider where the card has it. */
export type Open = (assets: ReportAsset[], index: number, at: number) => void;

/** Every picture that has an output, as a card, in rows of one height. */
export function createGallery({ assets, styles }: ReportModel, open: Open): Gallery {
  let shown: ReportAsset[] = [];
  const cards = assets
    .filter((asset) => !asset.failure)
    .map((asset) => {
      const style = styles.find(({ name }) => name === asset.style);
      return { asset, card: createCard(asset, style, (at) => open(shown, shown.indexOf(asset), at)) };
    });
  const status = el('p', { class: 'status', role: 'status' });
  const show = (style: string | undefined) => {
    shown = cards.map(({ asset }) => asset).filter((asset) => matchesStyle(asset, style));
    for (const { asset, card } of cards) {
      card.hidden = !matchesStyle(asset, style);
    }
    status.textContent = shown.length === 1 ? t('1 picture') : t('{0} pictures', shown.length);
  };
  show(undefined);
  const list = el('ul', { class: 'cards' }, ...cards.map(({ card }) => card));
  return { element: el('section', { 'aria-label': t('Pictures, before and after') }, status, list), show };
}

/** Thumbnail and name of a style. */
export function createStyleLabel(name: string, style: ReportStyle | undefined): HTMLElement {
  return el(
    'span',
    { class: 'style' },
    style?.thumbnail ? el('img', { class: 'swatch', src: style.thumbnail, alt: '' }) : undefined,
    el('span', { class: 'label' }, name),
  );
}

function createCard(asset: ReportAsset, style: ReportStyle | undefined, open: (at: number) => void): HTMLElement {
  const slider = createSlider(asset, open);
  const { folder, name } = splitPath(asset.source);
  const button = el(
    'button',
    { class: 'name', type: 'button', title: asset.source },
    el('span', { class: 'folder' }, folder),
    el('span', { class: 'file' }, name),
  );
  button.addEventListener('click', () => open(slider.at()));
  const effort = formatEffort(asset);
  const card = el(
    'li',
    { class: 'card' },
    el('div', { class: 'frame' }, slider.element),
    el(
      'div',
      { class: 'caption' },
      button,
      el(
        'p',
        { class: 'facts' },
        createStyleLabel(asset.style, style),
        el('span', {}, formatDimensions(asset)),
        effort ? el('span', {}, effort) : undefined,
      ),
    ),
  );
  card.style.setProperty('--ratio', String(frameRatio(asset)));
  return card;
}
