import type { Sharp } from 'sharp';
import { brandDrift } from '../../shared/brandColours';
import { fringeOf } from '../../shared/fringe';
import type { LintFigures, LintParams } from '../../shared/protocol';
import type { Rgba } from '../../shared/rgba';
import { seamOf } from '../../shared/seam';
import { toneOf } from '../../shared/tone';
import type { Treatment } from '../../shared/treatment';
import { reduced } from './preview';
import { inspect, uprightSize } from './read';

/**
 * Measures what was painted against its source, first frames only. What was cut or is very large is not compared pixel by pixel.
 * @throws Fault when one can't be read
 */
export async function measurePainted({ source, painted, treatment = {} }: LintParams): Promise<LintFigures> {
  const [from, to] = [uprightSize(await inspect(source)), uprightSize(await inspect(painted))];
  const isComparable = haveEqualProportions(from, to) && to.width * to.height <= LARGEST;
  if (!isComparable) {
    const [before, after] = [await readRgba(source, SIDE), await readRgba(painted, SIDE)];
    return { tone: toneOf(after), sourceTone: toneOf(before), seams: [] };
  }
  const after = await readRgba(painted, LARGEST);
  const before = await readRgba(source, LARGEST, after);
  const axes = ['x', 'y'] as const;
  return {
    tone: toneOf(after),
    sourceTone: toneOf(before),
    // colours that are multiplied by alpha are dark at edges, and meant to be
    fringe: isOpaque(after) || treatment.alpha === 'premultiplied' ? undefined : fringeOf(before, after),
    brand: brandOf(before, after, treatment),
    seams: axes.flatMap((axis) => {
      const [is, was] = [seamOf(after, axis), seamOf(before, axis)];
      return is === undefined || was === undefined ? [] : [{ axis, source: was, painted: is }];
    }),
  };
}

/** Pixels: more would keep the engine from all else for seconds. */
const LARGEST = 16_000_000;
/** Pixels of the longer side of what is only looked at as a whole. */
const SIDE = 1024;

interface Size {
  width: number;
  height: number;
}

function haveEqualProportions(a: Size, b: Size): boolean {
  // rounding moves a side by half a pixel
  return Math.abs((a.width * b.height) / b.width - a.height) <= 1 + a.height / b.height;
}

/** @param laid the size that it is brought to */
async function readRgba(path: string, side: number, laid?: Size): Promise<Rgba> {
  const fitted = (image: Sharp): Sharp => (laid ? image.resize(laid.width, laid.height, { fit: 'fill' }) : image);
  const { result } = await reduced(path, side, (image) =>
    fitted(image).ensureAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  );
  const { data, info } = result;
  return { data, width: info.width, height: info.height };
}

function brandOf(before: Rgba, after: Rgba, { brandColors = [] }: Treatment): LintFigures['brand'] {
  if (brandColors.length === 0) return undefined;
  const { count, mean } = brandDrift(before.data, after.data, 4, brandColors);
  return { count, mean };
}

function isOpaque({ data }: Rgba): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
