import type { ReportModel } from '../src/shared/report';
import { el } from './dom';
import { t } from './words';

/** What the checks found in results that are there: which, what, and what helps. Hidden where there is nothing. */
export function createFindings({ findings = [] }: Pick<ReportModel, 'findings'>): HTMLElement {
  const rows = findings.map(({ file, message, remedy }) =>
    el('li', {}, el('p', { class: 'path' }, file), el('p', {}, `${message} `, el('span', { class: 'remedy' }, remedy))),
  );
  const element = el(
    'section',
    { class: 'findings', 'aria-labelledby': 'findings' },
    el('h2', { id: 'findings' }, t('To look at')),
    el('ul', {}, ...rows),
  );
  element.hidden = rows.length === 0;
  return element;
}
