export interface Blinker {
  /** Turns blinking by itself on or off. Where less motion is asked for it stays off. */
  set(on: boolean, rate: number): void;
  on(): boolean;
  /** Whether the system lets things blink. */
  allowed(): boolean;
}

/**
 * @param flip called at each change, `rate` times a second
 * @param stopped called when the system asks for less motion while it blinks, or lets it again
 */
export function createBlinker(flip: () => void, stopped: () => void): Blinker {
  const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
  let timer: number | undefined;
  const set = (on: boolean, rate: number) => {
    window.clearInterval(timer);
    timer = on && !reduced.matches ? window.setInterval(flip, 1000 / rate) : undefined;
  };
  reduced.addEventListener('change', () => {
    if (reduced.matches) set(false, 1);
    stopped();
  });
  return { set, on: () => timer !== undefined, allowed: () => !reduced.matches };
}
