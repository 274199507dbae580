import { type DifferenceStatistics, tallyDifferences } from '../../src/shared/difference';
import type { Rect, Size } from '../../src/shared/rect';
import { el } from '../dom';
import { t } from '../words';
import { clearedContext, type Difference, readDifference, readDifferences } from './pixels';
import type { Images } from './stage';
import { CRISP_FROM, type Edges, placesBetween } from './view';

/** What is known of the difference: figures, or in words why there are none (yet). */
export type DifferenceResult = DifferenceStatistics | string;

export interface DifferenceLayer {
  element: HTMLCanvasElement;
  /**
   * Counts the difference of two pictures, once; `draw` shows it when it is there.
   * @param part of the picture that it is about; all of it without
   * @param picture in whose pixels the part is given
   */
  show(images: Images, part: Rect | undefined, picture: Size): void;
  /** Between these edges, in device pixels of the layer. */
  draw(edges: Edges, zoom: number): void;
  /** Whether `show` has nothing to count; if not, counting begins. */
  isReady(images: Images): boolean;
  /** Forgets the pictures and stops counting. */
  clear(): void;
}

export function createDifferenceLayer(told: (result: DifferenceResult) => void, counted: () => void): DifferenceLayer {
  const element = el('canvas', { class: 'differences', role: 'img', 'aria-label': t('Difference') });
  /** By the pictures after; with them they go. */
  let known = new WeakMap<HTMLImageElement, Count>();
  let shown: HTMLImageElement | undefined;
  let part: Rect | undefined;
  let size: Size = { width: 1, height: 1 };

  const count = (before: HTMLImageElement, after: HTMLImageElement) => {
    const work = new AbortController();
    const done = (result: Difference | Error) => {
      if (work.signal.aborted) return;
      known.set(after, { work, result });
      if (after !== shown) return;
      tell();
      counted();
    };
    known.set(after, { work });
    readDifference(before, after, work.signal).then(done, done);
  };
  const stop = () => {
    const { work, result } = (shown && known.get(shown)) ?? {};
    if (!shown || result) return;
    work?.abort();
    known.delete(shown);
  };
  const found = () => shown && known.get(shown)?.result;
  const tell = () => {
    const result = found();
    if (!result) told(t('Comparing…'));
    else if (result instanceof Error) told(reasonOf(result));
    else told(part ? tallyDifferences(readDifferences(result, rectIn(result, part, size))) : result.statistics);
  };
  return {
    element,
    clear() {
      stop();
      known = new WeakMap();
      shown = undefined;
    },
    show({ before, after }, of, picture) {
      // called again when they are loaded
      if ([before, after].some((image) => image?.complete === false)) return;
      if (after && after === shown && of === part) return;
      if (after !== shown) stop();
      shown = before && after;
      part = of;
      size = picture;
      if (!before || !after) told(t('There is only one picture: nothing to compare.'));
      else {
        if (!known.has(after)) count(before, after);
        tell();
      }
    },
    draw(edges, zoom) {
      const context = clearedContext(element);
      const result = found();
      if (!context || !result || result instanceof Error) return;
      context.imageSmoothingEnabled = zoom < CRISP_FROM;
      context.imageSmoothingQuality = 'high';
      const from = rectIn(result, part ?? { left: 0, top: 0, right: size.width, bottom: size.height }, size);
      for (const to of placesBetween(edges)) {
        const [width, height] = [from.right - from.left, from.bottom - from.top];
        const place = [to.left, to.top, to.right - to.left, to.bottom - to.top] as const;
        context.drawImage(result.canvas, from.left, from.top, width, height, ...place);
      }
    },
    isReady({ before, after }) {
      if (!before || !after) return true;
      if (!known.has(after)) count(before, after);
      return known.get(after)!.result !== undefined;
    },
  };
}

interface Count {
  work: AbortController;
  /** Undefined while it goes on. */
  result?: Difference | Error;
}

/** A part of a picture of this size, in whole pixels of the difference. */
function rectIn({ canvas }: Difference, { left, top, right, bottom }: Rect, { width, height }: Size): Rect {
  const across = (x: number) => Math.round((x * canvas.width) / width);
  const down = (y: number) => Math.round((y * canvas.height) / height);
  const [x, y] = [across(left), down(top)];
  return { left: x, top: y, right: Math.max(across(right), x + 1), bottom: Math.max(down(bottom), y + 1) };
}

/** Why the pixels could not be read, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof DOMException && error.name === 'SecurityError'
    ? t("The browser doesn't let this page read the pixels of its pictures. Compare them in VS Code.")
    : t("A picture can't be shown, or is too large to be compared here.");
}
