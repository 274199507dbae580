import { duration } from '../src/shared/duration';
import type { Explained } from '../src/shared/explainMessages';
import type { ReportAsset, ReportModel, ReportStyle } from '../src/shared/report';
import { createComparer } from './comparer/comparer';
import { iconButton } from './comparer/controls';
import type { Images } from './comparer/stage';
import { el } from './dom';
import { createExplain } from './explain/explain';
import { formatDimensions, formatEffort } from './format';
import { createStyleLabel } from './gallery';
import { type Panel, recall, remember } from './host';
import { patient } from './patient';
import { step } from './selection';
import { createSequences } from './sequences';
import { createTune } from './tune/tune';
import { t } from './words';

export interface Lightbox {
  element: HTMLDialogElement;
  /** Shows `assets[index]` large; the arrow keys then go through `assets`. */
  open(assets: ReportAsset[], index: number, at: number): void;
  /** Another run, or the first: the picture that is open stays open if it is one of it, else the gallery shows. */
  update(model: ReportModel): void;
  /** The picture after this one, where there is one. */
  advance(): void;
  /** Something is known of the picture that is explained. */
  explained(part: Explained): void;
  /** Begins to tune the picture that is open. */
  tune(): void;
}

export interface LightboxOptions {
  /** Where pictures are not at hand before they are to be shown. */
  load?(asset: ReportAsset): Promise<ReportAsset>;
  /** Called with each picture that comes to be shown. */
  shown?(asset: ReportAsset): void;
  /** Takes a key, and says whether it was one of its own. */
  key?(event: KeyboardEvent): boolean;
  /** Stands below the picture. */
  extra?: HTMLElement;
}

/** Name under which the picture that is open, and what of it is in sight, is remembered. */
const NAME = 'open';

