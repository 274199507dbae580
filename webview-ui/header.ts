import { duration } from '../src/shared/duration';
import type { ReportModel } from '../src/shared/report';
import { el } from './dom';
import { formatMoment } from './format';
import { t } from './words';

/** Title, moment and the run in four figures. */
export function createHeader({ title, generated, totals }: ReportModel): HTMLElement {
  return el(
    'header',
    { class: 'header' },
    el(
      'p',
      { class: 'moment' },
      el('time', { datetime: generated }, formatMoment(generated, document.documentElement.lang)),
    ),
    el('h1', {}, title),
    el(
      'dl',
      { class: 'figures' },
      figure(t('stylised'), String(totals.done)),
      figure(t('unchanged'), String(totals.cached)),
      figure(t('failed'), String(totals.failed), totals.failed > 0 ? 'alarming' : undefined),
      figure(t('total'), duration(totals.milliseconds)),
    ),
  );
}

function figure(label: string, value: string, tone?: string): HTMLElement {
  return el('div', { class: tone }, el('dt', {}, label), el('dd', {}, value));
}
