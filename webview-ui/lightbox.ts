import { duration } from '../src/shared/duration';
import type { ReportAsset, ReportStyle } from '../src/shared/report';
import { createComparer } from './comparer/comparer';
import { iconButton } from './comparer/controls';
import { el } from './dom';
import { formatDimensions, formatEffort } from './format';
import { createStyleLabel } from './gallery';
import { step } from './selection';
import { t } from './words';

export interface Lightbox {
  element: HTMLDialogElement;
  /** Shows `assets[index]` large; the arrow keys then go through `assets`. */
  open(assets: ReportAsset[], index: number, at: number): void;
}

/** One picture over the whole window in the comparer, with its neighbours a key away. */
export function createLightbox(styles: ReportStyle[]): Lightbox {
  const counter = el('p', { class: 'counter', role: 'status' });
  const caption = el('div', { class: 'details' });
  const comparer = createComparer();
  const element = el('dialog', { class: 'lightbox', 'aria-label': t('Before and after, large'), tabindex: '-1' });

  let assets: ReportAsset[] = [];
  let index = 0;
  const show = (next: number) => {
    index = next;
    const asset = assets[index]!;
    comparer.show(asset);
    caption.replaceChildren(...details(asset, styles));
    counter.textContent = `${index + 1} / ${assets.length}`;
  };
  // The divider stays where it is, so that neighbours can be compared.
  const go = (by: number) => show(step(index, by, assets.length));

  element.append(
    el(
      'div',
      { class: 'bar' },
      counter,
      comparer.toolbar,
      el(
        'div',
        { class: 'buttons' },
        iconButton('previous', t('Previous picture'), 'PageUp', () => go(-1)),
        iconButton('next', t('Next picture'), 'PageDown', () => go(1)),
        iconButton('close', t('Close'), undefined, () => element.close()),
      ),
    ),
    comparer.stage,
    comparer.strip,
    caption,
    comparer.help,
  );
  element.addEventListener('keydown', (event) => {
    const neighbours = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
    if (comparer.key(event)) event.preventDefault();
    // a slider takes these keys for itself
    else if (event.key in neighbours && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      go(neighbours[event.key as keyof typeof neighbours]);
    }
  });
  element.addEventListener('close', comparer.close);
  return {
    element,
    open(of, at, divider) {
      assets = of;
      element.showModal();
      // Not on the first button: the arrow keys should browse at once, and no ring should greet a mouse.
      element.focus();
      show(at);
      comparer.divide(divider);
    },
  };
}

function details(asset: ReportAsset, styles: ReportStyle[]): HTMLElement[] {
  const { decode, network, encode } = asset.milliseconds ?? {};
  const stages = [
    [t('decode'), decode],
    [t('network'), network],
    [t('encode'), encode],
  ] as const;
  const effort = formatEffort(asset);
  return [
    el('h2', {}, asset.source),
    el(
      'p',
      { class: 'facts' },
      createStyleLabel(
        asset.style,
        styles.find(({ name }) => name === asset.style),
      ),
      el('span', {}, formatDimensions(asset)),
      effort ? el('span', {}, effort) : undefined,
      ...stages.map(([name, time]) =>
        time === undefined ? undefined : el('span', { class: 'part' }, `${name} ${duration(time)}`),
      ),
    ),
  ];
}
