import { el, icon } from '../dom';
import { t } from '../words';
import { createChoice, iconButton } from './controls';
import { createPlayback, framesAhead } from './playback';
import { FRAME_RATES } from './settings';

/** What a player plays: frames in their order, or the cells of a sheet, one of which is shown. */
export interface Film {
  /** Two at least. */
  count: number;
  /** The one that is shown, from 0. */
  at(): number;
  show(frame: number): void;
  /** Whether it could be shown at once; if not, it is made ready. */
  isReady(frame: number): boolean;
  /** Of a frame, shortly. */
  name(frame: number): string;
  /** Called before it is played or stepped through; true where that brought a frame in sight, as yet none was. */
  begin?(): boolean;
  /** Playing has come to rest. */
  rested?(): void;
}

export interface Player {
  /** Hidden while there is no film. */
  element: HTMLElement;
  /** What is to be played; another one than before stops. The same one is looked at anew, as after each frame. */
  load(film: Film | undefined): void;
  film(): Film | undefined;
  isPlaying(): boolean;
  toggle(): void;
  stop(): void;
  step(by: 1 | -1): void;
  setRate(rate: number): void;
}

export interface PlayerActions {
  /** Frames a second were chosen, `FRAME_RATES`. */
  rate(value: number): void;
  /** It plays, or stopped. */
  changed(): void;
}

/** Frames that are made ready before they are due. */
const AHEAD = 8;

/** Play and pause, single steps, the pace, and a scrubber. It never plays by itself. */
export function createPlayer(actions: PlayerActions): Player {
  let film: Film | undefined;
  let rate = 1;
  let turn: number | undefined;
  let playback = createPlayback(0, 1, rate, 0);

  const play = iconButton('play', t('Play'), 'K', () => toggle());
  const scrubber = el('input', { type: 'range', min: '1', step: '1', class: 'scrubber', 'aria-label': t('Frame') });
  const place = el('span', { class: 'frame-place', role: 'status' });
  const pace = createChoice(
    t('Frames a second'),
    FRAME_RATES,
    (value) => t('{0} frames a second', value),
    actions.rate,
  );
  const element = el(
    'div',
    { class: 'player group', role: 'group', 'aria-label': t('Playback') },
    iconButton('frame-back', t('Previous frame'), ',', () => step(-1)),
    play,
    iconButton('frame-on', t('Next frame'), '.', () => step(1)),
    scrubber,
    place,
    pace.element,
  );
  element.hidden = true;
  scrubber.addEventListener('input', () => go(scrubber.valueAsNumber - 1));

  const update = () => {
    element.hidden = !film;
    if (!film) return;
    const at = film.at();
    const name = film.name(at);
    scrubber.max = String(film.count);
    scrubber.value = String(at + 1);
    scrubber.setAttribute('aria-valuetext', t('Frame {0} of {1}: {2}', at + 1, film.count, name));
    // not each of those that pass by
    place.setAttribute('aria-live', turn === undefined ? 'polite' : 'off');
    place.replaceChildren(el('b', {}, `${at + 1} / ${film.count}`), ` ${name}`);
    const label = turn === undefined ? t('Play') : t('Pause');
    play.replaceChildren(icon(turn === undefined ? 'play' : 'pause'));
    play.setAttribute('aria-label', label);
    play.title = `${label} (K)`;
    pace.update(rate);
  };
  const makeReady = () => {
    for (const frame of framesAhead(film!.at(), film!.count, AHEAD)) film!.isReady(frame);
  };
  const begin = () => {
    playback = createPlayback(film!.at(), film!.count, rate, performance.now());
  };
  const tick = () => {
    if (!film) return;
    turn = requestAnimationFrame(tick);
    const frame = playback.tick(performance.now(), film.isReady);
    if (frame !== undefined) film.show(frame);
    makeReady();
  };
  const stop = () => {
    if (turn === undefined) return;
    cancelAnimationFrame(turn);
    turn = undefined;
    film?.rested?.();
    update();
    actions.changed();
  };
  const toggle = () => {
    if (!film) return;
    if (turn !== undefined) return stop();
    film.begin?.();
    begin();
    turn = requestAnimationFrame(tick);
    update();
    actions.changed();
  };
  const go = (frame: number) => {
    stop();
    if (!film) return;
    film.show(frame);
    makeReady();
  };
  const step = (by: 1 | -1) => {
    if (film && !film.begin?.()) go((film.at() + by + film.count) % film.count);
  };
  window.matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', stop);

  return {
    element,
    load(next) {
      if (next !== film) stop();
      film = next;
      update();
    },
    film: () => film,
    isPlaying: () => turn !== undefined,
    toggle,
    stop,
    step,
    setRate(value) {
      rate = value;
      if (turn !== undefined) begin();
      update();
    },
  };
}
