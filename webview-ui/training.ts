import uplot from 'uplot/dist/uPlot.min.css';
import * as z from 'zod/mini';
import {
  TRAINING_PAGE_MESSAGES,
  TRAINING_PANEL_MESSAGES,
  TRAININGS_SHOWN,
  type TrainingModel,
} from '../src/shared/trainingMessages';
import base from './compare.css';
import comparer from './comparer/comparer.css';
import tools from './comparer/tools.css';
import { prepareDocument } from './document';
import { el } from './dom';
import { connectPanel, recall } from './host';
import lightbox from './lightbox.css';
import slider from './slider.css';
import { createTrainingPage, type TrainingPage } from './training/page';
import training from './training/training.css';
import tune from './tune/tune.css';
import { translateWith } from './words';

const remembered = z.object({ shown: z.optional(z.string()), other: z.optional(z.nullable(z.string())) });

/** Shows the trainings that its panel tells of. */
function main(): void {
  prepareDocument(base, slider, tools, comparer, lightbox, tune, uplot, training);
  let page: TrainingPage | undefined;
  const show = (model: TrainingModel) => {
    translateWith(model.words ?? {});
    if (!page) {
      page = createTrainingPage(panel!);
      document.body.replaceChildren(...page.elements);
    }
    page.show(model);
  };
  const panel = connectPanel(TRAINING_PAGE_MESSAGES, TRAINING_PANEL_MESSAGES, { show });
  const before = remembered.safeParse(recall(TRAININGS_SHOWN));
  panel
    ?.request('training', before.success ? before.data : {})
    .then(show, (error: Error) =>
      document.body.replaceChildren(el('p', { class: 'lost', role: 'alert' }, error.message)),
    );
}

main();
