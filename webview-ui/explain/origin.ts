import type { Told } from '../../src/shared/explainMessages';
import { spotAfter, spotAt } from '../../src/shared/spots';
import type { Draw } from '../comparer/overlay';
import { el } from '../dom';
import { t } from '../words';
import type { Easel } from './easel';
import type { Tab } from './tabs';

/** Pixels of the small copies along a side of a patch. */
const PATCH = 16;
/** CSS pixels of a patch shown large. */
const SIDE = 64;

/** "Where from": the patches of the references that the spot under the pointer, or under the arrow keys, is most like. */
export function createOrigin(easel: Easel): Tab & { show(told: Told): void } {
  let told: Told = {};
  let spot = 0;
  let isOn = false;
  const references = el('div', { class: 'references' });
  const matches = el('div', { class: 'matches', 'aria-hidden': 'true' });
  const status = el('p', { class: 'spot', role: 'status' });
  const waiting = el('p', { class: 'muted' }, t('Patches are being compared…'));
  const byKeys = el('button', { type: 'button', class: 'secondary' }, t('Choose by Arrow Keys'));
  byKeys.addEventListener('click', () => easel.layer.focus());
  const panel = el(
    'div',
    { class: 'tab-panel' },
    el('p', {}, t("Point at the picture: the patches of the reference whose features are most like that spot's.")),
    el(
      'p',
      { class: 'muted' },
      t('It is likeness, not descent: the network sees a reference as one code, and copies no patch.'),
    ),
    byKeys,
    waiting,
    matches,
    status,
    references,
  );

  const draw: Draw = (context, { left, top, right, bottom }) => {
    const { origin } = told;
    if (!origin) return;
    const [width, height] = [(right - left) / origin.columns, (bottom - top) / origin.rows];
    const [x, y] = [left + (spot % origin.columns) * width, top + Math.floor(spot / origin.columns) * height];
    const line = 2 * window.devicePixelRatio;
    for (const [colour, by] of [
      ['#000', 0],
      ['#fff', line],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = line;
      context.strokeRect(x + by - line / 2, y + by - line / 2, width - 2 * by + line, height - 2 * by + line);
    }
  };
  const look = (next: number) => {
    const { origin, pictures } = told;
    if (!origin || !pictures) return;
    spot = Math.min(next, origin.spots.length - 1);
    const found = origin.spots[spot]!;
    for (const mark of references.querySelectorAll('.mark')) mark.remove();
    for (const [rank, { reference, x, y, strength }] of found.entries()) {
      const figure = references.children[reference] as HTMLElement | undefined;
      const image = figure?.querySelector('img');
      if (!image?.naturalWidth) continue;
      // the best one's figure only: labels would cover each other, and all figures stand at the patches
      const mark = el('span', { class: 'mark' }, rank === 0 ? el('span', {}, strength.toFixed(2)) : undefined);
      const [wide, high] = [PATCH / image.naturalWidth, PATCH / image.naturalHeight].map((share) =>
        Math.min(1, share),
      ) as [number, number];
      Object.assign(mark.style, {
        ...{ left: `${100 * (x - wide / 2)}%`, top: `${100 * (y - high / 2)}%` },
        ...{ width: `${100 * wide}%`, height: `${100 * high}%`, zIndex: String(3 - rank) },
      });
      mark.dataset.rank = String(rank);
      figure!.append(mark);
    }
    matches.replaceChildren(
      ...found.map(({ reference, x, y, strength }) => {
        const image = references.children[reference]?.querySelector('img');
        return el('figure', {}, patchOf(image, x, y), el('figcaption', {}, strength.toFixed(2)));
      }),
    );
    const figures = found.map(({ strength }) => strength.toFixed(2)).join(', ');
    status.textContent =
      found.length > 0
        ? t('How alike (1 is the same, 0 nothing in common): {0}', figures)
        : t('Nothing is visible here.');
    easel.redraw();
  };
  const follow = (event: PointerEvent) => {
    const at = told.origin && easel.shareAt(event);
    if (!at || !told.origin) return;
    const next = spotAt(told.origin, at.x, at.y);
    if (next !== spot || matches.childElementCount === 0) look(next);
  };
  const keyed = (event: KeyboardEvent) => {
    const next = told.origin && spotAfter(event.key, spot, told.origin);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    look(next);
  };
  const listen = (on: boolean) => {
    const { layer, stage } = easel;
    if (on) {
      stage.addEventListener('pointermove', follow);
      layer.addEventListener('keydown', keyed);
      layer.setAttribute('role', 'application');
      layer.setAttribute('aria-label', t('Spots of the painted picture: arrow keys go from one to the next'));
      layer.tabIndex = 0;
    } else {
      stage.removeEventListener('pointermove', follow);
      layer.removeEventListener('keydown', keyed);
      for (const name of ['role', 'aria-label', 'tabindex']) layer.removeAttribute(name);
    }
  };
  const update = () => {
    const isReady = told.origin !== undefined;
    waiting.hidden = isReady;
    byKeys.hidden = !isReady;
    if (!isOn) return;
    listen(isReady);
    easel.draw(isReady ? draw : undefined, true);
    if (isReady) look(spot);
  };
  return {
    name: t('Where from'),
    panel,
    show(next) {
      const isOther = next.pictures?.references.join() !== told.pictures?.references.join();
      if (next.origin?.spots.length !== told.origin?.spots.length && next.origin)
        spot = Math.floor(next.origin.rows / 2) * next.origin.columns + Math.floor(next.origin.columns / 2);
      told = next;
      if (isOther) {
        matches.replaceChildren();
        references.replaceChildren(
          ...(next.pictures?.references ?? []).map((uri, i) => {
            const image = el('img', { src: uri, alt: t('Reference {0}', i + 1) });
            image.addEventListener('load', () => isOn && look(spot));
            return el('div', { class: 'reference' }, image);
          }),
        );
      }
      update();
    },
    active(on) {
      isOn = on;
      if (on) update();
      else {
        listen(false);
        easel.draw(undefined);
      }
    },
  };
}

/** A patch of a reference, pixel by pixel, with what is around it. */
function patchOf(image: HTMLImageElement | null | undefined, x: number, y: number): HTMLCanvasElement {
  const size = SIDE * window.devicePixelRatio;
  const canvas = el('canvas', { width: String(size), height: String(size) });
  const context = canvas.getContext('2d');
  if (!context || !image?.naturalWidth) return canvas;
  const whole = 2 * PATCH;
  context.imageSmoothingQuality = 'high';
  const [left, top] = [x * image.naturalWidth - whole / 2, y * image.naturalHeight - whole / 2];
  context.drawImage(image, left, top, whole, whole, 0, 0, size, size);
  const inner = size / 4;
  for (const [colour, by] of [
    ['#000', 0],
    ['#fff', 1],
  ] as const) {
    context.strokeStyle = colour;
    context.strokeRect(inner + by, inner + by, size - 2 * (inner + by), size - 2 * (inner + by));
  }
  return canvas;
}
