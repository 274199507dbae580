import { readFile } from 'node:fs/promises';
import { parseHex, type Rgb } from '../../shared/colour';
import { distinct, MAX_PALETTE, paletteKind, parsePalette } from '../../shared/palette';
import type { Treatment } from '../../shared/treatment';
import { Fault, fault } from '../fault';
import { readPicture } from './read';

/** The colours that a treatment allows; undefined for any. @throws Fault when its file can't be read, or is no palette */
export async function readPalette({ palette }: Treatment): Promise<Rgb[] | undefined> {
  if (palette === undefined || palette === false) return undefined;
  if (typeof palette !== 'string') return palette.map((text) => parseHex(text)!);
  const kind = paletteKind(palette);
  try {
    return kind ? parsePalette(kind, await bytesOf(palette)) : distinct(await coloursOf(palette));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const remedy = kind ? 'Export it again.' : `Use a picture of at most ${MAX_PALETTE} colours, such as a PNG.`;
    throw fault('unreadable', palette, (error as Error).message, remedy);
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw fault('missing', path, 'there is no such file', 'Check the path.');
    throw fault('unreadable', path, `it can't be opened (${error.code})`, 'Check its name and permissions.');
  });
}

/** All that are to be seen in a picture, in the order in which they come. */
async function coloursOf(path: string): Promise<Rgb[]> {
  const { pixels, channels } = await readPicture(path);
  const scale = pixels instanceof Uint16Array ? 1 / 257 : 1;
  const found = new Set<number>();
  for (let at = 0; at < pixels.length; at += channels) {
    if (channels === 4 && pixels[at + 3] === 0) continue;
    const [r, g, b] = [pixels[at]! * scale, pixels[at + 1]! * scale, pixels[at + 2]! * scale];
    found.add((Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(b));
    if (found.size > MAX_PALETTE) throw new Error(`it has more than the ${MAX_PALETTE} colours of a palette`);
  }
  return [...found].map((colour): Rgb => [colour >> 16, (colour >> 8) & 255, colour & 255]);
}
