import type { ReportAsset } from '../../src/shared/report';
import { createDivider } from '../divider';
import { el } from '../dom';
import { recall, remember } from '../host';
import { createBlinker } from './blink';
import { createDifferenceLayer } from './differenceLayer';
import { followGestures } from './gestures';
import { createHelp } from './help';
import { createInspector } from './inspector';
import { createKeys } from './keys';
import { movesOrNot, notThere, shownSmaller } from './notes';
import { onlyChanges } from './onlyChanges';
import { createOptions, type OptionsState } from './options';
import { createOverlay, type Draw } from './overlay';
import { createPlayer, type Film } from './player';
import { nextBackground, readSettings, type Settings } from './settings';
import { createSheet } from './sheet';
import { type Cut, createStage, type Images } from './stage';
import { createStatistics } from './statistics';
import { createToolbar, type ToolbarState } from './toolbar';
import { nextZoom, readPlace } from './view';

export interface Comparer {
  toolbar: HTMLElement;
  stage: HTMLElement;
  /** What plays cells and frames, what the mode has for itself, and the pixel under the pointer. */
  strip: HTMLElement;
  help: HTMLElement;
  /** @param images those of the asset, where they were made ahead */
  show(asset: ReportAsset, images?: Images): void;
  /** What is played while the picture is not taken for a sheet of cells. */
  setFrames(film: Film | undefined): void;
  /** Whether these would be seen at once in the mode chosen; if not, they will be soon. */
  isReady(images: Images): boolean;
  isPlaying(): boolean;
  stopPlaying(): void;
  /** Shows another picture after; undefined, that of the asset again. */
  preview(uri: string | undefined): void;
  /** A layer over the picture after; see `Overlay`. */
  overlay: HTMLElement;
  draw(draw: Draw | undefined, whole?: boolean): void;
  redraw(): void;
  /** Where a pointer is, in shares of the picture; undefined where it is not over it. */
  shareAt(event: PointerEvent): { x: number; y: number } | undefined;
  /** Puts the divider at this share of the picture, 0 to 100. */
  divide(at: number): void;
  /** What of the picture is in sight, to be remembered; for `restore`, which takes whatever it was given. */
  place(): unknown;
  restore(place: unknown): void;
  /** Takes a key that is the comparer's own, and says whether it was. */
  key(event: KeyboardEvent): boolean;
  /** Stops whatever goes on, and lets the pictures go. */
  close(): void;
}

const REPEATED = 3;
const NAME = 'comparer';

export interface ComparerOptions {
  /** For pictures that are shown by a smaller copy. */
  cut?: Cut | undefined;
  /** Whether the picture that is shown can be tuned by a key. */
  tunes(): boolean;
}

/**
 * Two pictures large, in several ways to compare them; see `MODES`.
 * @param changed called whenever something else may be in sight
 */
