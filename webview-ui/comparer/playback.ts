/** Tells which frame is due; frames for which there was no time are dropped, so that the pace stays true. */
export interface Playback {
  /**
   * The frame to show now; undefined while the one that is shown stays.
   *
   * Where the frame that is due is not ready, it is the latest before it that is; without one the clock waits, so that nothing
   * is skipped for having come late.
   */
  tick(now: number, isReady: (frame: number) => boolean): number | undefined;
}

/**
 * Plays `count` frames over and over, beginning with the one after `at`.
 * @param rate frames a second
 * @param start in milliseconds, of the clock that `tick` is told
 */
export function createPlayback(at: number, count: number, rate: number, start: number): Playback {
  const length = 1000 / rate;
  let shown = at;
  let since = start;
  return {
    tick(now, isReady) {
      const due = Math.floor((now - since) / length + SLACK);
      if (due < 1) return undefined;
      for (let steps = due; steps > Math.max(0, due - count); steps--) {
        const frame = (shown + steps) % count;
        if (!isReady(frame)) continue;
        shown = frame;
        since += due * length;
        return frame;
      }
      since = now - length;
      return undefined;
    },
  };
}

/** The frames that are soon to be shown after this one, the next first. */
export function framesAhead(at: number, count: number, ahead: number): number[] {
  return Array.from({ length: Math.min(ahead, count - 1) }, (_, index) => (at + 1 + index) % count);
}

/** Sums of lengths may miss a whole number by their last digits. */
const SLACK = 1e-6;
