import type { TileSet } from '../../src/shared/report';
import { el } from '../dom';
import type { Size } from '../geometry';
import { isThere, type Part } from './pixels';
import { type Piece, pieceUri, visiblePieces } from './pyramid';
import type { View } from './view';

/** The pieces of a large picture that are in sight, over the small copy that stands for it. */
export interface TileLayer {
  element: HTMLElement;
  /** @param settled called whenever a piece has come */
  show(set: TileSet | undefined, settled: () => void): void;
  isThere(): boolean;
  /** Whether every piece in sight has come. */
  covers(): boolean;
  lay(view: View, stage: Size): void;
  /** The pieces that are there, those that came last at the end. */
  parts(): Part[];
}

export function createTileLayer(): TileLayer {
  const element = el('div', { class: 'tiles' });
  const shown = new Map<string, { piece: Piece; image: HTMLImageElement }>();
  let set: TileSet | undefined;
  let told = () => {};
  let wanted = new Set<string>();

  const isComplete = () => [...wanted].every((uri) => isThere(shown.get(uri)?.image));
  const add = (uri: string, piece: Piece) => {
    const image = el('img', { crossorigin: 'anonymous', src: uri, alt: '', draggable: 'false', decoding: 'async' });
    image.addEventListener('load', () => told());
    element.append(image);
    shown.set(uri, { piece, image });
  };
  /** What is out of sight, or of another level, goes once all that is wanted has come: no hole is seen in between. */
  const drop = () => {
    const waiting = !isComplete();
    for (const [uri, { image }] of shown) {
      if (wanted.has(uri) || (waiting && shown.size <= MOST)) continue;
      image.remove();
      shown.delete(uri);
    }
  };
  return {
    element,
    show(next, settled) {
      set = next;
      told = settled;
      shown.clear();
      wanted.clear();
      element.replaceChildren();
    },
    isThere: () => set !== undefined,
    covers: () => wanted.size > 0 && isComplete(),
    lay(view, stage) {
      if (!set) return;
      const pieces = new Map<string, Piece>();
      for (const piece of visiblePieces(view, stage, set)) pieces.set(pieceUri(set, piece), piece);
      for (const [uri, piece] of pieces) if (!shown.has(uri)) add(uri, piece);
      wanted = new Set(pieces.keys());
      drop();
      for (const { piece, image } of shown.values()) place(image, piece, view);
    },
    parts: () => [...shown.values()].flatMap(({ piece, image }) => (isThere(image) ? [{ ...piece, image }] : [])),
  };
}

/** Pieces kept at a time: some stages full. */
const MOST = 200;

/** On whole device pixels: neighbours share an edge, without a seam. */
function place({ style }: HTMLElement, { left, top, right, bottom }: Piece, { zoom, x, y }: View): void {
  const edge = (start: number, at: number) => Math.round(start + at * zoom) / window.devicePixelRatio;
  style.left = `${edge(x, left)}px`;
  style.top = `${edge(y, top)}px`;
  style.width = `${edge(x, right) - edge(x, left)}px`;
  style.height = `${edge(y, bottom) - edge(y, top)}px`;
}
