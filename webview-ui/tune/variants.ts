import { type TuneSettings, type TuneStyle, variantsOf } from '../../src/shared/tuning';
import { iconButton } from '../comparer/controls';
import { el } from '../dom';
import { t } from '../words';

export interface Variants {
  element: HTMLDialogElement;
  /** Shows what `settings` give in several styles and strengths, painted one after the other. */
  open(styles: readonly TuneStyle[], settings: TuneSettings): void;
}

/**
 * A grid of styles by strengths to choose from. What is not painted yet when it is closed is not painted any more.
 * @param paint a small picture of these settings, as a URI
 */
export function createVariants(
  paint: (settings: TuneSettings, signal: AbortSignal) => Promise<string>,
  choose: (settings: TuneSettings) => void,
): Variants {
  const element = el('dialog', { class: 'variants', 'aria-label': t('Variants') });
  const rows = el('div', { class: 'rows' });
  const message = el('p', { class: 'message', role: 'status' });
  const more = el('button', { class: 'secondary', type: 'button' }, t('More Styles'));
  let work = new AbortController();
  let waiting: (() => Promise<void>)[] = [];
  let working = false;

  const paintAll = async (): Promise<void> => {
    if (working) return;
    working = true;
    const { signal } = work;
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) await next();
    working = false;
  };
  const cellOf = (variant: TuneSettings, name: string): HTMLElement => {
    const percent = `${Math.round(variant.strength * 100)} %`;
    const picture = el('span', { class: 'picture' });
    const label = t('{0}, strength {1}', name, percent);
    const button = el('button', { type: 'button', class: 'variant', 'aria-label': label, title: label }, picture);
    button.append(el('span', { 'aria-hidden': 'true' }, percent));
    button.addEventListener('click', () => {
      element.close();
      choose(variant);
    });
    const { signal } = work;
    waiting.push(async () => {
      try {
        const uri = await paint(variant, signal);
        if (!signal.aborted) picture.replaceChildren(el('img', { src: uri, alt: '' }));
      } catch (error) {
        if (signal.aborted) return;
        message.textContent = (error as Error).message;
        waiting = []; // the next would fail alike
      }
    });
    return button;
  };
  let left: { style: TuneStyle; variants: TuneSettings[] }[] = [];
  const addRows = () => {
    for (const { style, variants } of left.splice(0, ROWS)) {
      const cells = variants.map((variant) => cellOf(variant, style.name));
      rows.append(
        el('div', { class: 'row', role: 'group', 'aria-label': style.name }, el('h3', {}, style.name), ...cells),
      );
    }
    more.hidden = left.length === 0;
    void paintAll();
  };
  more.addEventListener('click', addRows);
  element.addEventListener('close', () => work.abort());
  element.append(
    el(
      'div',
      { class: 'head' },
      el('h2', {}, t('Variants')),
      iconButton('close', t('Close'), undefined, () => element.close()),
    ),
    message,
    rows,
    more,
  );
  return {
    element,
    open(styles, settings) {
      work = new AbortController();
      waiting = [];
      working = false;
      message.textContent = '';
      rows.replaceChildren();
      const chosen = (style: TuneStyle) => Number(settings.shares.some((share) => share.style === style.id));
      const ordered = [...styles].sort((a, b) => chosen(b) - chosen(a));
      const variants = variantsOf(
        ordered.map(({ id }) => id),
        settings,
      );
      left = ordered.map((style, index) => ({ style, variants: variants[index]! }));
      element.showModal();
      addRows();
    },
  };
}

/** Styles that are shown at a time. */
const ROWS = 4;
