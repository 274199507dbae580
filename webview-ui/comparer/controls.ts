import { el, type IconName, icon } from '../dom';

/** A button of a toolbar. The key is told by its title, and to screen readers. */
export function iconButton(name: IconName, label: string, key?: string, press?: () => void): HTMLButtonElement {
  const button = el(
    'button',
    {
      class: 'tool',
      type: 'button',
      'aria-label': label,
      title: key ? `${label} (${key})` : label,
      'aria-keyshortcuts': key,
    },
    icon(name),
  );
  if (press) button.addEventListener('click', press);
  return button;
}

/** Shows whether what the button stands for is on. */
export function setPressed(button: HTMLElement, pressed: boolean): void {
  button.setAttribute('aria-pressed', String(pressed));
}

export interface Choice {
  element: HTMLElement;
  update(value: number): void;
}

/** A slider over these values, with the chosen one in words beside it. */
export function createChoice(
  label: string,
  values: readonly number[],
  format: (value: number) => string,
  chosen: (value: number) => void,
): Choice {
  const range = el('input', {
    type: 'range',
    min: '0',
    max: String(values.length - 1),
    step: '1',
    'aria-label': label,
  });
  const text = el('output', {});
  range.addEventListener('input', () => chosen(values[range.valueAsNumber]!));
  return {
    element: el('label', { class: 'choice', title: label }, range, text),
    update(value) {
      range.value = String(values.indexOf(value));
      text.textContent = format(value);
      range.setAttribute('aria-valuetext', format(value));
    },
  };
}
