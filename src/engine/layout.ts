import type { Shot } from '../shared/shots';
import type { Treatment } from '../shared/treatment';
import { paintEnlarged } from './enlarge';
import type { Network } from './network/runtime';
import type { Picture } from './pictures/picture';
import { cellsOfSheet, paintSheet } from './sheet';
import type { Shots } from './shots';
import { smoothFrames } from './smooth';
import { paintAtScale, type ScaledPaintOptions } from './strokeScale';

export type LayoutOptions = ScaledPaintOptions & {
  /** The picture's file. */
  source: string;
  treatment: Treatment;
  /** Of the frame of a sequence. */
  shot?: Shot | undefined;
  shots: Shots;
};

/** Paints a picture by what it holds: one picture, the cells of a sheet, an animation, or a frame of a shot. */
export async function paintLaidOut(
  network: Network,
  picture: Picture,
  code: Float32Array,
  { source, treatment, shot, shots, ...rest }: LayoutOptions,
): Promise<Picture> {
  const { seamless, alpha, sheet, sequence, smooth = 0 } = treatment;
  const options = { ...rest, seamless };
  if (options.strength === 0) return picture;
  if (sheet) {
    const cells = await cellsOfSheet(sheet, picture, source);
    return paintSheet(network, picture, code, { ...options, sheet, cells, sequence, smooth });
  }
  if (shot && picture.frames === 1)
    return shots.paint(network, picture, code, { ...options, source, shot, smooth, alpha });
  const painted = await paintEnlarged(picture, (large) => paintAtScale(network, large, code, options));
  return smoothFrames(picture, painted, smooth, picture.origin.loop === 0);
}
