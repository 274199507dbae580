import { rasterise } from './raster.mjs';
import { closedCurve, document, linear, n, soften } from './svg.mjs';

const SIDE = 160;
const FRAMES = 12;
/** Milliseconds of each frame. */
const DELAY = 80;

/** A campfire that burns for ever: its frames one below the other. All that moves goes round once or a few times, so that it repeats. */
export async function campfire() {
  const frames = Array.from({ length: FRAMES }, (_, frame) => fire((2 * Math.PI * frame) / FRAMES));
  const body = frames.map((text, frame) => `<g transform="translate(0 ${frame * SIDE})">${text}</g>`).join('');
  const picture = await rasterise(document(SIDE, SIDE * FRAMES, defs, body));
  return { ...picture, frameHeight: SIDE, delay: Array(FRAMES).fill(DELAY) };
}

const defs = [
  linear(
    'outer',
    [0, 1, 0, 0],
    [
      [0, '#ffb13b'],
      [0.45, '#f26a1b'],
      [1, '#b3261e'],
    ],
  ),
  linear(
    'inner',
    [0, 1, 0, 0],
    [
      [0, '#fff7cf'],
      [0.5, '#ffd75a'],
      [1, '#f79a2b'],
    ],
  ),
  soften('heat', 1.4),
].join('');

/** @param turn of the whole, 0…2π */
function fire(turn) {
  const breath = 1 + 0.06 * Math.sin(turn) + 0.03 * Math.sin(3 * turn + 1);
  const stones = [24, 44, 68, 94, 118, 137].map(
    (x, i) =>
      `<ellipse cx="${x}" cy="${143 + (i % 2) * 3}" rx="${13 + (i % 3)}" ry="${9 - (i % 2)}" fill="${i % 2 ? '#6d7078' : '#858991'}" \
stroke="#3b3d45" stroke-width="2"/><path d="M${x - 8} ${140 + (i % 2) * 3}q8 -6 15 0" stroke="#b9bcc2" stroke-width="2" fill="none"/>`,
  );
  return `${log(26, 138, 128, 112)}${log(134, 138, 32, 112)}
  <path d="${flame(turn, 37, 82 * breath, 0)}" fill="url(#outer)" stroke="#7d1c14" stroke-width="2"/>
  <path d="${flame(turn, 22, 52 * breath, 2)}" fill="url(#inner)" filter="url(#heat)"/>
  ${sparks(turn)}${log(44, 142, 116, 134)}${stones.join('')}`;
}

/** Tongues from the left to the right, the middle one the highest; each sways at its own time. */
function flame(turn, half, height, phase) {
  const sway = (times, at) => Math.sin(times * turn + at + phase);
  const base = 136;
  return closedCurve([
    [80 - half, base - 8],
    [80 - half * 0.95 + 3 * sway(1, 0.4), base - height * 0.42],
    [80 - half * 0.72 + 5 * sway(2, 1), base - height * (0.66 + 0.07 * sway(2, 0))],
    [80 - half * 0.4 + 2 * sway(1, 2), base - height * 0.54],
    [80 + 7 * sway(1, 0), base - height * (1 + 0.08 * sway(2, 3))],
    [80 + half * 0.38 + 2 * sway(2, 4), base - height * 0.56],
    [80 + half * 0.66 + 5 * sway(1, 5), base - height * (0.74 + 0.07 * sway(3, 2))],
    [80 + half * 0.98 + 3 * sway(2, 2.4), base - height * 0.4],
    [80 + half, base - 8],
    [80, base + 3],
  ]);
}

/** They rise once in a round, and go out as they do. */
function sparks(turn) {
  return [0.05, 0.3, 0.52, 0.78]
    .map((start, i) => {
      const life = (turn / (2 * Math.PI) + start) % 1;
      const [x, y] = [80 + (i - 1.5) * 15 + 5 * Math.sin(5 * life + i), 92 - 74 * life];
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(3 * (1 - life) + 0.4)}" fill="#ffd98a" opacity="${n(10 * Math.min(1, 1.4 - 1.4 * life)) / 10}"/>`;
    })
    .join('');
}

function log(x1, y1, x2, y2) {
  return `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="#2f1c12" stroke-width="16" stroke-linecap="round"/>
  <path d="M${x1} ${y1}L${x2} ${y2}" stroke="#6f4628" stroke-width="12" stroke-linecap="round"/>
  <path d="M${x1} ${y1 - 3}L${x2} ${y2 - 3}" stroke="#a97845" stroke-width="3" stroke-linecap="round"/>`;
}
