import { REVIEW_PAGE_MESSAGES, REVIEW_PANEL_MESSAGES, type ReviewModel } from '../src/shared/reviewMessages';
import base from './compare.css';
import comparer from './comparer/comparer.css';
import tools from './comparer/tools.css';
import { prepareDocument } from './document';
import { el } from './dom';
import explain from './explain/explain.css';
import gallery from './gallery.css';
import { connectPanel } from './host';
import lightbox from './lightbox.css';
import { createReviewPage, type ReviewPage } from './review/page';
import review from './review/review.css';
import slider from './slider.css';
import tune from './tune/tune.css';
import { t, translateWith } from './words';

/** Shows the gallery that its panel tells of. */
function main(): void {
  prepareDocument(base, slider, tools, comparer, lightbox, gallery, tune, explain, review);
  let page: ReviewPage | undefined;
  const show = (model: ReviewModel) => {
    translateWith(model.words ?? {});
    if (!page) {
      page = createReviewPage(panel!);
      document.body.replaceChildren(...page.elements);
    }
    page.show(model);
  };
  const lost = (text: string) => document.body.replaceChildren(el('p', { class: 'lost', role: 'alert' }, text));
  const panel = connectPanel(REVIEW_PAGE_MESSAGES, REVIEW_PANEL_MESSAGES, {
    show,
    changed: ({ assets }) => page?.change(assets),
    explained: (part) => page?.explained(part),
  });
  panel?.request('review', {}).then(
    (model) => (model ? show(model) : lost(t("This manifest can't be used: Problems tells why."))),
    (error: Error) => lost(error.message),
  );
}

main();