export function createComparer(changed: () => void, { cut, tunes }: ComparerOptions): Comparer {
  let settings = readSettings(recall(NAME));
  let shown: 'before' | 'after' = 'before';
  let asset: ReportAsset | undefined;
  let frames: Film | undefined;

  const stage = createStage(() => update(), cut);
  const { element } = stage;
  const divider = createDivider(element);
  const sheet = createSheet(stage, () => update());
  const inspector = createInspector(stage, sheet.mark);
  const statistics = createStatistics();
  const layer = createDifferenceLayer(statistics.show, () => layer.draw(stage.edges(), stage.view().zoom));
  const note = el('div', { class: 'note', role: 'status' });
  const help = createHelp(tunes);
  const overlay = createOverlay();
  element.append(layer.element, overlay.element, ...sheet.borders, divider.line, divider.range, ...inspector.overlays);

  const flip = () => {
    shown = shown === 'before' ? 'after' : 'before';
    update();
  };
  const blinker = createBlinker(flip, () => update());
  const change = (part: Partial<Settings>) => {
    settings = { ...settings, ...part };
    remember(NAME, settings);
    blinker.set(blinker.on() && settings.mode === 'blink', settings.rate);
    player.setRate(settings.frameRate);
    element.dataset.mode = settings.mode;
    stage.resize();
  };
  const player = createPlayer({
    rate: (frameRate) => change({ frameRate }),
    changed() {
      // those who listen need not hear of all that passes by
      strip.setAttribute('aria-busy', String(player.isPlaying()));
      changed();
    },
  });
  const actions = {
    // chosen again it switches, so that Space does on the button just clicked
    mode: (mode: Settings['mode']) => (mode === 'blink' && settings.mode === mode ? flip() : change({ mode })),
    zoom: (direction: 1 | -1) => stage.zoomTo(nextZoom(stage.view().zoom, direction)),
    fit: stage.fit,
    pixels: () => stage.zoomTo(1),
    background: () => change({ background: nextBackground(settings.background) }),
    repeat: () => stage.setRepeat(stage.repeat() === 1 ? REPEATED : 1),
    loupe() {
      inspector.setMagnifies(!inspector.magnifies());
      update();
    },
    cells() {
      change({ cells: !settings.cells });
      sheet.set(settings.cells);
    },
    cellAlone() {
      player.stop();
      sheet.setAlone(!sheet.isAlone());
    },
    row: sheet.toggleRow,
    plays: () => player.film() !== undefined,
    play: player.toggle,
    step: player.step,
    change,
    flip,
    blink() {
      blinker.set(!blinker.on(), settings.rate);
      update();
    },
    pan: stage.panBy,
    exceeds: stage.exceeds,
    settings: () => settings,
    divide: (by: number) => divider.move(Math.min(Math.max(divider.at() + by, 0), 100)),
    help: () => help.element.togglePopover(),
  };
  const toolbar = createToolbar(actions, help.button);
  const options = createOptions(actions, statistics.element);
  const film = el('div', { class: 'film' }, player.element, sheet.element);
  const strip = el('div', { class: 'strip' }, film, options.element, note, inspector.readout);
  player.setRate(settings.frameRate);
  sheet.set(settings.cells);

  const tell = onlyChanges((state: ToolbarState & OptionsState & { noted: string }) => {
    element.dataset.mode = state.settings.mode;
    element.dataset.background = state.settings.background;
    element.dataset.shown = state.shown;
    element.style.setProperty('--opacity', String(state.settings.opacity));
    element.style.setProperty('--amplification', String(state.settings.amplification));
    note.textContent = state.noted;
    toolbar.update(state);
    options.update(state);
  });

  function update(): void {
    if (!asset) return;
    const { before, after } = stage.images();
    const { zoom } = stage.view();
    // the difference is that of the copies
    const copied = settings.mode === 'difference' || !stage.isWhole();
    const notes = [movesOrNot(asset), copied ? shownSmaller(asset, before, after) : ''];
    tell({
      ...{ settings, shown, zoom, repeated: stage.repeat() > 1, magnified: inspector.magnifies() },
      ...{ blinking: blinker.on(), mayBlink: blinker.allowed() },
      noted: notThere(asset, before, after) || notes.filter(Boolean).join(' '),
    });
    sheet.update();
    player.load(settings.cells ? sheet.film() : frames);
    if (settings.mode === 'difference') {
      layer.show({ before, after }, stage.part(), stage.picture());
      layer.draw(stage.edges(), zoom);
    }
    overlay.lay(stage.edges(), stage.part(), stage.picture());
    inspector.look();
    changed();
  }

  followGestures(element, {
    pointOf: stage.pointOf,
    zoomBy: (factor, point, to) => stage.zoomTo(stage.view().zoom * factor, point, to),
    panBy: stage.panBy,
    grab(event) {
      const onHandle = event.target instanceof Element && divider.line.contains(event.target);
      if (settings.mode !== 'slider' || (stage.exceeds() && !onHandle)) return undefined;
      return ({ clientX }) => {
        const { left, width } = element.getBoundingClientRect();
        divider.move(Math.min(Math.max(((clientX - left) / width) * 100, 0), 100));
      };
    },
    click() {
      if (settings.mode === 'blink') flip();
    },
    hover: inspector.follow,
  });

  return {
    toolbar: toolbar.element,
    stage: element,
    strip,
    help: help.element,
    show(next, images) {
      asset = next;
      if (!player.isPlaying()) shown = 'before';
      divider.name(next.source);
      sheet.show(next);
      stage.show(next, images);
    },
    setFrames(next) {
      frames = next;
      update();
    },
    isReady: (images) => settings.mode !== 'difference' || layer.isReady(images),
    isPlaying: player.isPlaying,
    stopPlaying: player.stop,
    preview: stage.preview,
    overlay: overlay.element,
    draw: overlay.set,
    redraw: () => overlay.lay(stage.edges(), stage.part(), stage.picture()),
    shareAt(event) {
      const pixel = stage.pixelAt(stage.pointOf(event));
      const { width, height } = stage.picture();
      return pixel && { x: (pixel.x + 0.5) / width, y: (pixel.y + 0.5) / height };
    },
    divide(at) {
      const { zoom, x } = stage.view();
      const ratio = window.devicePixelRatio;
      divider.move(((x + (stage.picture().width * zoom * at) / 100) / ratio / element.clientWidth) * 100);
    },
    place: () => ({ at: divider.at(), view: stage.kept() }),
    restore(place) {
      const { at, view } = readPlace(place);
      divider.move(at);
      if (view) stage.look(view);
    },
    key: createKeys(actions),
    close() {
      blinker.set(false, 1);
      player.load(undefined);
      frames = undefined;
      sheet.show(undefined);
      layer.clear();
      asset = undefined;
      stage.clear();
    },
  };
}
