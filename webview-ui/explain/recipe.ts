import type { Told } from '../../src/shared/explainMessages';
import type { FactorId } from '../../src/shared/factors';
import type { PanelPicture } from '../../src/shared/panelMessages';
import type { TuneSettings } from '../../src/shared/tuning';
import { el } from '../dom';
import type { Panel } from '../host';
import { createRange, type Range } from '../tune/range';
import { createScheduler } from '../tune/scheduler';
import { t } from '../words';
import { bar } from './bar';
import type { Easel } from './easel';
import type { Tab } from './tabs';
import { factorWords, percent, signed, traitWord } from './words';

/** Milliseconds after the last move until the whole picture is painted. */
const REST = 400;

type Part = NonNullable<Told['factors']>['parts'][number];

export interface Recipe extends Tab {
  /** Another picture, or the same one explained anew. */
  begin(picture: PanelPicture): void;
  show(told: Told): void;
}

/**
 * "Recipe": what the style consists of, as a mix of styles that people know and as factors, whose sliders change the picture.
 * @param tuneMix opens Tune with these styles
 */
export function createRecipe(panel: Panel, easel: Easel, tuneMix: (shares: TuneSettings['shares']) => void): Recipe {
  let picture: PanelPicture | undefined;
  let loaded: { start: TuneSettings } | undefined;
  let loading: Promise<void> | undefined;
  let told: Told = {};
  let amounts = new Map<FactorId, number>();
  let ranges = new Map<FactorId, Range>();
  let shown: string | undefined;
  let moved = false;
  let era = 0;

  const mix = el('div', { class: 'mix' });
  const factors = el('div', { class: 'factors' });
  const status = el('p', { class: 'status-line', role: 'status' });
  const message = el('p', { class: 'message', role: 'alert' });
  const tell = (text: string, error?: Error) => {
    status.textContent = text;
    message.textContent = error?.message ?? '';
  };
  const button = (label: string, title: string, press: () => void) => {
    const element = el('button', { type: 'button', class: 'secondary', title }, label);
    element.addEventListener('click', () => element.getAttribute('aria-disabled') !== 'true' && press());
    return element;
  };
  const settings = (): TuneSettings => ({
    ...loaded!.start,
    factors: Object.fromEntries(amounts) as NonNullable<TuneSettings['factors']>,
  });
  const asked = (of: TuneSettings) => ({ ...picture!, settings: of });
  const scheduler = createScheduler<TuneSettings, { uri: string }>({
    quick: (of, signal) => panel.request('tuneQuick', asked(of), signal),
    full: (of, signal) => panel.request('tuneFull', asked(of), signal),
    show({ uri }, kind) {
      shown = uri;
      easel.preview(uri);
      tell(kind === 'quick' ? t('Quick preview') : t('Full preview'));
    },
    failed: (error) => tell('', error),
    rest: REST,
  });
  const enable = () => {
    for (const element of [saves, reverts]) element.setAttribute('aria-disabled', String(!moved));
    saves.hidden = told.inManifest !== true;
  };
  const move = async (id: FactorId, value: number) => {
    amounts.set(id, value);
    moved = true;
    const own = era;
    await load();
    if (own !== era || !loaded) return;
    enable();
    scheduler.move(settings());
  };
  const save = async () => {
    tell(t('Saving…'));
    try {
      await panel.request('tuneSave', asked(settings()));
      tell(t('The manifest is changed, and not saved yet.'));
    } catch (error) {
      tell('', error as Error);
    }
  };
  const revert = () => {
    scheduler.stop();
    shown = undefined;
    moved = false;
    easel.preview(undefined);
    reset();
    tell(t('As it is painted'));
  };
  const saves = button(
    t('Save to Manifest'),
    t('Makes the manifest say so: it stays unsaved, and Ctrl+Z takes it back'),
    () => void save(),
  );
  const reverts = button(t('Revert'), t('As it is painted by now'), revert);
  const foot = el('div', { class: 'foot' }, status, message, el('div', { class: 'actions' }, saves, reverts));
  const element = el('div', { class: 'tab-panel' }, mix, factors, foot);

  function reset(): void {
    amounts = new Map(told.factors?.parts.map(({ id, set }) => [id, set]));
    for (const [id, range] of ranges) range.set(100 * (amounts.get(id) ?? 0));
    enable();
  }

  /** What the sliders start from; asked for once they are seen. */
  function load(): Promise<void> {
    const of = picture;
    loading ??= panel.request('tuning', of!).then(
      (tuning) => {
        if (picture !== of) return;
        loaded = tuning;
        enable();
      },
      (error: Error) => {
        loading = undefined;
        if (picture === of) tell('', error);
      },
    );
    return loading;
  }

  function showMix({ recipe }: Told): void {
    if (!recipe) {
      mix.replaceChildren(el('p', { class: 'muted' }, t('The style is being compared with others…')));
      return;
    }
    const { parts, open, words } = recipe;
    const row = (name: string, share: number, className?: string) =>
      el('li', { class: className }, el('span', {}, name), el('span', { class: 'figure' }, percent(share)), bar(share));
    const tunes = button(t('Tune This Mix…'), t('Opens Tune with these styles blended'), () =>
      tuneMix(parts.map(({ style, share }) => ({ style, weight: Math.max(1, Math.round(100 * share)) }))),
    );
    mix.replaceChildren(
      el('p', {}, t('The style is like this mix of built-in ones:')),
      el('ul', { class: 'parts' }, ...parts.map(({ name, share }) => row(name, share))),
      el(
        'p',
        { class: 'muted' },
        open > 0.5
          ? t('{0} of it is none of these: the shares tell little.', percent(open))
          : t('{0} of it is none of these.', percent(open)),
      ),
      ...(words.length > 0
        ? [el('p', {}, t('What sets its picture apart: {0}.', words.map(traitWord).join(', ')))]
        : []),
      tunes,
    );
  }

  function showFactors({ factors: learnt, pictures }: Told): void {
    factors.hidden = !learnt;
    foot.hidden = !learnt;
    if (!learnt) {
      ranges = new Map();
      factors.replaceChildren();
      return;
    }
    const focused = [...ranges].find(([, { input }]) => input === document.activeElement)?.[0];
    ranges = new Map();
    const rows = learnt.parts.map((part) => {
      const { name, less, more } = factorWords(part.id);
      const range = createRange(
        name,
        { min: -100, max: 100, step: 5 },
        (value) => signed(value / 100, 2),
        (value) => void move(part.id, value / 100),
      );
      range.set(100 * (amounts.get(part.id) ?? part.set));
      ranges.set(part.id, range);
      const ends = pictures?.factors?.find(({ id }) => id === part.id);
      const end = (uri: string | undefined, word: string) =>
        el(
          'span',
          { class: 'end' },
          uri === undefined ? undefined : el('img', { src: uri, alt: '' }),
          el('span', {}, word),
        );
      return el(
        'div',
        { class: 'factor' },
        range.element,
        el('div', { class: 'ends', 'aria-hidden': 'true' }, end(ends?.less, less), end(ends?.more, more)),
        el('p', { class: 'muted' }, factorText(part)),
      );
    });
    factors.replaceChildren(
      el('h3', {}, t('Factors')),
      el('p', {}, t('Move them to change the style itself. 0 adds nothing.')),
      ...rows,
      el(
        'p',
        { class: 'muted' },
        t('{0} of what sets the style apart is in none of the factors.', percent(learnt.open)),
      ),
    );
    if (focused) ranges.get(focused)?.input.focus();
  }

  return {
    name: t('Recipe'),
    panel: element,
    active(on) {
      if (on) {
        if (told.factors) void load();
        if (shown !== undefined) easel.preview(shown);
      } else {
        scheduler.stop();
        easel.preview(undefined);
      }
    },
    begin(next) {
      era++;
      scheduler.stop();
      picture = next;
      loaded = undefined;
      loading = undefined;
      shown = undefined;
      moved = false;
      told = {};
      amounts = new Map();
      tell('');
      enable();
    },
    show(next) {
      const isFirst = !told.factors && next.factors;
      told = next;
      if (isFirst && !moved) reset();
      showMix(next);
      showFactors(next);
    },
  };
}

/** How much the style has of it by itself, and what it does besides. */
function factorText({ id, amount, effects, most, least }: Part): string {
  const has =
    Math.abs(amount) < 0.05
      ? t('The style has as much of it as most.')
      : t('The style has {0} of it by itself.', signed(amount, 2));
  const others = effects.filter((effect) => effect.id !== id && Math.abs(effect.change) > 0.5).slice(0, 2);
  const besides = others.map(({ id: other, change }) => factorWords(other)[change > 0 ? 'more' : 'less']).join(', ');
  const known = most && least && t('Most of it: {0}; least: {1}.', most, least);
  return [has, besides && t('It also makes the picture {0}.', besides), known].filter(Boolean).join(' ');
}
