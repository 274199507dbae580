import { duration } from '../../src/shared/duration';
import type { Peer } from '../../src/shared/peer';
import {
  type TRAINING_PAGE_MESSAGES,
  TRAININGS_SHOWN,
  type TrainingModel,
  type TrainingRun,
} from '../../src/shared/trainingMessages';
import { el } from '../dom';
import { remember } from '../host';
import { createLightbox } from '../lightbox';
import { t } from '../words';
import { createCharts } from './charts';
import { createRunList, stateText } from './runs';
import { createSamples } from './samples';

export interface TrainingPage {
  elements: HTMLElement[];
  show(model: TrainingModel): void;
}

/** A training, as it goes on or went, and the others to choose from. */
export function createTrainingPage(panel: Peer<typeof TRAINING_PAGE_MESSAGES>): TrainingPage {
  const lightbox = createLightbox();
  const told = el('p', { class: 'told', role: 'alert' });
  const attempt = (work: Promise<unknown>) =>
    work.then(
      () => told.replaceChildren(),
      (error: Error) => told.replaceChildren(error.message),
    );
  const ask = (params: { shown?: string; other?: string | null }) =>
    void attempt(panel.request('training', params).then(show));
  const charts = createCharts();
  const samples = createSamples(lightbox);
  const runs = createRunList({ choose: (shown) => ask({ shown }), compare: (other) => ask({ other }) });
  const nothing = el('p', { class: 'nothing' });
  const head = el('header', { class: 'training-head' });
  const bar = el('progress', { max: '1', 'aria-label': t('Share of the budget') });
  const buttons = createButtons(panel, attempt);
  const weights = el('section', { class: 'weights', 'aria-label': t('Feature weights') });
  const shown = el(
    'div',
    { class: 'shown' },
    head,
    bar,
    buttons.element,
    told,
    charts.element,
    samples.element,
    weights,
  );
  const main = el('main', { class: 'page training' }, shown, nothing, runs.element);

  function show(model: TrainingModel): void {
    const { shown: run, other } = model;
    remember(TRAININGS_SHOWN, { shown: run?.id, other: other?.id ?? null });
    shown.hidden = !run;
    nothing.hidden = run !== undefined;
    nothing.textContent =
      model.runs.length > 0
        ? t('Getting ready…')
        : t('Nothing was trained here yet. Choose pictures in the explorer, and "Train Style…".');
    runs.element.hidden = model.runs.length === 0;
    runs.show(model);
    if (!run) return;
    head.replaceChildren(el('h1', {}, run.name), el('p', { class: 'facts' }, ...facts(run)));
    bar.value = run.progress;
    bar.setAttribute('aria-valuetext', `${Math.floor(100 * run.progress)} %`);
    buttons.show(run, model.trusted);
    charts.show(run, other);
    samples.show(run);
    showWeights(weights, run);
  }
  return { elements: [main, lightbox.element], show };
}

function createButtons(panel: Peer<typeof TRAINING_PAGE_MESSAGES>, attempt: (work: Promise<unknown>) => unknown) {
  let run: TrainingRun | undefined;
  const button = (label: string, act: (id: string) => Promise<unknown>) => {
    const element = el('button', { type: 'button', class: 'action' }, label);
    element.addEventListener('click', () => run && attempt(act(run.id)));
    return element;
  };
  const pause = button(t('Pause'), (id) => panel.request('pause', { id, paused: true }));
  const resume = button(t('Resume'), (id) => panel.request('pause', { id, paused: false }));
  const stop = button(t('Stop'), (id) => panel.request('stop', { id }));
  const goOn = button(t('Continue Training'), (id) => panel.request('continue', { id }));
  const use = button(t('Use Now'), (id) => panel.request('use', { id }));
  stop.title = t('Ends it; what was learnt by now becomes the pack');
  use.title = t('Makes the pack a style of the manifest');
  return {
    element: el('div', { class: 'actions' }, pause, resume, stop, goOn, use),
    show(next: TrainingRun, trusted: boolean) {
      run = next;
      const { state } = next;
      pause.hidden = state !== 'running';
      resume.hidden = state !== 'paused';
      stop.hidden = state !== 'running' && state !== 'paused';
      goOn.hidden = !next.canContinue;
      use.hidden = !next.hasPack;
      for (const element of [pause, resume, stop, goOn, use]) element.disabled = !trusted;
    },
  };
}

function facts(run: TrainingRun): HTMLElement[] {
  const { references, judge, provider, seconds, speed, minutes, mostSteps, setbacks, ended, problem } = run;
  const runs = run.state === 'running' || run.state === 'elsewhere';
  const budget = mostSteps === undefined ? duration(60_000 * minutes) : t('{0} steps', mostSteps);
  const [before, after] = [run.examinations[0]?.figures.style, bestOf(run)?.style];
  return [
    run.state === 'ended' ? undefined : stateText(run),
    endText(ended),
    problem,
    before !== undefined && after !== undefined && run.examinations.length > 1
      ? t('style {0} → {1}, less is better', before.toFixed(3), after.toFixed(3))
      : undefined,
    t('{0} of {1}', mostSteps === undefined ? duration(1000 * seconds) : String(run.steps), budget),
    runs && speed !== undefined ? t('{0} steps/s', speed.toFixed(2)) : undefined,
    provider,
    t('judged by {0}', judge),
    references.length === 1 ? references[0] : t('{0} references', references.length),
    setbacks > 0 ? t('taken back {0} times', setbacks) : undefined,
    run.hasPack ? run.output : undefined,
  ].flatMap((text) => (text ? [el('span', {}, text)] : []));
}

function endText(ended: string | undefined): string | undefined {
  if (ended === 'no better') return t('ended early: it got no better');
  if (ended === 'unstable') return t('ended early: it went astray again and again');
  return ended === 'stopped' ? t('stopped') : undefined;
}

/** The figures of the examination with the best score: the pack has its weights. */
function bestOf({ examinations }: TrainingRun) {
  const score = ({ figures }: TrainingRun['examinations'][number]) => figures.score ?? Number.POSITIVE_INFINITY;
  return [...examinations].sort((a, b) => score(a) - score(b))[0]?.figures;
}

function showWeights(section: HTMLElement, { weights }: TrainingRun): void {
  section.hidden = !weights;
  if (!weights) return;
  const most = Math.max(...Object.values(weights));
  const rows = Object.entries(weights).map(([layer, weight]) => {
    const meter = el('span', { class: 'weight' });
    meter.style.setProperty('--share', String(weight / most));
    return el('div', {}, el('dt', {}, layer), el('dd', {}, meter, weight.toPrecision(3)));
  });
  section.replaceChildren(el('h2', {}, t('Feature weights')), el('dl', {}, ...rows));
}
