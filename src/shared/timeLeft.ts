/** A time span as people tell it. */
export interface TimeLeft {
  count: number;
  unit: 'seconds' | 'minutes' | 'hours';
}

/**
 * How long a run will still take at the pace it has kept, rounded so that it does not flicker; undefined while too little is
 * done to tell. `spent` in milliseconds.
 */
export function timeLeft({ done, total, spent }: { done: number; total: number; spent: number }): TimeLeft | undefined {
  if (done === 0 || done >= total || spent < SETTLED) return undefined;
  const seconds = ((spent / done) * (total - done)) / 1000;
  // a step of the next unit begins where the rounded count of this one would reach a whole of it
  if (seconds < 57.5) return { count: Math.max(5, Math.round(seconds / 5) * 5), unit: 'seconds' };
  if (seconds < 59.5 * 60) return { count: Math.max(1, Math.round(seconds / 60)), unit: 'minutes' };
  return { count: Math.max(1, Math.round(seconds / 3600)), unit: 'hours' };
}

/** Milliseconds: before that, the start of the engine is most of what was measured. */
const SETTLED = 2000;
