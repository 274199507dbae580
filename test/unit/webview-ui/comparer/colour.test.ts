import { expect, it } from 'vitest';
import { formatHex, formatRgba } from '../../../../webview-ui/comparer/colour';

it.each([
  [[170, 187, 4, 255], '#aabb04', 'rgba(170, 187, 4, 1)'],
  [[0, 0, 0, 0], '#00000000', 'rgba(0, 0, 0, 0)'],
  [[255, 128, 64, 127], '#ff80407f', 'rgba(255, 128, 64, 0.5)'],
] as const)('writes %j', (colour, hex, rgba) => {
  expect([formatHex(colour), formatRgba(colour)]).toEqual([hex, rgba]);
});
