import type { Sharp } from 'sharp';
import { fringeOf } from '../../shared/fringe';
import type { LintFigures, LintParams } from '../../shared/protocol';
import type { Rgba } from '../../shared/rgba';
import { seamOf } from '../../shared/seam';
import { toneOf } from '../../shared/tone';
import { reduced } from './preview';
import { inspect, uprightSize } from './read';

/**
 * Measures what was painted against its source, first frames only. What was cut or is very large is not compared pixel by pixel.
 * @throws Fault when one can't be read
 */
export async function measurePainted({ source, painted }: LintParams): Promise<LintFigures> {
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
    fringe: isOpaque(after) ? undefined : fringeOf(before, after),
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

function isOpaque({ data }: Rgba): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}
