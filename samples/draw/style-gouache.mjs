import { paintWithBrush } from './brush.mjs';
import { rgb } from './raster.mjs';
import { valley } from './style-scenes.mjs';

/** Opaque dabs over an ochre ground, in a muted, warm and cool palette. */
export function gouache() {
  const scene = valley({
    sky: [
      [0, '#4d7f8f'],
      [0.45, '#9fbcae'],
      [1, '#f0cf9c'],
    ],
    sun: '#fbe6b4',
    cloud: ['#f4e3cc', '#e5b99c', '#c99a94', '#f9efdc'],
    hills: ['#8d9db0', '#6f8f92', '#8a9a5e', '#5c7d55', '#b08a48'],
    river: [
      [0, '#f1d6a8'],
      [0.5, '#6fa3a6'],
      [1, '#2f6274'],
    ],
    trees: ['#2f5548', '#46703f', '#8a9440', '#c9963d', '#254350'],
    trunk: '#5a3a30',
    field: ['#c98a4a', '#d8b35c', '#a4553c', '#7d8f45', '#b96c4a', '#8c9a50'],
  });
  return paintWithBrush(scene, {
    seed: 301,
    ground: rgb('#b98252'),
    scatter: 17,
    relief: 0.9,
    brushes: [
      { size: 46, aspect: 2.6 },
      { size: 25, aspect: 2.9 },
      { size: 14, aspect: 2.8, detail: 34 },
      { size: 8, aspect: 2.8, detail: 52 },
      { size: 4.6, aspect: 2.8, detail: 84 },
    ],
  });
}
