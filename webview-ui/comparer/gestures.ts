import type { Point } from './view';

export interface Gestures {
  /** Points count device pixels of the stage. */
  pointOf(at: { clientX: number; clientY: number }): Point;
  /** @param to where the spot at the point goes; it stays without */
  zoomBy(factor: number, point: Point, to?: Point): void;
  panBy(x: number, y: number): void;
  /** Takes a drag that begins here for itself, by what it returns; without that the drag pans. */
  grab(event: PointerEvent): ((event: PointerEvent) => void) | undefined;
  /** A press that neither moved nor was taken. */
  click(): void;
  /** Undefined when the pointer has gone. */
  hover(event: PointerEvent | undefined): void;
}

/** CSS pixels that a press may wander and still be a click. */
const CLICK_SLACK = 4;
/** Pixels of a line, for mice whose wheels count lines. */
const LINE = 16;

/** Wheel, drag and pinch, of mouse, pen, fingers or a touch pad. */
export function followGestures(element: HTMLElement, gestures: Gestures): void {
  followWheel(element, gestures);
  const pressed = new Map<number, PointerEvent>();
  let drag: ((event: PointerEvent) => void) | undefined;
  let start: PointerEvent | undefined;
  let moved = false;

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    element.setPointerCapture(event.pointerId);
    pressed.set(event.pointerId, event);
    moved = pressed.size > 1;
    start = event;
    drag = pressed.size === 1 && event.button === 0 ? gestures.grab(event) : undefined;
    drag?.(event);
  });
  element.addEventListener('pointermove', (event) => {
    gestures.hover(event);
    const last = pressed.get(event.pointerId);
    if (!last || !start) return;
    const other = [...pressed.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    moved ||= distance(start, event) > CLICK_SLACK;
    if (other) pinch(gestures, last, event, other);
    else if (drag) drag(event);
    else if (moved) {
      const ratio = window.devicePixelRatio;
      gestures.panBy((event.clientX - last.clientX) * ratio, (event.clientY - last.clientY) * ratio);
    }
    element.classList.toggle('dragging', moved && !drag);
    if (moved || drag) pressed.set(event.pointerId, event);
  });
  element.addEventListener('pointerup', () => {
    if (start && !moved && !drag) gestures.click();
  });
  // comes after `pointerup` and after a cancelled touch alike
  element.addEventListener('lostpointercapture', (event) => {
    pressed.delete(event.pointerId);
    start = pressed.values().next().value;
    moved = true;
    drag = undefined;
    element.classList.remove('dragging');
    gestures.hover(event);
  });
  element.addEventListener('pointerleave', () => gestures.hover(undefined));
}

function followWheel(element: HTMLElement, gestures: Gestures): void {
  const turned = (event: WheelEvent) => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      gestures.panBy(-(event.deltaX || event.deltaY) * unit, 0);
      return;
    }
    // a pinch on a touch pad comes as a wheel with Ctrl, in smaller steps
    const speed = event.ctrlKey ? 0.01 : 0.002;
    gestures.zoomBy(Math.exp(-event.deltaY * unit * speed), gestures.pointOf(event));
  };
  element.addEventListener('wheel', turned, { passive: false });
}

function pinch({ zoomBy, pointOf }: Gestures, last: PointerEvent, now: PointerEvent, other: PointerEvent): void {
  const middle = (one: PointerEvent) =>
    pointOf({ clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 });
  const from = distance(last, other);
  if (from > 0) zoomBy(distance(now, other) / from, middle(last), middle(now));
}

function distance(a: PointerEvent, b: PointerEvent): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
