import { AMPLIFICATIONS, FRAME_RATES, MODES, OPACITIES, RATES, type Settings } from './settings';
import type { ToolbarActions } from './toolbar';

export interface KeyActions extends ToolbarActions {
  flip(): void;
  blink(): void;
  help(): void;
  change(settings: Partial<Settings>): void;
  /** By percent of the stage. */
  divide(by: number): void;
  /** By device pixels. */
  pan(x: number, y: number): void;
  /** Whether there is something to pan to. */
  exceeds(): boolean;
  settings(): Settings;
  /** Whether there are cells or frames to play. */
  plays(): boolean;
  play(): void;
  step(by: 1 | -1): void;
  cellAlone(): void;
  row(): void;
}

/** CSS pixels for a press of an arrow key. */
const PAN = 64;
const DIVIDE = 5;

/** What handles a key and says whether it was one of the comparer's; arrow keys are where there is something to pan to. */
export function createKeys(actions: KeyActions): (event: KeyboardEvent) => boolean {
  const simple: Record<string, () => void> = {
    '+': () => actions.zoom(1),
    '=': () => actions.zoom(1),
    '-': () => actions.zoom(-1),
    _: () => actions.zoom(-1),
    '0': actions.fit,
    p: actions.pixels,
    b: actions.background,
    t: actions.repeat,
    l: actions.loupe,
    g: actions.cells,
    '?': actions.help,
    '[': () => turn(actions, -1),
    ']': () => turn(actions, 1),
  };
  MODES.forEach((mode, index) => {
    simple[String(index + 1)] = () => actions.mode(mode);
  });
  const playing: Record<string, () => void> = {
    k: actions.play,
    ',': () => actions.step(-1),
    '.': () => actions.step(1),
    '<': () => changeRate(actions, -1),
    '>': () => changeRate(actions, 1),
  };
  const sheet: Record<string, () => void> = { c: actions.cellAlone, o: actions.row };
  const blinking: Record<string, () => void> = { ' ': actions.flip, a: actions.blink };
  const pan = (x: number, y: number) =>
    actions.pan(x * PAN * window.devicePixelRatio, y * PAN * window.devicePixelRatio);
  const panning: Record<string, () => void> = {
    ArrowLeft: () => pan(1, 0),
    ArrowRight: () => pan(-1, 0),
    ArrowUp: () => pan(0, 1),
    ArrowDown: () => pan(0, -1),
  };
  return ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey) return false;
    if (key === ' ' && target instanceof HTMLButtonElement) return false;
    const name = key.length === 1 ? key.toLowerCase() : key;
    const { mode, cells } = actions.settings();
    const action =
      simple[name] ??
      (mode === 'blink' ? blinking[name] : undefined) ??
      (cells ? sheet[name] : undefined) ??
      (actions.plays() ? playing[name] : undefined) ??
      (actions.exceeds() && !(target instanceof HTMLInputElement) ? panning[name] : undefined);
    action?.();
    return action !== undefined;
  };
}

/** One step less or more of what the mode has a slider for. */
function turn({ settings, change, divide }: KeyActions, by: 1 | -1): void {
  const { mode, rate, opacity, amplification } = settings();
  const next = (values: readonly number[], value: number) => neighbour(values, value, by);
  if (mode === 'slider') divide(by * DIVIDE);
  if (mode === 'blink') change({ rate: next(RATES, rate) });
  if (mode === 'onion-skin') change({ opacity: next(OPACITIES, opacity) });
  if (mode === 'difference') change({ amplification: next(AMPLIFICATIONS, amplification) });
}

function changeRate({ settings, change }: KeyActions, by: 1 | -1): void {
  change({ frameRate: neighbour(FRAME_RATES, settings().frameRate, by) });
}

function neighbour(values: readonly number[], value: number, by: 1 | -1): number {
  return values[values.indexOf(value) + by] ?? value;
}
