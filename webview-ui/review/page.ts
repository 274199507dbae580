import type { Peer } from '../../src/shared/peer';
import {
  type REVIEW_PAGE_MESSAGES,
  REVIEWED,
  type ReviewAsset,
  type ReviewModel,
} from '../../src/shared/reviewMessages';
import { el } from '../dom';
import { recall, remember } from '../host';
import { createLightbox, type Lightbox } from '../lightbox';
import { patient } from '../patient';
import { t } from '../words';
import { createFilterBar } from './filterBar';
import { createGrid } from './grid';
import { createReviewKeys } from './keys';
import { largeReport } from './largeReport';
import { placeAfter } from './list';
import { createMeasuring } from './measuring';
import { createNoteDialog } from './noteDialog';
import { readPlace } from './place';
import { createShelf } from './shelf';
import { createTold } from './told';
import { createVerdictBar, type ReviewActions } from './verdictBar';
import { createVerdicts } from './verdicts';

export interface ReviewPage {
  elements: HTMLElement[];
  show(model: ReviewModel): void;
  /** These assets are not as they were. */
  change(assets: readonly ReviewAsset[]): void;
  explained: Lightbox['explained'];
}

/** Name under which the page remembers filter, selection and scroll. */
const NAME = 'review';

/** The gallery of a manifest's outputs, one of them large, and what is said of them. */
export function createReviewPage(panel: Peer<typeof REVIEW_PAGE_MESSAGES>): ReviewPage {
  let model: ReviewModel | undefined;
  let { filter, selected, scroll, wanted, series: opened } = readPlace(recall(NAME));
  /** What was opened large together; it stays so while verdicts move pictures out of the filter. */
  let series: string[] = [];
  const keep = patient(() =>
    remember(NAME, { filter, selected, scroll, wanted, series: lightbox.element.open ? series : [] }),
  );
  const isTrusted = () => model?.trusted === true;
  const told = createTold();
  const { tell, attempt } = told;
  const empty = el('p', { class: 'nothing' });
  const shelf = createShelf((output) => measuring.glimpses.forget(output));
  const measuring = createMeasuring({
    ask: (output, signal) => panel.request('glimpse', { output }, signal),
    shelf,
    filter: () => filter,
    tell,
    came: (output) => grid.refresh(output),
    sort: () => refresh(),
  });
  const grid = createGrid({
    glimpse: measuring.glimpses.known,
    selected: ({ output }) => note(output),
    open: (asset) => openLarge(asset),
    seen(came, went) {
      for (const output of went) measuring.glimpses.drop(output);
      for (const output of came.reverse()) measuring.glimpses.want(output); // the uppermost is the newest
    },
    scrolled() {
      scroll = grid.scroll();
      keep();
    },
  });
  const filters = createFilterBar({
    change(part) {
      filter = { ...filter, ...part };
      measuring.begin(filter, isTrusted());
      refresh();
      keep();
    },
    export: (form) => void exportSheet(form),
  });
  const notes = createNoteDialog();
  const verdicts = createVerdicts({
    panel,
    shelf,
    current: () => current(),
    isTrusted,
    moveOn(next) {
      if (lightbox.element.open) {
        lightbox.advance();
        refresh();
      } else selectAnew(next?.output ?? selected);
    },
    moveBack({ output }) {
      if (lightbox.element.open) refresh();
      else selectAnew(output);
    },
    refresh: () => refresh(),
    tell,
  });
  const actions: ReviewActions = {
    accept: () => void verdicts.judge('accepted'),
    reject: () => void verdicts.judge('rejected'),
    note() {
      const asset = current();
      if (!asset || !isTrusted()) return;
      const { output, source, note = '' } = asset;
      const save = (text: string) => panel.request('note', { output, note: text });
      notes.open(source, note, (text) => void attempt(() => save(text), t('Note saved.')));
    },
    takeBack: () => void verdicts.takeBack(),
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
    shown: ({ output }) => note(output),
    key: createReviewKeys(actions, true),
    extra: largeBar.element,
  });
  lightbox.element.addEventListener('close', () => {
    select(shelf.placeOf(selected));
    keep();
  });
  // the dialog gives the focus back to where it was before; this comes later, and by then another may be selected
  notes.element.addEventListener('close', () => !lightbox.element.open && grid.focus());

  const keys = createReviewKeys(actions, false);
  grid.element.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const at = shelf.placeOf(selected);
    const room = { count: shelf.list().length, columns: grid.columns(), page: grid.page() };
    const place = placeAfter(key, at, room);
    if (place !== undefined) select(place);
    else if (key === 'Enter') actions.open();
    else if (key === ' ') grid.flip();
    else if (key === '/') filters.search();
    else if (!keys(event)) return;
    event.preventDefault();
  });

  const current = () => shelf.find(selected);
  const report = () => largeReport(model, series, shelf.find);
  /** It is the selected one by now. */
  const note = (output: string): void => {
    selected = output;
    updateBars();
    keep();
  };
  const select = (place: number): void => {
    grid.select(place);
    grid.focus();
  };
  const selectAnew = (output: string | undefined): void => {
    selected = output;
    refresh();
    select(shelf.placeOf(selected));
  };

  function refresh(): void {
    if (!model) return;
    const hadFocus = grid.element.contains(document.activeElement);
    shelf.sift(filter);
    const list = shelf.list();
    if (shelf.placeOf(selected) < 0 && !lightbox.element.open) selected = list[0]?.output;
    grid.show(list, selected);
    if (hadFocus) grid.focus();
    const assets = shelf.all();
    filters.update({ rules: model.rules, trusted: isTrusted(), assets }, filter);
    empty.hidden = list.length > 0;
    empty.textContent = assets.length === 0 ? t('This manifest makes no picture yet.') : t('No picture is like this.');
    updateBars();
  }

  function updateBars(): void {
    const asset = current();
    const at = shelf.placeOf(selected);
    const place = asset && at >= 0 ? t('{0} of {1}', at + 1, shelf.list().length) : '';
    bar.update(asset, place, isTrusted());
    largeBar.update(asset, '', isTrusted());
  }

  function openLarge({ output, hasOutput }: ReviewAsset): void {
    if (!hasOutput) {
      tell(t('It has no output to look at yet.'));
      return;
    }
    series = shelf.list().flatMap((asset) => (asset.hasOutput ? [asset.output] : []));
    const { assets, ...rest } = report();
    lightbox.update({ ...rest, assets: [] });
    lightbox.open(assets, series.indexOf(output), 50);
  }

  async function exportSheet(form: 'html' | 'png'): Promise<void> {
    const outputs = shelf.list().flatMap(({ hasOutput, output }) => (hasOutput ? [output] : []));
    await attempt(() => panel.request('sheet', { outputs, form }));
  }

  const main = el('main', { class: 'review' }, filters.element, told.element, empty, grid.element, bar.element);
  return {
    elements: [main, lightbox.element, notes.element],
    explained: lightbox.explained,
    show(next) {
      const isFirst = model === undefined;
      model = next;
      shelf.fill(next.assets);
      remember(REVIEWED, next.manifest);
      if (next.wanted && next.wanted.id !== wanted) {
        wanted = next.wanted.id;
        filter = { ...filter, shows: 'all', rule: next.wanted.rule ?? undefined };
      }
      measuring.begin(filter, isTrusted());
      refresh();
      if (next.notice) tell('', new Error(next.notice));
      if (isFirst) {
        grid.scrollTo(scroll);
        series = opened.filter((output) => shelf.find(output));
        opened = [];
        grid.focus();
      }
      // after a reload it opens what was open, at its place; otherwise it shows what is open anew
      if (isFirst || lightbox.element.open) lightbox.update(report());
      keep();
    },
    change(changed) {
      const before = new Map(changed.map(({ output }) => [output, shelf.find(output)?.version]));
      for (const asset of changed) shelf.replace(asset);
      refresh();
      const open = lightbox.element.open ? changed.find(({ output }) => output === selected) : undefined;
      if (open && before.get(open.output) !== open.version) lightbox.update(report());
    },
  };
}
