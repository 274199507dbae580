import type { ReportAsset, TileSet } from '../../src/shared/report';
import { el } from '../dom';
import type { Size } from '../geometry';
import { t } from '../words';
import { createPane, type Pane } from './pane';
import { isThere, type Part } from './pixels';
import {
  boundView,
  CRISP_FROM,
  centreView,
  edges,
  exceeds,
  fitView,
  type Point,
  pixelAt,
  resizeView,
  type View,
  zoomAround,
} from './view';

/** Both sides of a picture, always showing the same spot. Points are device pixels from the corner of a side. */
export interface Stage {
  element: HTMLElement;
  /** A picture as large as the one before stays at its zoom and place; any other is fitted. */
  show(asset: ReportAsset): void;
  /** Shows another picture after, undefined for the asset's own again; what was shown stays until it is there. */
  preview(uri: string | undefined): void;
  /** Lets the pictures go; what is shown next is fitted. */
  clear(): void;
  /** Of the picture, in its own pixels, even where a smaller copy is shown. */
  picture(): Size;
  /** Whether both sides can be seen by their own pixels, as far as they are there. */
  isWhole(): boolean;
  /** What shows the pictures, the small copy first; no more than is there. */
  parts(): Record<'before' | 'after', Part[]>;
  images(): { before: HTMLImageElement | undefined; after: HTMLImageElement | undefined };
  view(): View;
  /** Around the middle unless a point is given; its spot may go `to` another on the way. */
  zoomTo(zoom: number, point?: Point, to?: Point): void;
  panBy(x: number, y: number): void;
  fit(): void;
  isFitted(): boolean;
  look(view: View): void;
  /** To be called when the sides may have changed their size. */
  resize(): void;
  /** Whether there is something to pan to. */
  exceeds(): boolean;
  repeat(): number;
  setRepeat(copies: number): void;
  pointOf(at: { clientX: number; clientY: number }): Point;
  pixelAt(point: Point): Point | undefined;
  /** The middle of a side. */
  middle(): Point;
  /** The edges of the copies, each way, in device pixels. */
  edges(): { columns: number[]; rows: number[] };
}

/** A picture in pieces, by its path; null where it is shown as it is. */
export type Cut = (path: string) => Promise<TileSet | null>;

/**
 * @param changed called whenever the view or the pictures are others
 * @param cut for pictures that are shown by a smaller copy; without it they stay so
 */
