import type { Rgb } from './colour';

/** From black over purple and orange to pale yellow, which greys and eyes that see few colours tell apart, too. @param share 0…1 */
export function heatColour(share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (HEAT_STOPS.length - 1);
  const [from, to] = [HEAT_STOPS[Math.floor(at)]!, HEAT_STOPS[Math.ceil(at)]!];
  return [0, 1, 2].map((c) => Math.round(from[c]! + (at % 1) * (to[c]! - from[c]!))) as [number, number, number];
}

/** Of the map "inferno" (Smith and van der Walt, CC0), every sixth part. */
export const HEAT_STOPS: readonly Rgb[] = [
  [0, 0, 4],
  [51, 10, 95],
  [120, 28, 109],
  [187, 55, 84],
  [237, 105, 37],
  [251, 182, 26],
  [252, 255, 164],
];
