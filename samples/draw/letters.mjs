import { n } from './svg.mjs';

/**
 * Capital letters as one-line paths on a grid ten units tall: pictures must not depend on the fonts of a machine.
 * Each entry is [width, path]; a path may use M, L, C and Q with absolute coordinates only.
 */
const glyphs = {
  A: [7, 'M0 10L3.5 0L7 10M1.3 6.6L5.7 6.6'],
  B: [5.4, 'M0 0L0 10L2.8 10C6.3 10 6.3 4.7 2.8 4.7L0 4.7M0 0L2.6 0C5.6 0 5.6 4.7 2.6 4.7'],
  C: [7, 'M7 1.9C5.4 -.6 0 -1 0 5C0 11 5.4 10.6 7 8.1'],
  D: [6.4, 'M0 0L0 10L2 10C8 10 8 0 2 0L0 0'],
  E: [4.8, 'M4.8 0L0 0L0 10L4.8 10M0 4.8L4 4.8'],
  F: [4.8, 'M4.8 0L0 0L0 10M0 4.8L4 4.8'],
  G: [7.2, 'M7 1.9C5.4 -.6 0 -1 0 5C0 11 7.2 11 7.2 6L7.2 5.4L4.2 5.4'],
  H: [6.2, 'M0 0L0 10M6.2 0L6.2 10M0 4.8L6.2 4.8'],
  I: [0, 'M0 0L0 10'],
  K: [5.8, 'M0 0L0 10M5.6 0L0 6M2.1 3.9L5.8 10'],
  L: [4.6, 'M0 0L0 10L4.6 10'],
  M: [8, 'M0 10L0 0L4 7L8 0L8 10'],
  N: [6.6, 'M0 10L0 0L6.6 10L6.6 0'],
  O: [8, 'M4 0C-1.35 0 -1.35 10 4 10C9.35 10 9.35 0 4 0Z'],
  P: [5.4, 'M0 10L0 0L2.6 0C6.3 0 6.3 5.5 2.6 5.5L0 5.5'],
  R: [5.8, 'M0 10L0 0L2.6 0C6.3 0 6.3 5.3 2.6 5.3L0 5.3M2.8 5.3L5.8 10'],
  S: [5.6, 'M5.4 1.5C4 -.6 .2 -.4 .2 2.5C.2 5.4 5.6 4.4 5.6 7.4C5.6 10.6 1.4 10.6 0 8.3'],
  T: [6.4, 'M0 0L6.4 0M3.2 0L3.2 10'],
  U: [6.2, 'M0 0L0 6.4C0 11.2 6.2 11.2 6.2 6.4L6.2 0'],
  V: [7, 'M0 0L3.5 10L7 0'],
  W: [9.6, 'M0 0L2.4 10L4.8 2L7.2 10L9.6 0'],
  Y: [6.6, 'M0 0L3.3 5L6.6 0M3.3 5L3.3 10'],
  ' ': [3.4, ''],
};

/** A line of lettering centred on `x`, its foot on `y`: path data to be stroked, and the width it takes. */
export function lettering(text, { x, y, height, spacing = 2.4 }) {
  const scale = height / 10;
  const advance = [...text].map((letter) => glyphs[letter][0] + spacing);
  const width = (advance.reduce((sum, step) => sum + step, 0) - spacing) * scale;
  let pen = x - width / 2;
  let path = '';
  for (const [i, letter] of [...text].entries()) {
    path += place(glyphs[letter][1], pen, y - height, scale);
    pen += advance[i] * scale;
  }
  return { path, width };
}

const place = (path, x, y, scale) =>
  path.replace(
    /(-?[\d.]+) (-?[\d.]+)/g,
    (_, across, down) => `${n(x + Number(across) * scale)} ${n(y + Number(down) * scale)} `,
  );
