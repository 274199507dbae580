import { PAGE_MESSAGES, PANEL_MESSAGES, SHOWN_RUN, type Shown } from '../src/shared/panelMessages';
import type { ReportModel } from '../src/shared/report';
import base from './compare.css';
import comparer from './comparer/comparer.css';
import tools from './comparer/tools.css';
import { prepareDocument } from './document';
import { el } from './dom';
import explain from './explain/explain.css';
import gallery from './gallery.css';
import { connectPanel, remember } from './host';
import lightbox from './lightbox.css';
import { createPage, type Page } from './page';
import slider from './slider.css';
import tune from './tune/tune.css';
import { translateWith } from './words';

/** Shows the model that the page carries in `<script type="application/json" id="model">`, or what its panel tells it to. */
function main(): void {
  prepareDocument(base, slider, tools, comparer, lightbox, gallery, tune, explain);
  let page: Page | undefined;
  const show = (model: ReportModel) => {
    translateWith(model.words ?? {});
    if (!page) {
      page = createPage(panel);
      document.body.replaceChildren(...page.elements);
    }
    page.show(model);
  };
  const take = ({ model, run }: Shown) => {
    remember(SHOWN_RUN, run);
    show(model);
  };
  const carried = document.getElementById('model')?.textContent;
  const panel = carried
    ? undefined
    : connectPanel(PAGE_MESSAGES, PANEL_MESSAGES, {
        show: take,
        explained: (part) => page?.explained(part),
      });
  if (carried) show(JSON.parse(carried) as ReportModel);
  panel?.request('shown', {}).then(
    (shown) => shown && take(shown),
    (error: Error) => document.body.replaceChildren(el('p', { class: 'lost', role: 'alert' }, error.message)),
  );
}

main();