/** One picture over the whole window in the comparer, with its neighbours a key away. */
export function createLightbox(panel?: Panel, { load, shown, key: ownKey, extra }: LightboxOptions = {}): Lightbox {
  const counter = el('p', { class: 'counter', role: 'status' });
  const caption = el('div', { class: 'details' });
  const keep = patient(() => {
    const { source, output } = assets[index] ?? {};
    remember(NAME, element.open ? { source, output, place: comparer.place() } : undefined);
  });
  const changed = () => {
    // what passes by while frames are played is not told to those who listen
    for (const live of [counter, extra]) live?.setAttribute('aria-busy', String(comparer.isPlaying()));
    keep();
  };
  const comparer = createComparer(changed, {
    cut: panel && ((path) => panel.request('tiles', { path })),
    tunes: () => tune?.button.hidden === false,
  });
  const tune = panel && createTune(panel, comparer.preview, () => explain?.close());
  const easel = {
    ...{ draw: comparer.draw, redraw: comparer.redraw, preview: comparer.preview, shareAt: comparer.shareAt },
    ...{ layer: comparer.overlay, stage: comparer.stage },
  };
  const explain =
    panel &&
    createExplain(
      panel,
      easel,
      (change) => tune!.open(change),
      () => tune!.close(),
    );
  const sequences = createSequences({
    load,
    shown: () => index,
    show: (place) => show(place),
    isReady: (images) => comparer.isReady(images),
    rested() {
      const asset = presented;
      // whoever loads it may have forgotten it over all the frames that followed
      const known = asset && load ? load(asset).catch(() => {}) : Promise.resolve();
      void known.then(() => element.open && asset === presented && tuneShown());
    },
  });
  const close = iconButton('close', t('Close'), undefined, () => element.close());
  const element = el('dialog', { class: 'lightbox', 'aria-label': t('Before and after, large'), tabindex: '-1' });

  let styles: ReportStyle[] = [];
  let title = '';
  let tunable = false;
  let assets: ReportAsset[] = [];
  let index = 0;
  let wanted = 0;
  let presented: ReportAsset | undefined;
  const tuneShown = () => {
    if (!presented) return;
    const isPainted = tunable && presented.style !== '';
    tune?.show(presented, isPainted);
    explain?.show(presented, isPainted);
  };
  const present = (asset: ReportAsset, images?: Images) => {
    presented = asset;
    comparer.show(asset, images);
    if (!comparer.isPlaying()) tuneShown();
    caption.replaceChildren(...details(asset, styles, title));
  };
  const take = (of: ReportAsset[]) => {
    assets = of;
    sequences.take(of);
  };
  const loaded = async (asset: ReportAsset, settle: () => void) => {
    const number = ++wanted;
    const whole = await load!(asset).catch(() => asset); // without pictures, of which it says so
    if (number !== wanted || !element.open) return;
    present(whole);
    settle();
  };
  /** @param settle called once the picture is shown */
  const show = (next: number, settle = () => {}) => {
    index = next;
    const asset = assets[index]!;
    shown?.(asset);
    comparer.setFrames(sequences.filmAt(index));
    const ready = sequences.frameAt(index);
    if (load && !ready) void loaded(asset, settle);
    else {
      wanted++;
      present(ready?.asset ?? asset, ready?.images);
      settle();
    }
    counter.textContent = assets.length > 1 ? `${index + 1} / ${assets.length}` : '';
    neighbours.hidden = assets.length === 1;
  };
  // The divider stays where it is, so that neighbours can be compared.
  const go = (by: number) => {
    comparer.stopPlaying();
    show(step(index, by, assets.length));
  };

  const neighbours = el(
    'div',
    { class: 'neighbours' },
    iconButton('previous', t('Previous picture'), 'PageUp', () => go(-1)),
    iconButton('next', t('Next picture'), 'PageDown', () => go(1)),
  );

  element.append(
    el(
      'div',
      { class: 'bar' },
      counter,
      comparer.toolbar,
      el('div', { class: 'buttons' }, tune?.button, explain?.button, neighbours, close),
    ),
    comparer.stage,
    ...(tune && explain ? [tune.element, explain.element] : []),
    comparer.strip,
    caption,
    ...(extra ? [extra] : []),
    comparer.help,
  );
  element.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const isPlain = !ctrlKey && !metaKey && !altKey;
    // what is typed is no command
    if (target instanceof HTMLInputElement && target.type === 'number') return;
    if (tune && !tune.button.hidden && isPlain && key.toLowerCase() === 'u') tune.toggle();
    else if (explain && !explain.button.hidden && isPlain && key.toLowerCase() === 'e') explain.toggle();
    // the side panel's controls have keys of their own
    else if (target instanceof Node && [tune, explain].some((side) => side?.element.contains(target))) return;
    else if (ownKey?.(event)) event.preventDefault();
    else if (comparer.key(event)) event.preventDefault();
    // a slider takes these keys for itself
    else if (event.key in steps && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      go(steps[event.key as keyof typeof steps]);
    }
  });
  for (const event of ['input', 'pointerup', 'keyup']) element.addEventListener(event, keep); // the divider's, too
  element.addEventListener('close', () => {
    tune?.close();
    explain?.close();
    comparer.close();
    sequences.clear();
    keep();
  });
  element.addEventListener('cancel', (event) => close.hidden && event.preventDefault());
  const open = (of: ReportAsset[], at: number, settle?: () => void) => {
    take(of);
    if (!element.open) element.showModal();
    // Not on the first button: the arrow keys should browse at once, and no ring should greet a mouse.
    element.focus();
    show(at, settle);
  };
  return {
    element,
    open(of, at, divider) {
      open(of, at, () => comparer.divide(divider));
    },
    update(model) {
      const last = element.open ? assets[index] : recall(NAME);
      const made = model.assets.filter(({ failure }) => !failure);
      const at = made.findIndex((asset) => isSame(asset, last));
      styles = model.styles;
      title = model.title;
      tunable = model.tunable === true;
      close.hidden = model.large === true;
      if (at < 0 && model.large && made.length > 0) {
        open(made, 0, () => comparer.restore(undefined));
      } else if (at < 0) element.close();
      else if (element.open) {
        take(made);
        show(at);
      } else {
        open(made, at, () => comparer.restore((last as { place?: unknown }).place));
      }
    },
    advance: () => void (index + 1 < assets.length && go(1)),
    explained: (part) => explain?.explained(part),
    tune: () => void (tune?.element.hidden && tune.toggle()),
  };
}

function isSame({ source, output }: ReportAsset, other: unknown): boolean {
  const { source: from, output: to } = { ...(other as Partial<ReportAsset> | null) };
  return source === from && output === to;
}

function details(asset: ReportAsset, styles: ReportStyle[], title: string): HTMLElement[] {
  const { decode, network, encode } = asset.milliseconds ?? {};
  const stages = [
    [t('decode'), decode],
    [t('network'), network],
    [t('encode'), encode],
  ] as const;
  const effort = asset.style === '' ? undefined : formatEffort(asset);
  return [
    el('h2', {}, asset.names?.before ? title : asset.source),
    el(
      'p',
      { class: 'facts' },
      asset.style === ''
        ? undefined
        : createStyleLabel(
            asset.style,
            styles.find(({ name }) => name === asset.style),
          ),
      asset.width > 0 ? el('span', {}, formatDimensions(asset)) : undefined,
      effort ? el('span', {}, effort) : undefined,
      ...stages.map(([name, time]) =>
        time === undefined ? undefined : el('span', { class: 'part' }, `${name} ${duration(time)}`),
      ),
    ),
  ];
}
