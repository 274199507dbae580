import { rasterise } from './raster.mjs';
import { document, linear, n, soften } from './svg.mjs';

const CELL = 128;
const RADIUS = 46;

/** Eight frames of a turning coin, 4 × 2 cells, with clear gutters so that no frame bleeds into the next. */
export function coinSheet() {
  const frames = Array.from({ length: 8 }, (_, i) => {
    const [x, y] = [(i % 4) * CELL + CELL / 2, Math.floor(i / 4) * CELL + CELL / 2];
    return `<g transform="translate(${x} ${y})">${coin((i / 8) * Math.PI, i)}</g>`;
  });
  return rasterise(document(CELL * 4, CELL * 2, defs, frames.join('')));
}

const defs = [
  linear(
    'rim',
    [0, 0, 0, 1],
    [
      [0, '#fff6c4'],
      [0.3, '#f2c24a'],
      [0.7, '#b0741f'],
      [1, '#7a4413'],
    ],
  ),
  linear(
    'face',
    [0, 0, 1, 1],
    [
      [0, '#fff0a6'],
      [0.45, '#f0b83c'],
      [1, '#a9661a'],
    ],
  ),
  linear(
    'edge',
    [0, 0, 0, 1],
    [
      [0, '#e9b545'],
      [0.5, '#8f5618'],
      [1, '#4f2a10'],
    ],
  ),
  soften('soft', 2.2),
  `<clipPath id="disc"><ellipse rx="${RADIUS - 7}" ry="${RADIUS - 7}"/></clipPath>`,
].join('');

function coin(turn, frame) {
  const wide = Math.cos(turn);
  const thick = Math.sin(turn) * 9;
  const squeeze = Math.max(0.02, Math.abs(wide));
  // The far face lags behind by the coin's thickness; its hull with the near face is the milled edge.
  const away = wide >= 0 ? -thick : thick;
  let milling = '';
  for (let i = -16; i <= 16; i++) {
    const y = Math.sin(i / 10.4) * RADIUS;
    const reach = Math.sqrt(Math.max(0, RADIUS ** 2 - y ** 2)) * squeeze * Math.sign(away || 1);
    milling += `M${n(reach)} ${n(y)}h${n(away)}`;
  }
  const hull = `<ellipse cx="${n(away)}" rx="${n(RADIUS * squeeze)}" ry="${RADIUS}" fill="url(#edge)"/>
  <rect x="${n(Math.min(0, away))}" y="${-RADIUS}" width="${n(Math.abs(away))}" height="${RADIUS * 2}" fill="url(#edge)"/>
  <path d="${milling}" stroke="#fbd978" stroke-opacity=".55" stroke-width="1.4"/>`;
  const crest = 'M0 -28L7 -9L27 -7L11 5L17 24L0 13L-17 24L-11 5L-27 -7L-7 -9Z';
  const glint = ((frame * 23) % 92) - 46;
  const front = `<g transform="scale(${n(squeeze * 100) / 100} 1)"><ellipse rx="${RADIUS}" ry="${RADIUS}" fill="url(#rim)"/>
  <ellipse rx="${RADIUS - 6}" ry="${RADIUS - 6}" fill="#8a5217"/><ellipse cx=".8" cy="1" rx="${RADIUS - 7}" ry="${RADIUS - 7}" fill="url(#face)"/>
  <g clip-path="url(#disc)"><g transform="scale(.8)"><path d="${crest}" fill="#7d4812" transform="translate(1.6 2.4)"/><path d="${crest}" fill="#ffe58a"/>
  <path d="M0 -28L7 -9L0 0ZM27 -7L11 5L0 0ZM17 24L0 13L0 0ZM-17 24L-11 5L0 0ZM-27 -7L-7 -9L0 0Z" fill="#d99a2c"/></g>
  <path d="M${glint - 30} 50L${glint} -50H${glint + 15}L${glint - 15} 50Z" fill="#fffbe0" opacity=".42" filter="url(#soft)"/></g>
  <path d="M-38 -22A44 44 0 0 1 10 -43" stroke="#fffdf0" stroke-width="3" fill="none" stroke-linecap="round" opacity=".9"/></g>`;
  return `<g transform="translate(${n(-away / 2)} 0)">${hull}${front}</g>`;
}
