import type { Rect } from '../../src/shared/rect';
import { el } from '../dom';
import { t } from '../words';
import { onlyChanges } from './onlyChanges';
import { createPicture } from './picture';
import { clearedContext, drawParts, type Part } from './pixels';
import { createTileLayer, type TileLayer } from './tileLayer';
import { CRISP_FROM, type Edges, type Point, placesBetween } from './view';

/** One side: its picture, or several copies of it, over a ground that is laid apart so that it takes no part in blending. */
export interface Pane {
  element: HTMLElement;
  ground: HTMLElement;
  /** Undefined where there is no picture to show. */
  image(): HTMLImageElement | undefined;
  /**
   * @param name of the side, where it is not before or after
   * @param settled called when the picture is there, and when it turned out that it can't be shown; not for one that is there
   * @param image the picture, where it was made ahead
   */
  show(
    uri: string | undefined,
    path: string,
    name: string | undefined,
    settled: () => void,
    image?: HTMLImageElement,
  ): void;
  /** Like `show`, but what was shown stays until the picture is there. */
  swap(uri: string | undefined, path: string, settled: () => void): void;
  /** Lays the copies between these edges, in device pixels. */
  lay(edges: Edges): void;
  /**
   * Paints a part of the picture there in its place: what lies beside it does not bleed into it.
   * @param parts what shows the picture
   */
  paint(rect: Rect, parts: readonly Part[], edges: Edges, zoom: number): void;
  tiles: TileLayer;
}

export function createPane(side: 'before' | 'after'): Pane {
  const backdrop = el('div', { class: 'backdrop moved' });
  const copies = el('div', { class: 'copies moved' });
  const tiles = createTileLayer();
  const part = el('canvas', { class: 'cutout', role: 'img' });
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
  part.hidden = true;

  const moveTo = onlyChanges(({ x, y }: Point & { ratio: number }) => {
    const ratio = window.devicePixelRatio;
    for (const { style } of [backdrop, copies, tiles.element])
      style.transform = `translate(${x / ratio}px, ${y / ratio}px)`;
  });
  const layGround = onlyChanges(({ columns, rows }: Laid) => {
    place(backdrop, [0, columns.at(-1)!], [0, rows.at(-1)!]);
  });
  const layCopies = onlyChanges(({ columns, rows }: Laid & { taken: number }) => {
    if (source === undefined) return;
    const count = (columns.length - 1) * (rows.length - 1);
    while (copies.childElementCount > count) copies.lastElementChild!.remove();
    while (copies.childElementCount < count) copies.append(createPicture(source, ''));
    [...copies.children].forEach((copy, index) => {
      const column = index % (columns.length - 1);
      const row = Math.floor(index / (columns.length - 1));
      place(copy as HTMLElement, columns.slice(column), rows.slice(row));
    });
  });
  /** Moves all there is to the first edges. @returns how all edges lie from there */
  const move = ({ columns, rows }: Edges): Laid => {
    const [x, y] = [columns[0]!, rows[0]!];
    const ratio = window.devicePixelRatio;
    moveTo({ x, y, ratio });
    const laid = { columns: columns.map((edge) => edge - x), rows: rows.map((edge) => edge - y), ratio };
    layGround(laid);
    return laid;
  };

  return {
    element: el('div', { class: `pane side ${side}` }, copies, tiles.element, part, tag),
    ground: el('div', { class: `pane ground ${side}` }, backdrop),
    image: () => first,
    tiles,
    show(uri, path, name, settled, image) {
      coming = undefined;
      tag.textContent = name ?? label;
      const next = uri === undefined ? undefined : (image ?? createPicture(uri, ''));
      if (next) next.alt = nameOf(path);
      part.setAttribute('aria-label', nameOf(path));
      take(uri, next);
      if (!next || next.complete) return;
      next.addEventListener('load', settled, { once: true });
      next.addEventListener('error', settled);
    },
    swap(uri, path, settled) {
      const next = uri === undefined ? undefined : createPicture(uri, nameOf(path));
      coming = next;
      const done = () => {
        if (coming !== next) return;
        take(uri, next);
        settled();
      };
      if (next) next.decode().then(done, done);
      else done();
    },
    lay(edges) {
      part.hidden = true;
      copies.hidden = false;
      layCopies({ ...move(edges), taken });
    },
    paint(rect, parts, edges, zoom) {
      part.hidden = false;
      copies.hidden = true;
      move(edges);
      const context = clearedContext(part);
      if (!context) return;
      context.imageSmoothingEnabled = zoom < CRISP_FROM;
      context.imageSmoothingQuality = 'high';
      for (const to of placesBetween(edges)) drawParts(context, parts, rect, to);
    },
  };
}

interface Laid extends Edges {
  ratio: number;
}

/** Between the first two edges each way. */
function place({ style }: HTMLElement, [left, right]: number[], [top, bottom]: number[]): void {
  const css = (pixels: number) => `${pixels / window.devicePixelRatio}px`;
  style.left = css(left!);
  style.top = css(top!);
  style.width = css(right! - left!);
  style.height = css(bottom! - top!);
}
