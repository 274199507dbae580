import { duration } from '../src/shared/duration';
import type { ReportModel } from '../src/shared/report';
import { el } from './dom';
import { formatMoment } from './format';

/** Title, moment and the run in four figures. */
export function createHeader({ title, generated, totals }: ReportModel): HTMLElement {
  return el(
    'header',
    { class: 'header' },
    el('p', { class: 'moment' }, el('time', { datetime: generated }, formatMoment(generated))),
    el('h1', {}, title),
    el(
      'dl',
      { class: 'figures' },
      figure('stylised', String(totals.done)),
      figure('unchanged', String(totals.cached)),
      figure('failed', String(totals.failed), totals.failed > 0 ? 'alarming' : undefined),
      figure('total', duration(totals.milliseconds)),
    ),
  );
}

function figure(label: string, value: string, tone?: string): HTMLElement {
  return el('div', { class: tone }, el('dt', {}, label), el('dd', {}, value));
}
