import { z } from 'zod';
import type { OutputFormat } from './protocol';

const ratio = z.object({ of: z.number(), per: z.number() });

export const paceSchema = z.object({
  /** Pixels per byte of a source, by its extension. */
  sources: z.record(z.string(), ratio),
  /** Bytes per pixel of an output, by its format. */
  formats: z.record(z.string(), ratio),
  /** Milliseconds per pixel. */
  speed: ratio.optional(),
});

/** How fast painting went and what it took, as sums in which what is older counts less. */
export type Pace = z.infer<typeof paceSchema>;

/** A picture that was painted. */
export interface Measured {
  /** Of the source, in small letters, without a dot. */
  extension: string;
  sourceBytes: number;
  format: OutputFormat;
  outputBytes: number;
  /** Over all frames. */
  pixels: number;
  /** Of the slowest of decoding, painting and encoding: the others go on beside it. */
  milliseconds: number;
}

/** A picture to paint; `pixels` where they are known, from the last time. */
export type Expected = Pick<Measured, 'extension' | 'sourceBytes' | 'format'> & { pixels?: number | undefined };

/** What painting a picture, or several, is going to take. */
export interface Forecast {
  milliseconds: number;
  bytes: number;
}

export function withMeasured(pace: Pace, picture: Measured): Pace {
  const { extension, sourceBytes, format, outputBytes, pixels, milliseconds } = picture;
  return {
    sources: { ...pace.sources, [extension]: added(pace.sources[extension], pixels, sourceBytes) },
    formats: { ...pace.formats, [format]: added(pace.formats[format], outputBytes, pixels) },
    speed: added(pace.speed, milliseconds, pixels),
  };
}

/** Undefined while nothing like it was measured. */
export function forecast(pace: Pace, { extension, sourceBytes, format, pixels }: Expected): Forecast | undefined {
  const guessed = pixels ?? times(sourceBytes, pace.sources[extension]);
  const milliseconds = times(guessed, pace.speed);
  const bytes = times(guessed, pace.formats[format]);
  return milliseconds === undefined || bytes === undefined ? undefined : { milliseconds, bytes };
}

/** Of all that is known; `unknown` counts the rest. */
export function sumOf(forecasts: readonly (Forecast | undefined)[]): Forecast & { unknown: number } {
  const sum = { milliseconds: 0, bytes: 0, unknown: 0 };
  for (const one of forecasts) {
    sum.milliseconds += one?.milliseconds ?? 0;
    sum.bytes += one?.bytes ?? 0;
    if (!one) sum.unknown++;
  }
  return sum;
}

/** What counts of the past at each step: the last fifty pictures make most of it. */
const MEMORY = 0.98;

function added(sum: { of: number; per: number } | undefined, of: number, per: number) {
  return { of: MEMORY * (sum?.of ?? 0) + of, per: MEMORY * (sum?.per ?? 0) + per };
}

function times(value: number | undefined, ratio: { of: number; per: number } | undefined): number | undefined {
  return value === undefined || !ratio || ratio.per <= 0 ? undefined : (value * ratio.of) / ratio.per;
}
