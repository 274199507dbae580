import type { Size } from '../../src/shared/rect';
import type { TileSet } from '../../src/shared/report';
import { el } from '../dom';
import { onlyChanges } from './onlyChanges';
import { isThere, type Part } from './pixels';
import { type Piece, pieceUri, surroundings, visiblePieces } from './pyramid';
import type { View } from './view';

/** The pieces of a large picture that are in sight, over the small copy that stands for it. */
export interface TileLayer {
  element: HTMLElement;
  /** @param settled called whenever a piece has come */
  show(set: TileSet | undefined, settled: () => void): void;
  isThere(): boolean;
  /** Whether every piece in sight has come. */
  covers(): boolean;
  /** In the picture's own place: whoever pans moves the element, whose corner is the picture's. */
  lay(view: View, stage: Size): void;
  /** The pieces that are there, those that came last at the end. */
  parts(): Part[];
}

export function createTileLayer(): TileLayer {
  const element = el('div', { class: 'tiles moved' });
  const shown = new Map<string, { piece: Piece; image: HTMLImageElement }>();
  let set: TileSet | undefined;
  let told = () => {};
  let wanted = new Set<string>();
  let near = new Set<string>();

  const isComplete = () => [...wanted].every((uri) => isThere(shown.get(uri)?.image));
  const add = (uri: string, piece: Piece, zoom: number) => {
    if (shown.has(uri)) return;
    const image = el('img', { crossorigin: 'anonymous', src: uri, alt: '', draggable: 'false', decoding: 'async' });
    image.addEventListener('load', () => told());
    place(image, piece, zoom);
    element.append(image);
    shown.set(uri, { piece, image });
  };
  /** What is out of sight, or of another level, goes once all that is wanted has come: no hole is seen in between. */
  const drop = () => {
    const waiting = !isComplete();
    for (const [uri, { image }] of shown) {
      if (wanted.has(uri) || near.has(uri) || (waiting && image.complete && shown.size <= MOST)) continue;
      image.removeAttribute('src'); // nobody waits for it any more
      image.remove();
      shown.delete(uri);
    }
  };
  const enlarge = onlyChanges(({ zoom }: { zoom: number; ratio: number }) => {
    for (const { piece, image } of shown.values()) place(image, piece, zoom);
  });
  return {
    element,
    show(next, settled) {
      set = next;
      told = settled;
      shown.clear();
      wanted.clear();
      near.clear();
      element.replaceChildren();
    },
    isThere: () => set !== undefined,
    covers: () => wanted.size > 0 && isComplete(),
    lay(view, stage) {
      if (!set) return;
      const whole = set;
      const of = (pieces: Piece[]) => new Map(pieces.map((piece) => [pieceUri(whole, piece), piece]));
      const { zoom } = view;
      enlarge({ zoom, ratio: window.devicePixelRatio });
      const inSight = of(visiblePieces(view, stage, whole));
      for (const [uri, piece] of inSight) add(uri, piece, zoom);
      wanted = new Set(inSight.keys());
      // what comes in sight next, once nobody waits for what is
      const around = isComplete() ? of(surroundings(view, stage, whole)) : new Map<string, Piece>();
      for (const [uri, piece] of around) add(uri, piece, zoom);
      near = new Set(around.keys());
      drop();
    },
    parts: () => [...shown.values()].flatMap(({ piece, image }) => (isThere(image) ? [{ ...piece, image }] : [])),
  };
}

/** Pieces kept at a time: some stages full. */
const MOST = 200;

/** On whole device pixels: neighbours share an edge, without a seam. */
function place({ style }: HTMLElement, { left, top, right, bottom }: Piece, zoom: number): void {
  const edge = (at: number) => Math.round(at * zoom) / window.devicePixelRatio;
  style.left = `${edge(left)}px`;
  style.top = `${edge(top)}px`;
  style.width = `${edge(right) - edge(left)}px`;
  style.height = `${edge(bottom) - edge(top)}px`;
}
