import type { ReportAsset } from '../src/shared/report';
import { el } from './dom';
import { matchesStyle } from './selection';
import { t } from './words';

export interface Failures {
  element: HTMLElement;
  /** Lists the failures of one style, or of every style. */
  show(style: string | undefined): void;
}

/** Failed pictures, plainly: which, why, and what to do. */
export function createFailures(assets: ReportAsset[]): Failures {
  const rows = assets.flatMap((asset) => (asset.failure ? [{ asset, row: createRow(asset, asset.failure) }] : []));
  const element = el(
    'section',
    { class: 'failures', 'aria-labelledby': 'failures' },
    el('h2', { id: 'failures' }, t('Failed')),
    el('ul', {}, ...rows.map(({ row }) => row)),
  );
  const show = (style: string | undefined) => {
    for (const { asset, row } of rows) {
      row.hidden = !matchesStyle(asset, style);
    }
    element.hidden = rows.every(({ row }) => row.hidden);
  };
  show(undefined);
  return { element, show };
}

function createRow(asset: ReportAsset, failure: { cause: string; remedy: string }): HTMLElement {
  return el(
    'li',
    {},
    el('p', { class: 'path' }, asset.source),
    el('p', {}, `${failure.cause}. `, el('span', { class: 'remedy' }, failure.remedy)),
  );
}