export function createStage(changed: () => void, cut?: Cut): Stage {
  const before = createPane('before');
  const after = createPane('after');
  const pictures = el('div', { class: 'pictures' }, before.element, after.element);
  const element = el(
    'div',
    { class: 'stage', tabindex: '0', role: 'group', 'aria-label': t('Picture') },
    before.ground,
    after.ground,
    pictures,
  );
  let shown: ReportAsset | undefined;
  let picture: Size = { width: 1, height: 1 };
  let copies = 1;
  let room: Size = { width: 1, height: 1 };
  let view: View = { zoom: 1, x: 0, y: 0 };
  let fitted = true;
  /** Another picture than the asset's is shown after. */
  let previewed = false;

  const content = () => ({ width: picture.width * copies, height: picture.height * copies });
  const edgesNow = () => ({
    columns: edges(view.x, picture.width * view.zoom, copies),
    rows: edges(view.y, picture.height * view.zoom, copies),
  });
  const look = (next: View, isFitted = false) => {
    fitted = isFitted;
    view = isFitted ? next : boundView(next, content(), room);
    const { columns, rows } = edgesNow();
    before.lay(columns, rows);
    after.lay(columns, rows);
    layTiles();
    element.classList.toggle('crisp', view.zoom >= CRISP_FROM);
    element.classList.toggle('pans', exceeds(view, content(), room));
    changed();
  };
  const layTiles = () => {
    for (const { element: side, image, tiles } of [before, after]) {
      // a small copy will do until its own pixels would be seen, and for many copies
      const copy = image()?.naturalWidth ?? 0;
      const detailed = copies === 1 && view.zoom * picture.width > copy;
      tiles.element.hidden = !detailed;
      if (detailed) tiles.lay(view, room);
      side.classList.toggle('covered', detailed && tiles.covers());
    }
  };
  const detail = (asset: ReportAsset, pane: Pane, path: string) => {
    const { image, tiles } = pane;
    const isGone = () => shown !== asset || (pane === after && previewed);
    const settled = () => {
      layTiles();
      changed();
    };
    tiles.show(undefined, settled);
    const copied = () => {
      const { naturalWidth = 0, naturalHeight = 0 } = image() ?? {};
      return naturalWidth > 0 && Math.max(naturalWidth, naturalHeight) < Math.max(picture.width, picture.height);
    };
    const ask = () => {
      if (isGone() || !copied()) return;
      cut?.(path).then(
        (set) => {
          if (isGone() || !set) return;
          tiles.show(set, settled);
          settled();
        },
        () => {}, // the copy is still there, and the note says so
      );
    };
    if (isThere(image())) ask();
    else image()?.addEventListener('load', ask, { once: true });
  };
  const partsOf = ({ image, tiles }: Pane): Part[] => {
    const copy = image();
    const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height };
    return [...(isThere(copy) ? [{ ...whole, image: copy }] : []), ...(tiles.element.hidden ? [] : tiles.parts())];
  };
  const measure = (): Size => {
    const { clientWidth, clientHeight } = before.element;
    const ratio = window.devicePixelRatio;
    return { width: Math.max(1, clientWidth * ratio), height: Math.max(1, clientHeight * ratio) };
  };
  const fitAgain = () => look(fitView(content(), room), true);
  const resize = () => {
    const last = room;
    room = measure();
    if (fitted) fitAgain();
    else look(resizeView(view, last, room));
  };
  const middle = () => ({ x: room.width / 2, y: room.height / 2 });
  new ResizeObserver(resize).observe(before.element);

  return {
    element,
    show(asset) {
      shown = asset;
      previewed = false;
      const last = picture;
      const loaded = () => {
        const image = after.image();
        // a run that failed to tell the size leaves 0
        if (asset.width === 0 && image) {
          picture = { width: image.naturalWidth, height: image.naturalHeight };
          fitAgain();
        } else changed();
      };
      before.show(asset.before, asset.source, asset.names?.before, loaded);
      after.show(asset.after, asset.output, asset.names?.after, loaded);
      picture = { width: asset.width || 1, height: asset.height || 1 };
      room = measure();
      const same = last.width === picture.width && last.height === picture.height;
      if (same && !fitted) look(view);
      else fitAgain();
      detail(asset, before, asset.source);
      detail(asset, after, asset.output);
    },
    preview(uri) {
      const asset = shown;
      if (!asset) return;
      previewed = uri !== undefined;
      if (previewed) after.tiles.show(undefined, () => {});
      after.swap(uri ?? asset.after, asset.output, () => {
        look(view, fitted);
        if (!previewed) detail(asset, after, asset.output);
      });
    },
    clear() {
      fitted = true;
      shown = undefined;
      for (const side of [before, after]) side.show(undefined, '', undefined, () => {});
    },
    picture: () => picture,
    isWhole: () => [before, after].every(({ tiles }) => tiles.isThere()),
    parts: () => ({ before: partsOf(before), after: partsOf(after) }),
    images: () => ({ before: before.image(), after: after.image() }),
    view: () => view,
    zoomTo(zoom, point = middle(), to = point) {
      const next = zoomAround(view, zoom, point);
      look({ ...next, x: next.x + to.x - point.x, y: next.y + to.y - point.y });
    },
    panBy: (x, y) => look({ ...view, x: view.x + x, y: view.y + y }),
    fit: fitAgain,
    isFitted: () => fitted,
    look: (next) => look(next),
    resize,
    exceeds: () => exceeds(view, content(), room),
    repeat: () => copies,
    setRepeat(count) {
      copies = count;
      if (fitted) fitAgain();
      else look(centreView(content(), room, view.zoom));
    },
    pointOf({ clientX, clientY }) {
      const sides = [before.element, after.element].map((side) => side.getBoundingClientRect());
      const { left, top } = sides.find(({ left, right }) => clientX >= left && clientX < right) ?? sides[0]!;
      return { x: (clientX - left) * window.devicePixelRatio, y: (clientY - top) * window.devicePixelRatio };
    },
    pixelAt: (point) => pixelAt(view, picture, copies, point),
    middle,
    edges: edgesNow,
  };
}
