import type { ReportModel } from '../src/shared/report';
import { el } from './dom';
import { createFailures } from './failures';
import { createFilter } from './filter';
import { createFindings } from './findings';
import { createGallery } from './gallery';
import { createHeader } from './header';
import { type Panel, recall, remember } from './host';
import { createLightbox, type Lightbox } from './lightbox';
import { patient } from './patient';
import { matchesStyle } from './selection';
import { createSeries } from './series';

export interface Page {
  elements: HTMLElement[];
  /** Takes the place of what was shown before; the style chosen, the scroll and the picture in sight stay where they can. */
  show(model: ReportModel): void;
  explained: Lightbox['explained'];
}

/** Name under which the page remembers what of it is in sight. */
const NAME = 'page';

/** The pictures of a run, and one of them large. */
export function createPage(panel?: Panel): Page {
  const main = el('main', { class: 'page' });
  const lightbox = createLightbox(panel);
  let { style, scroll } = readPlace(recall(NAME));
  let shown = false;
  const keep = patient(() => remember(NAME, { style, scroll }));
  window.addEventListener('scroll', () => {
    if (!shown) return;
    scroll = window.scrollY;
    keep();
  });

  return {
    elements: [main, lightbox.element],
    explained: lightbox.explained,
    show(model) {
      if (!model.assets.some((asset) => matchesStyle(asset, style))) style = undefined;
      const pictures = createGallery(model, lightbox.open);
      const failures = createFailures(model.assets);
      const choose = (chosen: string | undefined) => {
        style = chosen;
        pictures.show(style);
        failures.show(style);
        keep();
      };
      const filter = createFilter(model, style, choose);
      const findings = createFindings(model);
      main.replaceChildren(
        createHeader(model),
        createSeries(model),
        failures.element,
        filter,
        pictures.element,
        findings,
      );
      choose(style);
      window.scrollTo(0, scroll);
      shown = true;
      lightbox.update(model);
    },
  };
}

function readPlace(state: unknown): { style: string | undefined; scroll: number } {
  const { style, scroll } = typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
  return { style: typeof style === 'string' ? style : undefined, scroll: typeof scroll === 'number' ? scroll : 0 };
}
