import type { ReportAsset } from '../../src/shared/report';
import type { TrainingRun } from '../../src/shared/trainingMessages';
import { el } from '../dom';
import type { Lightbox } from '../lightbox';
import { createSlider } from '../slider';
import { createRange } from '../tune/range';
import { t } from '../words';

export interface Samples {
  element: HTMLElement;
  show(run: TrainingRun): void;
}

/** The pictures that were held back: by the base model, and as they were painted at a step; a scrubber goes through these. */
export function createSamples(lightbox: Lightbox): Samples {
  const pictures = el('div', { class: 'held-back' });
  const scrubber = createRange(t('Painted at step'), { min: 0, max: 1, step: 1 }, stepText, (value) => {
    follows = value === last();
    paint(value);
  });
  const element = el('section', { 'aria-label': t('Samples') }, el('h2', {}, t('Samples')), scrubber.element, pictures);
  let run: TrainingRun | undefined;
  let seen = '';
  /** Whether the newest is shown as it comes. */
  let follows = true;

  function last(): number {
    return Math.max(0, (run?.examinations.length ?? 0) - 1);
  }
  function stepText(value: number): string {
    const { step, figures } = run?.examinations[value] ?? {};
    const style = figures?.style;
    const score = style === undefined ? '' : ` · ${t('style')} ${style.toFixed(3)}`;
    return step === undefined ? '' : value === 0 && step === 0 ? t('the base model') + score : `${step}${score}`;
  }
  const assets = (value: number): ReportAsset[] => {
    const [first, painted] = [run?.examinations[0], run?.examinations[value]];
    const names = { before: t('Base model'), after: t('Step {0}', painted?.step ?? 0) };
    return (painted?.samples ?? []).map((after, i) => ({
      source: t('Sample {0}', i + 1),
      output: `${i}-${painted!.step}`,
      style: '',
      width: SIDE,
      height: SIDE,
      before: first?.samples[i],
      after,
      names,
      cached: false,
    }));
  };
  const paint = (value: number) => {
    const shown = assets(value);
    const sliders = [...pictures.children];
    if (sliders.length !== shown.length)
      pictures.replaceChildren(
        ...shown.map((asset, i) => {
          const open = (at: number) => lightbox.open(assets(scrubber.input.valueAsNumber), i, at);
          const { element } = createSlider(asset, open);
          element.classList.add('opens');
          return el('div', { class: 'held' }, element);
        }),
      );
    // the same elements get other pictures: nothing flashes, and the dividers stay
    else
      for (const [i, { before, after }] of shown.entries()) {
        for (const [side, uri] of [
          ['before', before],
          ['after', after],
        ] as const) {
          const image = sliders[i]!.querySelector<HTMLImageElement>(`.${side} img`);
          if (image && uri !== undefined && image.src !== uri) image.src = uri;
        }
      }
  };

  return {
    element,
    show(next) {
      if (next.id !== run?.id) follows = true;
      run = next;
      element.hidden = next.examinations.length === 0;
      const key = JSON.stringify(next.examinations.map(({ samples }) => samples));
      if (key === seen) return;
      seen = key;
      scrubber.input.max = String(last());
      scrubber.set(follows ? last() : Math.min(scrubber.input.valueAsNumber, last()));
      scrubber.element.hidden = last() === 0;
      paint(scrubber.input.valueAsNumber);
    },
  };
}

/** Pixels of a sample. */
const SIDE = 256;
