import { el } from '../dom';

export interface Range {
  element: HTMLElement;
  input: HTMLInputElement;
  set(value: number): void;
}

/** A slider with its name and its value in words above it. */
export function createRange(
  label: string,
  { min, max, step }: { min: number; max: number; step: number },
  format: (value: number) => string,
  moved: (value: number) => void,
): Range {
  const input = el('input', { type: 'range', min: String(min), max: String(max), step: String(step) });
  // no <output>: the label would be taken for its name, and not for the slider's
  const text = el('span', { class: 'value', 'aria-hidden': 'true' });
  const tell = (value: number) => {
    text.textContent = format(value);
    input.setAttribute('aria-valuetext', format(value));
  };
  input.addEventListener('input', () => {
    tell(input.valueAsNumber);
    moved(input.valueAsNumber);
  });
  return {
    element: el('label', { class: 'range' }, el('span', { class: 'label' }, label), text, input),
    input,
    set(value) {
      input.value = String(value);
      tell(value);
    },
  };
}
