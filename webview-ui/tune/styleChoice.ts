import type { TuneSettings, TuneStyle } from '../../src/shared/tuning';
import { el } from '../dom';
import { t } from '../words';
import { createRange } from './range';

type Shares = TuneSettings['shares'];

export interface StyleChoice {
  element: HTMLElement;
  set(shares: Shares): void;
}

/** One style of a strip of thumbnails, or with "Blend several" some of them, each with its share. */
export function createStyleChoice(styles: readonly TuneStyle[], changed: (shares: Shares) => void): StyleChoice {
  let shares: Shares = [];
  const several = el('input', { type: 'checkbox' });
  const weights = el('div', { class: 'weights' });
  /** Shows the shares anew: each percentage depends on all of them. */
  const ranges: (() => void)[] = [];
  const choose = (style: string, chosen: boolean) => {
    if (!several.checked) shares = [{ style, weight: 1 }];
    else if (chosen) shares = [...even(shares), { style, weight: EVEN }];
    else if (shares.length > 1) shares = shares.filter((share) => share.style !== style);
    update();
    changed(shares);
  };
  const options = styles.map((style) => createOption(style, choose));
  const update = () => {
    for (const { input, style } of options) {
      input.type = several.checked ? 'checkbox' : 'radio';
      input.checked = shares.some((share) => share.style === style.id);
    }
    ranges.length = 0;
    weights.replaceChildren(...(shares.length > 1 ? shares.map(weightOf) : []));
  };
  const weightOf = ({ style, weight }: Shares[number]) => {
    const name = styles.find(({ id }) => id === style)?.name ?? style;
    const percent = (value: number) => {
      const whole = shares.reduce((sum, share) => sum + (share.style === style ? value : share.weight), 0);
      return `${Math.round((100 * value) / whole)} %`;
    };
    const range = createRange(t('Share of {0}', name), { min: 1, max: 100, step: 1 }, percent, (value) => {
      shares = shares.map((share) => (share.style === style ? { style, weight: value } : share));
      for (const other of ranges) other();
      changed(shares);
    });
    range.set(weight);
    ranges.push(() => range.set(shares.find((share) => share.style === style)?.weight ?? weight));
    return range.element;
  };
  several.addEventListener('change', () => {
    if (several.checked) shares = even(shares);
    else shares = [{ ...shares.reduce((a, b) => (b.weight > a.weight ? b : a)), weight: 1 }];
    update();
    changed(shares);
  });
  const groups = (['manifest', 'run', 'builtin'] as const).flatMap((group) => {
    const own = options.filter(({ style }) => style.group === group);
    if (own.length === 0) return [];
    const names = { manifest: t('In the manifest'), run: t('Shown here'), builtin: t('Built-in') };
    return [
      el('p', { class: 'group-name', 'aria-hidden': 'true' }, names[group]),
      el('div', { class: 'thumbnails' }, ...own.map(({ element }) => element)),
    ];
  });
  const element = el(
    'fieldset',
    { class: 'styles' },
    el('legend', {}, t('Style')),
    el('label', { class: 'check' }, several, t('Blend several')),
    el('div', { class: 'scroller' }, ...groups),
    weights,
  );
  return {
    element,
    set(next) {
      shares = next;
      several.checked = next.length > 1;
      update();
    },
  };
}

/** Of the ranges' 1 to 100. */
const EVEN = 50;

function even(shares: Shares): Shares {
  return shares.length === 1 ? shares.map(({ style }) => ({ style, weight: EVEN })) : shares;
}

function createOption(style: TuneStyle, choose: (style: string, chosen: boolean) => void) {
  const input = el('input', { type: 'radio', name: 'tune-style', value: style.id });
  input.addEventListener('change', () => choose(style.id, input.checked));
  const picture = style.thumbnail
    ? el('img', { src: style.thumbnail, alt: '', draggable: 'false' })
    : el('span', { class: 'blank' });
  const element = el('label', { class: 'thumbnail', title: style.name }, input, picture, el('span', {}, style.name));
  return { style, input, element };
}
