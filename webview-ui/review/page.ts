import type { Peer } from '../../src/shared/peer';
import type { ReportAsset } from '../../src/shared/report';
import type { Verdict } from '../../src/shared/review';
import {
  type REVIEW_PAGE_MESSAGES,
  REVIEWED,
  type ReviewAsset,
  type ReviewModel,
} from '../../src/shared/reviewMessages';
import { el } from '../dom';
import { recall, remember } from '../host';
import { createLightbox } from '../lightbox';
import { patient } from '../patient';
import { t } from '../words';
import { createFilterBar } from './filterBar';
import { createGlimpseQueue } from './glimpseQueue';
import { createGrid } from './grid';
import { createReviewKeys } from './keys';
import { listAssets, neighbourOf, placeAfter, type ReviewFilter, readFilter } from './list';
import { createNoteDialog } from './noteDialog';
import { createVerdictBar, type ReviewActions } from './verdictBar';

export interface ReviewPage {
  elements: HTMLElement[];
  show(model: ReviewModel): void;
  /** These assets are not as they were. */
  change(assets: readonly ReviewAsset[]): void;
}

/** Name under which the page remembers filter, selection and scroll. */
const NAME = 'review';
/** Milliseconds between two sortings while differences are being measured. */
const SORTING = 1500;

