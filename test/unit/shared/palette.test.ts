import { describe, expect, it } from 'vitest';
import { distinct, paletteKind, parsePalette } from '../../../src/shared/palette';

const bytes = (text: string) => new TextEncoder().encode(text);
const RED = [255, 0, 0];
const TEAL = [0, 128, 128];

describe('a palette file', () => {
  it('of GIMP has comments, fields, names, and each colour once', () => {
    const text = 'GIMP Palette\nName: Größe\nColumns: 2\n# two\n255   0   0\tRed\n  0 128 128 Teal\n255 0 0 again\n';
    expect(parsePalette('gpl', bytes(text))).toEqual([RED, TEAL]);
  });

  it('of Lospec has a colour a line', () => {
    expect(parsePalette('hex', bytes('\ufeffff0000\r\n008080\r\n\r\n'))).toEqual([RED, TEAL]);
  });

  it('of JASC says how many there are', () => {
    expect(parsePalette('pal', bytes('JASC-PAL\r\n0100\r\n2\r\n255 0 0\r\n0 128 128\r\n'))).toEqual([RED, TEAL]);
    expect(() => parsePalette('pal', bytes('JASC-PAL\n0100\n3\n255 0 0\n'))).toThrow('it says 3 colours and holds 1');
  });

  it('of Adobe has 256 colours, or says how many', () => {
    const file = new Uint8Array(772);
    file.set([...RED, ...TEAL]);
    file.set([0, 2, 255, 255], 768);
    expect(parsePalette('act', file)).toEqual([RED, TEAL]);
    expect(parsePalette('act', file.subarray(0, 768))).toEqual([RED, TEAL, [0, 0, 0]]);
    expect(() => parsePalette('act', file.subarray(0, 700))).toThrow('768 or 772 bytes');
  });

  it.each([
    ['gpl', 'ff0000', 'its first line is not "GIMP Palette"'],
    ['gpl', 'GIMP Palette\n#\n255 0', 'line 3 is no colour such as 255 136 0'],
    ['gpl', 'GIMP Palette\n256 0 0', 'line 2 is no colour'],
    ['gpl', 'GIMP Palette\n', 'it holds no colours'],
    ['hex', 'ff0000\nred', 'line 2 is no colour such as ff8800'],
    ['hex', '', 'it holds no colours'],
    ['pal', 'RIFF', 'its first line is not "JASC-PAL"'],
  ] as const)('.%s that holds %j says what is wrong', (kind, text, message) => {
    expect(() => parsePalette(kind, bytes(text))).toThrow(message);
  });

  it('is known by its extension', () => {
    expect(['a/b.GPL', 'b.hex', 'c.pal', 'd.act', 'e.png', 'f'].map(paletteKind)).toEqual([
      ...['gpl', 'hex', 'pal', 'act'],
      ...[undefined, undefined],
    ]);
  });
});

it('has at most 256 colours', () => {
  const greys = Array.from({ length: 257 }, (_, i) => [i % 256, 0, i >> 8] as const);
  expect(distinct(greys.slice(0, 256))).toHaveLength(256);
  expect(() => distinct(greys)).toThrow('it holds 257 colours, a palette has 256 at most');
});
