import type { DifferenceStatistics } from '../../src/shared/difference';
import { el } from '../dom';
import { t } from '../words';
import { type Difference, readDifference } from './pixels';
import { CRISP_FROM } from './view';

/** What is known of the difference: figures, or in words why there are none (yet). */
export type DifferenceResult = DifferenceStatistics | string;

export interface DifferenceLayer {
  element: HTMLCanvasElement;
  /** Counts the difference of two pictures, once; `draw` shows it when it is there. */
  show(before: HTMLImageElement | undefined, after: HTMLImageElement | undefined): void;
  /** Between these edges, in device pixels of the layer. */
  draw(edges: { columns: number[]; rows: number[] }, zoom: number): void;
  /** Forgets the pictures and stops counting. */
  clear(): void;
}

export function createDifferenceLayer(told: (result: DifferenceResult) => void, counted: () => void): DifferenceLayer {
  const element = el('canvas', { class: 'differences', role: 'img', 'aria-label': t('Difference') });
  let work = new AbortController();
  let subject: HTMLImageElement | undefined;
  let difference: Difference | undefined;
  const clear = () => {
    work.abort();
    subject = undefined;
    difference = undefined;
  };
  const count = async (before: HTMLImageElement, after: HTMLImageElement, { signal }: AbortController) => {
    try {
      const found = await readDifference(before, after, signal);
      difference = found;
      told(found.statistics);
      counted();
    } catch (error) {
      if (!signal.aborted) told(reasonOf(error));
    }
  };
  return {
    element,
    clear,
    show(before, after) {
      // called again when they are loaded
      if ((after && after === subject) || [before, after].some((image) => image?.complete === false)) return;
      clear();
      subject = after;
      work = new AbortController();
      if (before && after) {
        told(t('Comparing…'));
        void count(before, after, work);
      } else told(t('There is only one picture: nothing to compare.'));
    },
    draw({ columns, rows }, zoom) {
      const width = Math.round(element.clientWidth * window.devicePixelRatio);
      const height = Math.round(element.clientHeight * window.devicePixelRatio);
      const context = element.getContext('2d');
      if (!context) return;
      // a canvas that gets a size is made anew, even where it has that size
      if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
      else context.clearRect(0, 0, width, height);
      if (!difference) return;
      context.imageSmoothingEnabled = zoom < CRISP_FROM;
      context.imageSmoothingQuality = 'high';
      for (let row = 0; row + 1 < rows.length; row++)
        for (let column = 0; column + 1 < columns.length; column++) {
          const [left, right, top, bottom] = [columns[column]!, columns[column + 1]!, rows[row]!, rows[row + 1]!];
          context.drawImage(difference.canvas, left, top, right - left, bottom - top);
        }
    },
  };
}

/** Why the pixels could not be read, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof DOMException && error.name === 'SecurityError'
    ? t("The browser doesn't let this page read the pixels of its pictures. Compare them in VS Code.")
    : t("A picture can't be shown, or is too large to be compared here.");
}
