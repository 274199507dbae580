import { histogramBars } from '../../src/shared/difference';
import { el } from '../dom';
import { t } from '../words';
import type { DifferenceResult } from './differenceLayer';

const BARS = 32;

/** The figures of a difference and its histogram, or the words in place of them. */
export function createStatistics(): { element: HTMLElement; show(result: DifferenceResult): void } {
  const element = el('div', { class: 'statistics', role: 'status' });
  return {
    element,
    show(result) {
      if (typeof result === 'string') {
        element.replaceChildren(el('span', { class: 'reason' }, result));
        return;
      }
      element.replaceChildren(
        figure(t('Mean'), result.mean.toFixed(2), t('Mean difference of the colours, 0 to 255')),
        figure(t('Largest'), String(result.max), t('Largest difference of a colour, 0 to 255')),
        figure(t('Changed'), `${percent(result.changed)} %`, t('Share of the pixels that differ at all')),
        histogram(result.histogram),
      );
    },
  };
}

function figure(label: string, value: string, title: string): HTMLElement {
  return el('span', { class: 'figure', title }, `${label} `, el('b', {}, value));
}

/** One changed pixel of many should not read as none, nor one that did not change of many. */
function percent(share: number): string {
  const text = (share * 100).toFixed(1);
  if (share > 0 && text === '0.0') return '< 0.1';
  return share < 1 && text === '100.0' ? '> 99.9' : text;
}

function histogram(counts: Uint32Array): HTMLElement {
  const bars = histogramBars(counts, BARS).map((height) => {
    const bar = el('span');
    bar.style.height = `${height * 100}%`;
    return bar;
  });
  const label = t('Histogram of the differences, from none on the left to 255 on the right, logarithmic');
  return el('span', { class: 'histogram', role: 'img', 'aria-label': label, title: label }, ...bars);
}
