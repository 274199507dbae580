import { el } from '../dom';
import { t } from '../words';
import { onlyChanges } from './onlyChanges';
import { createTileLayer, type TileLayer } from './tileLayer';
import type { Point } from './view';

/** One side: its picture, or several copies of it, over a ground that is laid apart so that it takes no part in blending. */
export interface Pane {
  element: HTMLElement;
  ground: HTMLElement;
  /** Undefined where there is no picture to show. */
  image(): HTMLImageElement | undefined;
  /**
   * @param name of the side, where it is not before or after
   * @param settled called when the picture is there, and when it turned out that it can't be shown
   */
  show(uri: string | undefined, path: string, name: string | undefined, settled: () => void): void;
  /** Like `show`, but what was shown stays until the picture is there. */
  swap(uri: string | undefined, path: string, settled: () => void): void;
  /** Lays the copies between these edges, in device pixels. */
  lay(columns: number[], rows: number[]): void;
  tiles: TileLayer;
}

export function createPane(side: 'before' | 'after'): Pane {
  const backdrop = el('div', { class: 'backdrop moved' });
  const copies = el('div', { class: 'copies moved' });
  const tiles = createTileLayer();
  const label = side === 'before' ? t('Before') : t('After');
  const tag = el('span', { class: 'tag', 'aria-hidden': 'true' }, label);
  let first: HTMLImageElement | undefined;
  let source: string | undefined;
  let coming: HTMLImageElement | undefined;
  let taken = 0;
  const nameOf = (path: string) => (side === 'before' ? t('{0}, before', path) : t('{0}, after', path));
  const take = (uri: string | undefined, image: HTMLImageElement | undefined) => {
    source = uri;
    first = image;
    taken++;
    copies.replaceChildren(...(image ? [image] : []));
  };

  const moveTo = onlyChanges(({ x, y }: Point & { ratio: number }) => {
    const ratio = window.devicePixelRatio;
    for (const { style } of [backdrop, copies, tiles.element])
      style.transform = `translate(${x / ratio}px, ${y / ratio}px)`;
  });
  const layOut = onlyChanges(
    ({ columns, rows }: { columns: number[]; rows: number[]; ratio: number; taken: number }) => {
      place(backdrop, [0, columns.at(-1)!], [0, rows.at(-1)!]);
      if (source === undefined) return;
      const count = (columns.length - 1) * (rows.length - 1);
      while (copies.childElementCount > count) copies.lastElementChild!.remove();
      while (copies.childElementCount < count) copies.append(picture(source, ''));
      [...copies.children].forEach((copy, index) => {
        const column = index % (columns.length - 1);
        const row = Math.floor(index / (columns.length - 1));
        place(copy as HTMLElement, columns.slice(column), rows.slice(row));
      });
    },
  );

  return {
    element: el('div', { class: `pane side ${side}` }, copies, tiles.element, tag),
    ground: el('div', { class: `pane ground ${side}` }, backdrop),
    image: () => first,
    tiles,
    show(uri, path, name, settled) {
      coming = undefined;
      tag.textContent = name ?? label;
      take(uri, uri === undefined ? undefined : picture(uri, nameOf(path)));
      first?.addEventListener('load', settled);
      first?.addEventListener('error', settled);
    },
    swap(uri, path, settled) {
      const next = uri === undefined ? undefined : picture(uri, nameOf(path));
      coming = next;
      const done = () => {
        if (coming !== next) return;
        take(uri, next);
        settled();
      };
      if (next) next.decode().then(done, done);
      else done();
    },
    lay(columns, rows) {
      const [x, y] = [columns[0]!, rows[0]!];
      const ratio = window.devicePixelRatio;
      moveTo({ x, y, ratio });
      layOut({ columns: columns.map((edge) => edge - x), rows: rows.map((edge) => edge - y), ratio, taken });
    },
  };
}

/** Between the first two edges each way. */
function place({ style }: HTMLElement, [left, right]: number[], [top, bottom]: number[]): void {
  const css = (pixels: number) => `${pixels / window.devicePixelRatio}px`;
  style.left = css(left!);
  style.top = css(top!);
  style.width = css(right! - left!);
  style.height = css(bottom! - top!);
}

/**
 * With CORS, or its pixels could not be read; without where that is refused, since it should be shown in any case. Decoded at
 * once: no side may be seen later than the other.
 */
function picture(uri: string, alt: string): HTMLImageElement {
  const image = el('img', { crossorigin: 'anonymous', src: uri, alt, draggable: 'false', decoding: 'sync' });
  const again = () => {
    image.removeAttribute('crossorigin');
    image.src = uri;
  };
  image.addEventListener('error', again, { once: true });
  return image;
}
