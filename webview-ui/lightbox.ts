import { duration } from '../src/shared/duration';
import type { ReportAsset, ReportStyle } from '../src/shared/report';
import { el, icon } from './dom';
import { formatDimensions, formatEffort } from './format';
import { createStyleLabel } from './gallery';
import { step } from './selection';
import { createSlider, type Slider } from './slider';
import { t } from './words';

export interface Lightbox {
  element: HTMLDialogElement;
  /** Shows `assets[index]` large; the arrow keys then go through `assets`. */
  open(assets: ReportAsset[], index: number, at: number): void;
}

/** One picture over the whole window: fitted or pixel for pixel, with its neighbours an arrow key away. */
export function createLightbox(styles: ReportStyle[]): Lightbox {
  const counter = el('p', { class: 'counter', role: 'status' });
  const caption = el('div', { class: 'details' });
  const stage = el('div', { class: 'stage', tabindex: '-1', role: 'group', 'aria-label': t('Picture') });
  const element = el('dialog', { class: 'lightbox', 'aria-label': t('Before and after, large'), tabindex: '-1' });

  let assets: ReportAsset[] = [];
  let index = 0;
  let slider: Slider | undefined;
  const show = (next: number, at: number) => {
    index = next;
    const asset = assets[index]!;
    slider = createSlider(asset, at);
    stage.replaceChildren(slider.element);
    caption.replaceChildren(...details(asset, styles));
    counter.textContent = `${index + 1} / ${assets.length}`;
  };
  // The divider stays where it is, so that neighbours can be compared.
  const go = (by: number) => show(step(index, by, assets.length), slider?.at() ?? 50);

  element.append(
    el(
      'div',
      { class: 'bar' },
      counter,
      zoomChoice((actual) => {
        stage.classList.toggle('actual', actual);
        // A stop on the way of Tab only where there may be something to scroll.
        stage.tabIndex = actual ? 0 : -1;
      }),
      el(
        'div',
        { class: 'buttons' },
        iconButton('previous', t('Previous picture'), () => go(-1)),
        iconButton('next', t('Next picture'), () => go(1)),
        iconButton('close', t('Close'), () => element.close()),
      ),
    ),
    stage,
    caption,
  );
  element.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined && !needsArrows(event.target, stage)) {
      event.preventDefault();
      go(by);
    }
  });
  return {
    element,
    open(of, at, divider) {
      assets = of;
      show(at, divider);
      element.showModal();
      // Not on the first button: the arrow keys should browse at once, and no ring should greet a mouse.
      element.focus();
    },
  };
}

/** The divider takes the arrow keys for itself, and so does a stage that can scroll sideways. */
function needsArrows(target: EventTarget | null, stage: HTMLElement): boolean {
  return target instanceof HTMLInputElement || (target === stage && stage.scrollWidth > stage.clientWidth);
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

/** Buttons and not radios: after a click on one of them, the arrow keys still browse. */
function zoomChoice(choose: (actual: boolean) => void): HTMLElement {
  const choice = (label: string, description: string, actual: boolean) => {
    const button = el('button', { type: 'button', title: description, 'aria-pressed': String(!actual) }, label);
    button.addEventListener('click', () => {
      for (const other of [fit, pixels]) {
        other.setAttribute('aria-pressed', String(other === button));
      }
      choose(actual);
    });
    return button;
  };
  const fit = choice(t('Fit'), t('Fit to the window'), false);
  const pixels = choice('1:1', t('Pixel for pixel'), true);
  return el('div', { class: 'zoom', role: 'group', 'aria-label': t('Size') }, fit, pixels);
}

function iconButton(name: Parameters<typeof icon>[0], label: string, press: () => void): HTMLElement {
  const button = el('button', { class: 'round', type: 'button', 'aria-label': label, title: label }, icon(name));
  button.addEventListener('click', press);
  return button;
}
