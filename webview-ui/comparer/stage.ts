import type { Rect, Size } from '../../src/shared/rect';
import type { ReportAsset, TileSet } from '../../src/shared/report';
import { el } from '../dom';
import { t } from '../words';
import { createPane, type Pane } from './pane';
import { isThere, type Part } from './pixels';
import {
  boundView,
  CRISP_FROM,
  centreView,
  type Edges,
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
  /**
   * A picture as large as the one before stays at its zoom and place, and the same part of it is shown; any other is fitted.
   * @param images those of the asset, where they were made ahead
   */
  show(asset: ReportAsset, images?: Images): void;
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
  images(): Images;
  /** Of what is shown: of the picture, or of the part of it that is shown alone. */
  view(): View;
  /** Around the middle unless a point is given; its spot may go `to` another on the way. */
  zoomTo(zoom: number, point?: Point, to?: Point): void;
  panBy(x: number, y: number): void;
  fit(): void;
  /** The view of the whole picture, to come back to; undefined where it is fitted. */
  kept(): View | undefined;
  look(view: View): void;
  /** To be called when the sides may have changed their size. */
  resize(): void;
  /** Whether there is something to pan to. */
  exceeds(): boolean;
  repeat(): number;
  setRepeat(copies: number): void;
  /** The part of the picture that is shown alone. */
  part(): Rect | undefined;
  /** Shows a part of the picture alone, fitted, or all of it as before. A part as large as the one before stays at its zoom. */
  setPart(rect: Rect | undefined): void;
  pointOf(at: { clientX: number; clientY: number }): Point;
  pixelAt(point: Point): Point | undefined;
  /** The middle of a side. */
  middle(): Point;
  /** Of what is shown. */
  edges(): Edges;
}

export interface Images {
  before: HTMLImageElement | undefined;
  after: HTMLImageElement | undefined;
}

/** Milliseconds without a movement. */
const PAUSE = 150;

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
  let part: Rect | undefined;
  /** What of the whole picture was seen before a part of it was. */
  let whole: View | undefined;
  let copies = 1;
  let room: Size = { width: 1, height: 1 };
  let view: View = { zoom: 1, x: 0, y: 0 };
  let fitted = true;
  /** Another picture than the asset's is shown after. */
  let previewed = false;
  let pause: number | undefined;

  const size = () => (part ? sizeOf(part) : picture);
  const content = () => ({ width: size().width * copies, height: size().height * copies });
  const edgesNow = () => ({
    columns: edges(view.x, size().width * view.zoom, copies),
    rows: edges(view.y, size().height * view.zoom, copies),
  });
  const look = (next: View, isFitted = false) => {
    fitted = isFitted;
    view = isFitted ? next : boundView(next, content(), room);
    window.clearTimeout(pause);
    pause = window.setTimeout(() => {
      pause = undefined;
      layTiles();
      if (part) lay();
    }, PAUSE);
    layTiles();
    lay();
    element.classList.toggle('crisp', view.zoom >= CRISP_FROM);
    element.classList.toggle('pans', exceeds(view, content(), room));
    changed();
  };
  const lay = () => {
    for (const side of [before, after]) {
      // as of the copies, what is half transparent is not to be seen twice
      const isCovered = side.element.classList.contains('covered');
      if (part) side.paint(part, isCovered ? side.tiles.parts() : partsOf(side), edgesNow(), view.zoom);
      else side.lay(edgesNow());
    }
  };
  const layTiles = () => {
    const { zoom } = view;
    const { columns, rows } = edgesNow();
    const { left, top } = part ?? { left: 0, top: 0 };
    const place = { zoom, x: columns[0]! - Math.round(left * zoom), y: rows[0]! - Math.round(top * zoom) };
    for (const { element: side, image, tiles } of [before, after]) {
      // a small copy will do until its own pixels would be seen, and for many copies
      const copy = image()?.naturalWidth ?? 0;
      const detailed = copies === 1 && view.zoom * picture.width > copy;
      tiles.element.hidden = !detailed;
      if (detailed) tiles.lay(place, room);
      // once bared on the way, the copy stays to the end of it: it costs less to be moved than to come and go
      const mayCover = pause === undefined || side.classList.contains('covered');
      side.classList.toggle('covered', mayCover && detailed && tiles.covers());
    }
  };
  const detail = (asset: ReportAsset, pane: Pane, path: string) => {
    const { image, tiles } = pane;
    const isGone = () => shown !== asset || (pane === after && previewed);
    const settled = () => {
      layTiles();
      if (part) lay();
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
    const all = { left: 0, top: 0, right: picture.width, bottom: picture.height };
    return [...(isThere(copy) ? [{ ...all, image: copy }] : []), ...(tiles.element.hidden ? [] : tiles.parts())];
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
    show(asset, images) {
      shown = asset;
      previewed = false;
      const last = picture;
      const loaded = () => {
        // a run that failed to tell the size leaves 0
        if (asset.width === 0 && isThere(after.image())) {
          picture = naturalSize(after.image()!);
          fitAgain();
        } else look(view, fitted);
      };
      before.show(asset.before, asset.source, asset.names?.before, loaded, images?.before);
      after.show(asset.after, asset.output, asset.names?.after, loaded, images?.after);
      const image = after.image();
      const { width, height } = asset.width === 0 && isThere(image) ? naturalSize(image) : asset;
      picture = { width: width || 1, height: height || 1 };
      room = measure();
      const same = isSame(last, picture);
      if (!same) {
        part = undefined;
        whole = undefined;
      }
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
      part = undefined;
      whole = undefined;
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
    kept: () => (part ? whole : fitted ? undefined : view),
    look: (next) => look(next),
    resize,
    exceeds: () => exceeds(view, content(), room),
    repeat: () => copies,
    setRepeat(count) {
      copies = count;
      if (fitted) fitAgain();
      else look(centreView(content(), room, view.zoom));
    },
    part: () => part,
    setPart(rect) {
      if (!rect && !part) return;
      const now = fitted ? undefined : view;
      const last = part && sizeOf(part);
      if (!part) whole = now;
      part = rect;
      const kept = rect ? last && isSame(last, sizeOf(rect)) && now : whole;
      if (kept) look(kept);
      else fitAgain();
    },
    pointOf({ clientX, clientY }) {
      const sides = [before.element, after.element].map((side) => side.getBoundingClientRect());
      const { left, top } = sides.find(({ left, right }) => clientX >= left && clientX < right) ?? sides[0]!;
      return { x: (clientX - left) * window.devicePixelRatio, y: (clientY - top) * window.devicePixelRatio };
    },
    pixelAt(point) {
      const pixel = pixelAt(view, size(), copies, point);
      return pixel && part ? { x: part.left + pixel.x, y: part.top + pixel.y } : pixel;
    },
    middle,
    edges: edgesNow,
  };
}

function isSame(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}

function sizeOf({ left, top, right, bottom }: Rect): Size {
  return { width: right - left, height: bottom - top };
}

function naturalSize({ naturalWidth, naturalHeight }: HTMLImageElement): Size {
  return { width: naturalWidth, height: naturalHeight };
}
