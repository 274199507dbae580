export const MODES = ['slider', 'side-by-side', 'blink', 'onion-skin', 'difference'] as const;
export const BACKGROUNDS = ['checkerboard', 'black', 'white', 'theme'] as const;

export type Mode = (typeof MODES)[number];
export type Background = (typeof BACKGROUNDS)[number];

/** What of the comparer stays as it is from picture to picture, and from one opening of a panel's page to the next. */
export interface Settings {
  mode: Mode;
  background: Background;
  /** Changes of picture a second while blinking on its own, `RATES`. */
  rate: number;
  /** Share of the picture after in the onion skin, `OPACITIES`. */
  opacity: number;
  /** Factor of the differences, `AMPLIFICATIONS`. */
  amplification: number;
  /** Whether the picture is a sheet of cells. */
  cells: boolean;
  /** Cells or frames a second while they are played, `FRAME_RATES`. */
  frameRate: number;
}

/** Nothing faster: more than three flashes a second can harm. */
export const RATES = [0.5, 1, 1.5, 2, 2.5, 3] as const;
export const OPACITIES: readonly number[] = Array.from({ length: 21 }, (_, step) => step / 20);
export const AMPLIFICATIONS = [1, 2, 4, 8, 16] as const;
export const FRAME_RATES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 25, 30, 50, 60] as const;

const DEFAULTS: Settings = {
  mode: 'slider',
  background: 'checkerboard',
  rate: 1,
  opacity: 0.5,
  amplification: 1,
  cells: false,
  frameRate: 12,
};

/** The settings in what was remembered; defaults for whatever is missing or makes no sense. */
export function readSettings(state: unknown): Settings {
  const known: Record<string, unknown> = typeof state === 'object' && state !== null ? { ...state } : {};
  const oneOf = <T>(values: readonly T[], value: unknown, otherwise: T) =>
    values.find((each) => each === value) ?? otherwise;
  return {
    mode: oneOf(MODES, known.mode, DEFAULTS.mode),
    background: oneOf(BACKGROUNDS, known.background, DEFAULTS.background),
    rate: oneOf<number>(RATES, known.rate, DEFAULTS.rate),
    opacity: oneOf(OPACITIES, known.opacity, DEFAULTS.opacity),
    amplification: oneOf<number>(AMPLIFICATIONS, known.amplification, DEFAULTS.amplification),
    cells: known.cells === true,
    frameRate: oneOf<number>(FRAME_RATES, known.frameRate, DEFAULTS.frameRate),
  };
}

/** The background after this one; past the last it begins anew. */
export function nextBackground(background: Background): Background {
  return BACKGROUNDS[(BACKGROUNDS.indexOf(background) + 1) % BACKGROUNDS.length]!;
}
