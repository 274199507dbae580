/** Palettes: the colours that a picture may have, as files say them. */

import { parseHex, type Rgb } from './colour';

/** As many as indexed pictures hold. */
export const MAX_PALETTE = 256;

/** How a palette's colours stand in for those it lacks. */
export const DITHERS = ['none', 'ordered', 'floyd-steinberg'] as const;
export type Dither = (typeof DITHERS)[number];

/** Extensions of palette files; any other is that of a picture, whose colours are the palette. */
export const PALETTE_EXTENSIONS = ['gpl', 'hex', 'pal', 'act'] as const;

/**
 * The colours of a palette file, each once, in its order: GIMP (.gpl), Lospec (.hex), JASC of Paint Shop Pro (.pal) or Adobe (.act).
 * @throws Error that says what is wrong, without the file's name
 */
export function parsePalette(extension: (typeof PALETTE_EXTENSIONS)[number], bytes: Uint8Array): Rgb[] {
  const colours = extension === 'act' ? adobeColours(bytes) : TEXTS[extension](linesOf(bytes));
  return distinct(colours);
}

/** Each colour once. @throws Error for none, or too many */
export function distinct(colours: readonly Rgb[]): Rgb[] {
  const found = [...new Map(colours.map((colour) => [colour.join(), colour])).values()];
  if (found.length === 0) throw new Error('it holds no colours');
  if (found.length > MAX_PALETTE)
    throw new Error(`it holds ${found.length} colours, a palette has ${MAX_PALETTE} at most`);
  return found;
}

/** The kind of palette file that a path names; undefined for a picture. */
export function paletteKind(path: string): (typeof PALETTE_EXTENSIONS)[number] | undefined {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return PALETTE_EXTENSIONS.find((known) => known === extension);
}

interface Line {
  text: string;
  number: number;
}

const TEXTS: Record<'gpl' | 'hex' | 'pal', (lines: Line[]) => Rgb[]> = {
  /** https://developer.gimp.org/core/standards/gpl/ */
  gpl(lines) {
    if (lines[0]?.text !== 'GIMP Palette') throw new Error('its first line is not "GIMP Palette"');
    return lines.slice(1).flatMap((line) => (/^(#|[A-Za-z]\w*:)/.test(line.text) ? [] : [triple(line)]));
  },
  /** https://lospec.com/palettes/api: six digits a line. */
  hex: (lines) =>
    lines.flatMap(({ text, number }) => {
      if (text.startsWith(';') || text.startsWith('//')) return [];
      const colour = parseHex(text);
      if (!colour) throw new Error(`line ${number} is no colour such as ff8800`);
      return [colour];
    }),
  /** "JASC-PAL", "0100", the number of colours, then three numbers a line. */
  pal(lines) {
    if (lines[0]?.text !== 'JASC-PAL') throw new Error('its first line is not "JASC-PAL"');
    const colours = lines.slice(3).map(triple);
    const said = Number(lines[2]?.text);
    if (said !== colours.length)
      throw new Error(`it says ${lines[2]?.text ?? 'no number of'} colours and holds ${colours.length}`);
    return colours;
  },
};

/** 256 triples; of files of 772 bytes the last four say how many count, and which is transparent. */
function adobeColours(bytes: Uint8Array): Rgb[] {
  if (bytes.length !== 768 && bytes.length !== 772) throw new Error('an .act file has 768 or 772 bytes');
  const said = bytes.length === 772 ? bytes[768]! * 256 + bytes[769]! : 256;
  const count = said >= 1 && said <= 256 ? said : 256;
  return Array.from({ length: count }, (_, i): Rgb => [bytes[3 * i]!, bytes[3 * i + 1]!, bytes[3 * i + 2]!]);
}

/** Those with something on them, numbered from 1 as editors do. */
function linesOf(bytes: Uint8Array): Line[] {
  const text = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, i) =>
    // Latin 1: names may be in any encoding, and say nothing here
    String.fromCharCode(...bytes.subarray(i * CHUNK, (i + 1) * CHUNK)),
  ).join('');
  return text
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => line.text !== '');
}

const CHUNK = 4096;

/** Three numbers, and perhaps a name. */
function triple({ text, number }: Line): Rgb {
  const found = /^(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s|$)/.exec(text)?.slice(1, 4).map(Number);
  if (!found || found.some((value) => value > 255)) throw new Error(`line ${number} is no colour such as 255 136 0`);
  return [found[0]!, found[1]!, found[2]!];
}
