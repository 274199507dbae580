import { el } from '../dom';
import { createLoupe } from './loupe';
import { createReadout } from './readout';
import type { Stage } from './stage';
import type { Point } from './view';

/** What is under the pointer: its colours, a loupe, and its twin on the other side. */
export interface Inspector {
  readout: HTMLElement;
  /** To be laid over the stage. */
  overlays: HTMLElement[];
  /** Follows the pointer; undefined when it has gone, and the middle is looked at. */
  follow(event: PointerEvent | undefined): void;
  /** Looks again, after the view or the pictures have changed. */
  look(): void;
  magnifies(): boolean;
  setMagnifies(on: boolean): void;
}

/** @param cellOf told the pixel under the pointer; names the cell that it is in */
export function createInspector(stage: Stage, cellOf: (pixel: Point | undefined) => string | undefined): Inspector {
  const { element } = stage;
  const loupe = createLoupe();
  const readout = createReadout();
  const twin = el('div', { class: 'twin', 'aria-hidden': 'true' });
  let pointer: { point: Point; place: Point } | undefined;
  let magnifies = false;
  let due = false;
  /** Once a frame, however often it is asked for. */
  const look = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      lookNow();
    });
  };
  const lookNow = () => {
    // what is dragged stays under the pointer
    if (element.classList.contains('dragging')) return;
    const half = element.clientWidth / 2;
    const { point, place } = pointer ?? { point: stage.middle(), place: { x: half, y: element.clientHeight / 2 } };
    const pixel = stage.pixelAt(point);
    const parts = stage.parts();
    const cell = cellOf(pointer && pixel);
    readout.show(pointer || magnifies ? pixel : undefined, parts, cell);
    loupe.show(magnifies ? pixel : undefined, parts, stage.view().zoom, place);
    twin.hidden = !pointer;
    twin.style.left = `${place.x < half ? place.x + half : place.x - half}px`;
    twin.style.top = `${place.y}px`;
  };
  return {
    readout: readout.element,
    overlays: [twin, loupe.element],
    follow(event) {
      const { left, top } = element.getBoundingClientRect();
      const at = event && { x: event.clientX - left, y: event.clientY - top };
      pointer = event && at && { point: stage.pointOf(event), place: at };
      look();
    },
    look,
    magnifies: () => magnifies,
    setMagnifies(on) {
      magnifies = on;
      look();
    },
  };
}
