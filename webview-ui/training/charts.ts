import type { TrainingRun } from '../../src/shared/trainingMessages';
import { el } from '../dom';
import { t } from '../words';
import { createChart } from './chart';

export interface Charts {
  element: HTMLElement;
  show(run: TrainingRun, other: TrainingRun | undefined): void;
}

/** What a training logs, as curves that share their cursor. */
export function createCharts(): Charts {
  const layers = Object.fromEntries(['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'].map((name) => [name, name]));
  const charts = [
    createChart({
      title: t('Losses by term'),
      figures: {
        loss: t('in all'),
        style: t('style'),
        content: t('content'),
        likeness: t('likeness'),
        range: t('range'),
        grid: t('grid'),
      },
      log: true,
    }),
    createChart({ title: t('Style by layer'), figures: layers, log: true }),
    createChart({
      title: t('Discriminator'),
      figures: { discriminator: t('loss'), accuracy: t('accuracy') },
    }),
    createChart({ title: t('Learning rate'), figures: { pace: t('share of the full rate') } }),
  ];
  new MutationObserver(() => {
    for (const chart of charts) chart.repaint();
  }).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return {
    element: el('div', { class: 'charts' }, ...charts.map(({ element }) => element)),
    show({ curves }, other) {
      for (const chart of charts) chart.show(curves, other && { name: other.name, curves: other.curves });
    },
  };
}