/** The gallery of a manifest's outputs, one of them large, and what is said of them. */
export function createReviewPage(panel: Peer<typeof REVIEW_PAGE_MESSAGES>): ReviewPage {
  let model: ReviewModel | undefined;
  let assets: ReviewAsset[] = [];
  let list: ReviewAsset[] = [];
  /** Where outputs are in both. */
  let places = new Map<string, number>();
  let listed = new Map<string, number>();
  /** What was opened large together; it stays so while verdicts move pictures out of the filter. */
  let series: string[] = [];
  let { filter, selected, scroll, wanted } = readPlace(recall(NAME));
  let judged: string[] = [];
  let sortsSoon = false;
  const keep = patient(() =>
    remember(NAME, { filter, selected, scroll, wanted, series: lightbox.element.open ? series : [] }),
  );

  const status = el('p', { class: 'review-status', role: 'status' });
  const alarm = el('p', { class: 'message', role: 'alert' });
  const empty = el('p', { class: 'nothing' });
  const tell = (text: string, error?: unknown) => {
    status.textContent = text;
    alarm.textContent = error instanceof Error ? error.message : '';
  };
  const attempt = async (work: () => Promise<unknown>, done = '') => {
    try {
      await work();
      tell(done);
    } catch (error) {
      tell('', error);
    }
  };
  const glimpses = createGlimpseQueue({
    ask: (output, signal) => panel.request('glimpse', { output }, signal),
    told(output, { difference }) {
      const asset = find(output);
      if (asset && difference !== undefined && asset.difference !== difference) replace({ ...asset, difference });
      grid.refresh(output);
      if (filter.order !== 'difference') return;
      if (!sortsSoon) window.setTimeout(sort, SORTING);
      sortsSoon = true;
    },
  });
  const grid = createGrid({
    glimpse: glimpses.known,
    selected(asset) {
      selected = asset.output;
      updateBars();
      keep();
    },
    open: (asset) => openLarge(asset),
    seen(came, went) {
      for (const output of went) glimpses.drop(output);
      for (const output of came.reverse()) glimpses.want(output); // the uppermost is the newest
    },
    scrolled() {
      scroll = grid.scroll();
      keep();
    },
  });
  const filters = createFilterBar({
    change(part) {
      filter = { ...filter, ...part };
      measure();
      refresh();
      keep();
    },
    export: (form) => void exportSheet(form),
  });
  const notes = createNoteDialog();
  const actions: ReviewActions = {
    accept: () => void judge('accepted'),
    reject: () => void judge('rejected'),
    note() {
      const asset = current();
      if (!asset || !model?.trusted) return;
      const { output, source, note = '' } = asset;
      notes.open(
        source,
        note,
        (text) => void attempt(() => panel.request('note', { output, note: text }), t('Note saved.')),
      );
    },
    takeBack: () => void takeBack(),
    restore() {
      const asset = current();
      if (asset)
        void attempt(() => panel.request('restore', { output: asset.output }), t('The former output is restored.'));
    },
    ownSettings() {
      const asset = current();
      if (!asset) return;
      if (!lightbox.element.open) openLarge(asset);
      lightbox.tune();
    },
    open() {
      const asset = current();
      if (asset) openLarge(asset);
    },
  };
  const bar = createVerdictBar(actions, false);
  const largeBar = createVerdictBar(actions, true);
  const lightbox = createLightbox(panel, {
    load: ({ output }) => panel.request('large', { output }),
    shown({ output }) {
      selected = output;
      updateBars();
      keep();
    },
    key: createReviewKeys(actions, true),
    extra: largeBar.element,
  });
  lightbox.element.addEventListener('close', () => {
    select(placeOf(selected));
    keep();
  });
  // the dialog gives the focus back to where it was before; this comes later, and by then another may be selected
  notes.element.addEventListener('close', () => !lightbox.element.open && grid.focus());

  const keys = createReviewKeys(actions, false);
  grid.element.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const at = placeOf(selected);
    const place = placeAfter(key, at, { count: list.length, columns: grid.columns(), page: grid.page() });
    if (place !== undefined) select(place);
    else if (key === 'Enter') actions.open();
    else if (key === ' ') grid.flip();
    else if (key === '/') filters.search();
    else if (!keys(event)) return;
    event.preventDefault();
  });

  const find = (output: string | undefined) => assets[places.get(output ?? '') ?? -1];
  const placeOf = (output: string | undefined) => listed.get(output ?? '') ?? -1;
  const current = () => find(selected);
  const select = (place: number): void => {
    grid.select(place);
    grid.focus();
  };
  const replace = (asset: ReviewAsset): void => {
    const place = places.get(asset.output);
    if (place === undefined) return;
    if (assets[place]!.version !== asset.version) glimpses.forget(asset.output);
    assets[place] = asset;
    const shown = placeOf(asset.output);
    if (shown >= 0) list[shown] = asset;
  };

  function refresh(): void {
    if (!model) return;
    const hadFocus = grid.element.contains(document.activeElement);
    list = listAssets(assets, filter);
    listed = new Map(list.map(({ output }, place) => [output, place]));
    if (placeOf(selected) < 0 && !lightbox.element.open) selected = list[0]?.output;
    grid.show(list, selected);
    if (hadFocus) grid.focus();
    filters.update({ ...model, assets }, filter);
    empty.hidden = list.length > 0;
    empty.textContent = assets.length === 0 ? t('This manifest makes no picture yet.') : t('No picture is like this.');
    updateBars();
  }

  function sort(): void {
    sortsSoon = false;
    refresh();
    tellMeasured();
  }

  function updateBars(): void {
    const asset = current();
    const at = placeOf(selected);
    const place = asset && at >= 0 ? t('{0} of {1}', at + 1, list.length) : '';
    const trusted = model?.trusted === true;
    bar.update(asset, place, trusted);
    largeBar.update(asset, '', trusted);
  }

  function measure(): void {
    const isOpen = ({ hasOutput, difference }: ReviewAsset) => hasOutput && difference === undefined;
    const outputs = filter.order === 'difference' && model?.trusted ? listAssets(assets, filter).filter(isOpen) : [];
    glimpses.measure(outputs.map(({ output }) => output));
    if (filter.order === 'difference') tellMeasured();
    else tell('');
  }

  function tellMeasured(): void {
    const left = glimpses.left();
    tell(left > 0 ? t('Measuring differences: {0} to go', left) : '');
  }

  async function judge(verdict: Verdict): Promise<void> {
    const asset = current();
    if (!asset?.hasOutput || !model?.trusted) return;
    const next = neighbourOf(list, asset.output);
    judged = [...judged.filter((output) => output !== asset.output), asset.output];
    replace({ ...asset, verdict });
    if (lightbox.element.open) {
      lightbox.advance();
      refresh();
    } else {
      if (next) selected = next.output;
      refresh();
      select(placeOf(selected));
    }
    await send(asset, verdict);
  }

  /** What could not be written is as it was. */
  async function send(before: ReviewAsset, verdict: Verdict | null): Promise<void> {
    try {
      await panel.request('judge', { output: before.output, verdict });
      tell('');
    } catch (error) {
      replace(before);
      refresh();
      tell('', error);
    }
  }

  /** Of the selected one, or else of the one judged last. */
  async function takeBack(): Promise<void> {
    if (!model?.trusted) return;
    const asset = current()?.verdict ? current() : find(judged.at(-1));
    if (!asset?.verdict) return;
    judged = judged.filter((output) => output !== asset.output);
    const { verdict: _, ...unjudged } = asset;
    replace(unjudged);
    if (!lightbox.element.open) selected = asset.output;
    refresh();
    if (!lightbox.element.open) select(placeOf(selected));
    await send(asset, null);
  }

  function openLarge({ output, hasOutput }: ReviewAsset): void {
    if (!hasOutput) {
      tell(t('It has no output to look at yet.'));
      return;
    }
    series = list.filter((asset) => asset.hasOutput).map((asset) => asset.output);
    lightbox.update({ ...reportOf(series), assets: [] });
    lightbox.open(reportOf(series).assets, series.indexOf(output), 50);
  }

  /** What the comparer is told of these: it asks for their pictures when it shows them. */
  function reportOf(outputs: readonly string[]) {
    const known = new Map(assets.map((asset) => [asset.output, asset]));
    const shown = outputs.flatMap((output): ReportAsset[] => {
      const asset = known.get(output);
      if (!asset) return [];
      return [{ source: asset.source, output, style: asset.style, width: 0, height: 0, cached: true }];
    });
    const totals = { done: 0, cached: shown.length, failed: 0, milliseconds: 0 };
    const { title = '', trusted: tunable = false } = model ?? {};
    return { title, generated: '', totals, styles: [], assets: shown, tunable };
  }

  async function exportSheet(form: 'html' | 'png'): Promise<void> {
    const outputs = list.filter(({ hasOutput }) => hasOutput).map(({ output }) => output);
    await attempt(() => panel.request('sheet', { outputs, form }));
  }

  const main = el(
    'main',
    { class: 'review' },
    filters.element,
    el('div', { class: 'told' }, status, alarm),
    empty,
    grid.element,
    bar.element,
  );
  return {
    elements: [main, lightbox.element, notes.element],
    show(next) {
      const isFirst = model === undefined;
      const versions = new Map(assets.map(({ output, version }) => [output, version]));
      model = next;
      assets = [...next.assets];
      places = new Map(assets.map(({ output }, place) => [output, place]));
      for (const { output, version } of assets)
        if ((versions.get(output) ?? version) !== version) glimpses.forget(output);
      remember(REVIEWED, next.manifest);
      if (next.wanted && next.wanted.id !== wanted) {
        wanted = next.wanted.id;
        filter = { ...filter, shows: 'all', rule: next.wanted.rule ?? undefined };
      }
      measure();
      refresh();
      if (next.notice) tell('', new Error(next.notice));
      if (isFirst) {
        grid.scrollTo(scroll);
        const { series: opened = [] } = { ...(recall(NAME) as { series?: string[] } | undefined) };
        series = opened.filter((output) => find(output));
        grid.focus();
      }
      // after a reload it opens what was open, at its place; otherwise it shows what is open anew
      if (isFirst || lightbox.element.open) lightbox.update(reportOf(series));
      keep();
    },
    change(changed) {
      const before = new Map(changed.map(({ output }) => [output, find(output)?.version]));
      for (const asset of changed) replace(asset);
      refresh();
      const open = lightbox.element.open ? changed.find(({ output }) => output === selected) : undefined;
      if (open && before.get(open.output) !== open.version) lightbox.update(reportOf(series));
    },
  };
}

function readPlace(state: unknown): {
  filter: ReviewFilter;
  selected: string | undefined;
  scroll: number;
  wanted: string | undefined;
} {
  const { filter, selected, scroll, wanted } = { ...(state as Record<string, unknown> | null) };
  return {
    filter: readFilter(filter),
    selected: typeof selected === 'string' ? selected : undefined,
    scroll: typeof scroll === 'number' ? scroll : 0,
    wanted: typeof wanted === 'string' ? wanted : undefined,
  };
}
