import type { TrainingModel, TrainingSummary } from '../../src/shared/trainingMessages';
import { el } from '../dom';
import { t } from '../words';

export interface RunList {
  element: HTMLElement;
  show(model: TrainingModel): void;
}

export interface RunListActions {
  choose(id: string): void;
  /** @param id of the run to lay over; null for none */
  compare(id: string | null): void;
}

/** All trainings of the workspace: one is shown, another may be laid over it. */
export function createRunList({ choose, compare }: RunListActions): RunList {
  const list = el('ul', {});
  let told = '';
  return {
    element: el('nav', { class: 'runs', 'aria-label': t('Trainings') }, el('h2', {}, t('Trainings')), list),
    show({ runs, shown, other }) {
      const key = JSON.stringify([runs, shown?.id, other?.id]);
      if (key === told) return;
      told = key;
      const focused = document.activeElement?.closest('[data-key]')?.getAttribute('data-key');
      list.replaceChildren(...runs.map((run) => row(run, run.id === shown?.id, run.id === other?.id)));
      if (focused) list.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    },
  };

  function row(run: TrainingSummary, isShown: boolean, isOther: boolean): HTMLElement {
    const button = el(
      'button',
      { type: 'button', class: 'run', 'data-key': `run ${run.id}`, 'aria-current': isShown ? 'true' : undefined },
      el('span', { class: 'label' }, run.name),
      el('span', { class: 'muted' }, [stateText(run), gainText(run)].filter(Boolean).join(' · ')),
    );
    button.addEventListener('click', () => choose(run.id));
    const label = t('Lay {0} over it', run.name);
    const over = el('input', { type: 'checkbox', 'aria-label': label, title: label, 'data-key': `over ${run.id}` });
    over.checked = isOther;
    over.hidden = isShown;
    over.addEventListener('change', () => compare(over.checked ? run.id : null));
    return el('li', { class: isShown ? 'chosen' : undefined }, button, over);
  }
}

/** Where a training stands, in words. */
export function stateText({ state, steps }: TrainingSummary): string {
  switch (state) {
    case 'running':
      return t('training, step {0}', steps);
    case 'paused':
      return t('paused at step {0}', steps);
    case 'stopping':
      return t('stopping: the pack is being written');
    case 'elsewhere':
      return t('trained elsewhere, step {0}', steps);
    case 'left':
      return t('interrupted at step {0}', steps);
    case 'failed':
      return t('failed at step {0}', steps);
    case 'ended':
      return t('{0} steps', steps);
  }
}

function gainText({ gain }: TrainingSummary): string {
  return gain === undefined ? '' : `${gain <= 1 ? '−' : '+'}${Math.abs(100 * (1 - gain)).toFixed(0)} %`;
}
