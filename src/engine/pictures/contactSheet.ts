import sharp, { type OverlayOptions } from 'sharp';

import type { ContactSheetParams, ContactSheetResult } from '../../shared/protocol';
import { xmlText } from '../../shared/xmlText';
import { Fault } from '../fault';
import { reduced } from './preview';
import { writeOutput } from './write';

/**
 * Writes a PNG with pictures before and after, in a grid of about the shape of a page.
 * @param told called with the number of pictures that are done; what it throws ends the work
 * @throws Fault when the file can't be written
 */
export async function writeContactSheet(
  { pictures, output }: ContactSheetParams,
  told: (done: number) => void,
): Promise<ContactSheetResult> {
  const columns = columnsFor(pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const missing: string[] = [];
  const parts: OverlayOptions[] = [];
  for (const [index, { before, after, label }] of pictures.entries()) {
    told(index);
    const left = GAP + (index % columns) * (WIDTH + GAP);
    const top = GAP + Math.floor(index / columns) * (HEIGHT + GAP);
    for (const [x, path] of [before, after].entries()) {
      const place = { left: left + x * (SIDE + SEAM), top };
      parts.push({ input: MAT, ...place });
      const part = await fitted(path, place);
      if (part) parts.push(part);
      else missing.push(label);
    }
    parts.push({ input: caption(label), left, top: top + SIDE });
  }
  const width = GAP + columns * (WIDTH + GAP);
  const height = GAP + rows * (HEIGHT + GAP);
  const bytes = await sharp({ create: { width, height, channels: 3, background: PAPER } })
    .composite(parts)
    .png({ compressionLevel: 7 })
    .toBuffer();
  told(pictures.length);
  await writeOutput(output, bytes);
  return { width, height, missing: [...new Set(missing)] };
}

/** Pixels: of a picture's place, between the two of a pair, between pairs, and of the line below. */
const SIDE = 256;
const SEAM = 4;
const GAP = 24;
const LINE = 34;
const WIDTH = 2 * SIDE + SEAM;
const HEIGHT = SIDE + LINE;
const PAPER = '#ffffff';
const MAT = { create: { width: SIDE, height: SIDE, channels: 3, background: '#eeeeee' } } as const;

/** Characters that fit on the line. */
const LONGEST = 62;

/** So that the sheet is about as wide as high, or a little wider. */
function columnsFor(count: number): number {
  return Math.max(1, Math.min(count, Math.ceil(Math.sqrt((count * 1.2 * HEIGHT) / WIDTH))));
}

/** A picture in the middle of its place; undefined where it can't be read. */
async function fitted(path: string, place: { left: number; top: number }): Promise<OverlayOptions | undefined> {
  try {
    const { result } = await reduced(path, SIDE, (image) =>
      image.png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true }),
    );
    const { width, height } = result.info;
    const middle = (length: number) => Math.floor((SIDE - length) / 2);
    return { input: result.data, left: place.left + middle(width), top: place.top + middle(height) };
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** The end of a long path tells more than its beginning. */
function caption(label: string): Buffer {
  const text = label.length > LONGEST ? `…${label.slice(1 - LONGEST)}` : label;
  const style = 'font-family="sans-serif" font-size="15" fill="#333333"';
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${LINE}"><text x="1" y="22" ${style}>${xmlText(text)}</text></svg>`,
  );
}
