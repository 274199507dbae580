import { el } from '../dom';

/** A line that says what was done, and one that says what went wrong. */
export interface Told {
  element: HTMLElement;
  tell(text: string, error?: unknown): void;
  /** Tells `done` when the work is, or why it could not be done. */
  attempt(work: () => Promise<unknown>, done?: string): Promise<void>;
}

export function createTold(): Told {
  const status = el('p', { class: 'review-status', role: 'status' });
  const alarm = el('p', { class: 'message', role: 'alert' });
  const tell = (text: string, error?: unknown) => {
    status.textContent = text;
    alarm.textContent = error instanceof Error ? error.message : '';
  };
  return {
    element: el('div', { class: 'told' }, status, alarm),
    tell,
    async attempt(work, done = '') {
      try {
        await work();
        tell(done);
      } catch (error) {
        tell('', error);
      }
    },
  };
}
