import type { Sharp } from 'sharp';
import { brandDrift } from '../../shared/brandColours';
import { cellBleed } from '../../shared/cellBleed';
import type { Cell } from '../../shared/cells';
import { fringeOf } from '../../shared/fringe';
import type { LintFigures, LintParams } from '../../shared/protocol';
import type { Rect } from '../../shared/rect';
import type { Rgba } from '../../shared/rgba';
import { seamOf } from '../../shared/seam';
import { toneOf } from '../../shared/tone';
import type { Treatment } from '../../shared/treatment';
import { cellsOfSheet } from '../sheet';
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
  const { sheet } = treatment;
  // of a sheet that was made smaller nobody knows to the pixel where its cells are
  const isOfSize = from.width === to.width && from.height === to.height;
  const cells = sheet && isOfSize ? await cellsOfSheet(sheet, to, source) : undefined;
  return {
    tone: toneOf(after),
    sourceTone: toneOf(before),
    fringe: fringeIn(before, after, treatment, cells),
    bleed: cells && bleedOf(before, after, treatment, cells),
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

/** In the mean over cells: each was painted by itself, and a colour came out otherwise in one than in another. */
function fringeIn(before: Rgba, after: Rgba, { alpha, sheet }: Treatment, cells: readonly Cell[] | undefined) {
  // colours that are multiplied by alpha are dark at edges, and meant to be
  if (isOpaque(after) || alpha === 'premultiplied' || (sheet && !cells)) return undefined;
  if (!cells) return fringeOf(before, after);
  const found = cells.flatMap(({ rect }) => fringeOf(cut(before, rect), cut(after, rect)) ?? []);
  return found.length === 0 ? undefined : found.reduce((sum, fringe) => sum + fringe, 0) / found.length;
}

function bleedOf(
  before: Rgba,
  after: Rgba,
  { alpha = 'keep', palette, sheet }: Treatment,
  cells: readonly Cell[],
): number | undefined {
  if (palette || alpha !== 'keep') return undefined; // these are meant for all of a sheet
  return cellBleed(
    before,
    after,
    cells.map(({ rect }) => rect),
    sheet?.extrude ?? 0,
  );
}

function cut({ data, width }: Rgba, { left, top, right, bottom }: Rect): Rgba {
  const out = new Uint8Array(4 * (right - left) * (bottom - top));
  for (let y = top; y < bottom; y++)
    out.set(data.subarray(4 * (y * width + left), 4 * (y * width + right)), 4 * (y - top) * (right - left));
  return { data: out, width: right - left, height: bottom - top };
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
