import { el } from '../dom';

/** A bar for a value beside its figure, which says the same; below 0 it has another colour. @param value -1…1 */
export function bar(value: number): HTMLElement {
  const element = el('span', { class: value < 0 ? 'bar-of less' : 'bar-of', 'aria-hidden': 'true' });
  element.style.setProperty('--share', `${Math.min(100, Math.abs(value) * 100).toFixed(1)}%`);
  return element;
}
