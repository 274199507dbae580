type Child = Node | string | undefined;

/**
 * An element with attributes and children. Strings become text nodes, never markup; an attribute that is undefined
 * is left out.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const ICONS = {
  previous: 'M10 3 5 8l5 5',
  next: 'm6 3 5 5-5 5',
  close: 'm4 4 8 8m0-8-8 8',
  divide: 'M6 5 3 8l3 3m4-6 3 3-3 3',
  slider: 'M8 2v12M5 5.5 2.5 8 5 10.5m6-5L13.5 8 11 10.5',
  'side-by-side': 'M2 3.5h12v9H2zm6 0v9',
  blink: 'M1.5 8C3 5 5.3 3.5 8 3.5S13 5 14.5 8C13 11 10.7 12.5 8 12.5S3 11 1.5 8ZM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z',
  'onion-skin': 'M2.5 2.5h8v8h-8zm3 3h8v8h-8z',
  difference: 'M8 2.5v6m-3-3h6m-6 7h6',
  less: 'M3.5 8h9',
  more: 'M3.5 8h9M8 3.5v9',
  fit: 'M6 2.5H2.5V6M10 2.5h3.5V6M6 13.5H2.5V10m7.5 3.5h3.5V10',
  background: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Zm0 0v11m2-10.7v10.4m2-8.9v7.4',
  repeat: 'M2.5 2.5h11v11h-11zm3.7 0v11m3.6-11v11M2.5 6.2h11m-11 3.6h11',
  loupe: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm3.3 7.8L14 14',
  help: 'M5.7 6.2a2.3 2.3 0 1 1 3.4 2c-.7.4-1.1.8-1.1 1.6m0 2.7v.1',
  play: 'm5 3 8 5-8 5z',
  pause: 'M5.5 3v10m5-10v10',
  cells: 'M2.5 2.5h4v4h-4zm7 0h4v4h-4zm-7 7h4v4h-4zm7 0h4v4h-4z',
  cell: 'M5 5h6v6H5zM2.5 5V2.5H5m6 0h2.5V5m0 6v2.5H11m-6 0H2.5V11',
  row: 'M2.5 5.5h3v5h-3zm5.5 0h3v5H8zm5.5 0h0v5',
  guess: 'M3 13 10 6m1.5-3.5v2m0 4v2m-4-4h2m4 0h2m-6.8-2.8.9.9m3.8 3.8.9.9m0-5.6-.9.9',
  'frame-back': 'M12 3.5 6.5 8l5.5 4.5zM4 3.5v9',
  'frame-on': 'm4 3.5 5.5 4.5L4 12.5zm8 0v9',
  accept: 'm3 8.5 3.5 3.5L13 4.5',
  reject: 'm4 4 8 8m0-8-8 8',
  note: 'M3 3h10v7H8l-3 3v-3H3z',
  tune: 'M3 4.5h5m4 0h1M3 11.5h1m4 0h5M8 4.5a2 2 0 1 0 4 0 2 2 0 1 0-4 0Zm-4 7a2 2 0 1 0 4 0 2 2 0 1 0-4 0Z',
  explain: 'M8 2a4 4 0 0 1 2.3 7.3c-.5.4-.8.8-.8 1.2h-3c0-.4-.3-.8-.8-1.2A4 4 0 0 1 8 2ZM6.5 12.5h3M7 14.3h2',
} as const;

export type IconName = keyof typeof ICONS;

/** A line icon of 16 units, in the colour of the text around it. */
export function icon(name: IconName): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}
