import type { Treatment } from '../shared/treatment';
import type { Network } from './network/runtime';
import type { Picture } from './pictures/picture';
import { cellsOfSheet, paintSheet } from './sheet';
import { paintAtScale, type ScaledPaintOptions } from './strokeScale';

export type LayoutOptions = ScaledPaintOptions & {
  /** The picture's file, for what has to be said of it. */
  source: string;
  treatment: Treatment;
};

/** Paints a picture by what it holds: one picture, the cells of a sheet, or a frame of a shot. */
export async function paintLaidOut(
  network: Network,
  picture: Picture,
  code: Float32Array,
  { source, treatment, ...rest }: LayoutOptions,
): Promise<Picture> {
  const { seamless, sheet } = treatment;
  const options = { ...rest, seamless };
  if (options.strength === 0) return picture;
  if (sheet) {
    const cells = await cellsOfSheet(sheet, picture, source);
    return paintSheet(network, picture, code, { ...options, sheet, cells, sequence: treatment.sequence });
  }
  return paintAtScale(network, picture, code, options);
}
