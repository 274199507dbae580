import type { ReportModel } from '../src/shared/report';
import { el } from './dom';
import { t } from './words';

/** Links to the pages that share the pictures with this one; hidden where it is the only one. */
export function createSeries({ series }: ReportModel): HTMLElement {
  const { files = [], at } = series ?? {};
  const links = files.map((file, index) => {
    const label = t('Page {0} of {1}', index + 1, files.length);
    const current = index === at ? 'page' : undefined;
    return el('a', { href: encodeURIComponent(file), 'aria-label': label, 'aria-current': current }, String(index + 1));
  });
  const element = el('nav', { class: 'series', 'aria-label': t('Pages') }, ...links);
  element.hidden = series === undefined;
  return element;
}
