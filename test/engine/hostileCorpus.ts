import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { ProblemKind } from '../../src/shared/protocol';

/** A file that must be refused, with the kinds of problem that may be said of it. */
export interface Hostile {
  name: string;
  bytes: Buffer;
  kinds: ProblemKind[];
}

/** Every file that holds something else than a whole picture of the format in its name. */
export async function hostileFiles(): Promise<Hostile[]> {
  const whole = await wholePictures();
  return [
    ...[...whole.keys(), 'svg', 'jpg', 'tif'].map((ext) => file(`empty.${ext}`, Buffer.alloc(0))),
    ...[...whole].flatMap(([ext, bytes]) => cutShort(ext, bytes)),
    ...damaged(whole),
    ...(await cutAnimations()),
    ...mislabelled(whole),
    ...strangers(),
    ...(await bombs()),
    ...(await unsupported()),
    ...(await brokenAnimations()),
    ...brokenSvg(),
  ];
}

/** One small picture with texture in every raster format, by its extension. */
export async function wholePictures(): Promise<Map<string, Buffer>> {
  const image = () => texture(96, 64);
  return new Map([
    ['png', await image().png().toBuffer()],
    ['jpeg', await image().jpeg({ quality: 90 }).toBuffer()],
    ['webp', await image().webp({ lossless: true }).toBuffer()],
    ['gif', await image().gif().toBuffer()],
    ['tiff', await image().tiff({ compression: 'none' }).toBuffer()],
    ['avif', await image().avif({ effort: 0 }).toBuffer()],
  ]);
}

/** A picture that compresses badly, so that damage anywhere in the file hits samples; the same on every run. */
export function texture(width: number, height: number): Sharp {
  let state = 1;
  const pixels = Uint8Array.from({ length: 3 * width * height }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Damaged in a way no reader may take for a picture. */
function file(name: string, bytes: Buffer | string, kinds: ProblemKind[] = ['unreadable']): Hostile {
  return { name, bytes: Buffer.from(bytes), kinds };
}

function cutShort(ext: string, bytes: Buffer): Hostile[] {
  // a handful of bytes can't always be told from no picture at all
  return [
    file(`signature-only.${ext}`, bytes.subarray(0, 16), ['unreadable', 'unsupported']),
    file(`tenth.${ext}`, bytes.subarray(0, bytes.length / 10), ['unreadable', 'unsupported']),
    file(`half.${ext}`, bytes.subarray(0, bytes.length / 2)),
    file(`nine-tenths.${ext}`, bytes.subarray(0, bytes.length * 0.9)),
    file(`nearly-whole.${ext}`, bytes.subarray(0, -40)),
  ];
}

function damaged(whole: Map<string, Buffer>): Hostile[] {
  const flipped = (ext: string, at: number) => {
    const bytes = Buffer.from(whole.get(ext)!);
    bytes[at]! ^= 0x10;
    return bytes;
  };
  const filled = (ext: string, value: number) => {
    const bytes = Buffer.from(whole.get(ext)!);
    return bytes.fill(value, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.6));
  };
  return [
    file('bit-in-data.png', flipped('png', whole.get('png')!.length >> 1)),
    file('bit-in-header.png', flipped('png', 18)),
    file('zeros-inside.png', filled('png', 0)),
    file('restart-markers-inside.jpg', filled('jpeg', 0xff)),
    file('ones-inside.webp', filled('webp', 0xff)),
    file('ones-inside.avif', filled('avif', 0xff)),
    file('ones-inside.gif', filled('gif', 0xff)),
  ];
}

/** The first frame is whole, a later one is not. */
async function cutAnimations(): Promise<Hostile[]> {
  const { data } = await texture(32, 96).raw().toBuffer({ resolveWithObject: true });
  const frames = () => sharp(data, { raw: { width: 32, height: 96, channels: 3, pageHeight: 32 } });
  const [gif, webp] = [await frames().gif().toBuffer(), await frames().webp({ lossless: true }).toBuffer()];
  return [
    file('later-frame-cut.gif', gif.subarray(0, gif.length * 0.8)),
    file('later-frame-cut.webp', webp.subarray(0, webp.length * 0.8)),
  ];
}

function mislabelled(whole: Map<string, Buffer>): Hostile[] {
  const as = (ext: string, named: string) => file(`${ext}-data.${named}`, whole.get(ext)!);
  return [
    as('jpeg', 'png'),
    as('png', 'jpg'),
    as('webp', 'gif'),
    as('gif', 'webp'),
    as('tiff', 'png'),
    as('avif', 'jpg'),
    as('png', 'svg'),
    file('svg-data.png', svg('width="20" height="20"', '')),
  ];
}

/** Things that are no picture at all, under a picture's name. */
function strangers(): Hostile[] {
  const stranger = (name: string, bytes: Buffer | string) => file(name, bytes, ['unsupported']);
  return [
    stranger('text.png', 'Lorem ipsum dolor sit amet\n'.repeat(40)),
    stranger('page.jpg', '<!doctype html><html><body><h1>404 Not Found</h1></body></html>'),
    stranger('data.webp', JSON.stringify({ a: [1, 2, 3] })),
    stranger('program.png', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(512, 7)])),
    stranger('archive.jpg', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(512, 9)])),
    stranger('document.png', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n'),
    stranger('bitmap.png', Buffer.concat([Buffer.from('BM'), Buffer.alloc(200)])),
    stranger('zeros.jpg', Buffer.alloc(4096)),
    stranger('lfs-pointer.png', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n'),
  ];
}

async function bombs(): Promise<Hostile[]> {
  const huge = (name: string, bytes: Buffer | string) => file(name, bytes, ['too-large', 'unreadable']);
  const side = 21_000; // as PNG of 1 bit: 55 MB of zeros unpacked, 54 kB packed
  return [
    file('header-of-60000.png', png(60_000, 60_000, Buffer.alloc(64)), ['too-large']),
    file('really-21000.png', png(side, side, deflateSync(Buffer.alloc(side * (1 + side / 8)), { level: 1 })), [
      'too-large',
    ]),
    huge('most-a-png-can.png', png(0x7fffffff, 0x7fffffff, Buffer.alloc(64))),
    huge('canvas-of-65535.gif', gif(65_535, 65_535)),
    huge('absurd.tiff', tiff(0x7fffffff, 0x7fffffff)),
    huge('absurd-strip.tiff', tiff(10_000, 10_000)),
    huge('huge.svg', svg('width="100000" height="100000"', '<rect width="9" height="9"/>')),
    huge('long.svg', svg('width="40000" height="100"', '<rect width="9" height="9"/>')),
    huge('viewbox.svg', svg('viewBox="0 0 1e9 1e9"', '<rect width="9" height="9"/>')),
  ];
}

async function unsupported(): Promise<Hostile[]> {
  const pages = sharp(new Uint8Array(3 * 8 * 16), { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } });
  return [file('two-pages.tiff', await pages.tiff().toBuffer(), ['unsupported'])];
}

/** Animated PNGs whose frames are not what they are said to be. */
async function brokenAnimations(): Promise<Hostile[]> {
  const head = png(8, 8, Buffer.alloc(0)).subarray(0, 33);
  const animation = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
  const still = (await texture(8, 8).png().toBuffer()).subarray(33, -12);
  const frame = (side: number, dispose = 0) => {
    const control = Buffer.alloc(26);
    for (const place of [4, 8]) control.writeUInt32BE(side, place);
    control[24] = dispose;
    return chunk('fcTL', control);
  };
  const end = chunk('IEND', Buffer.alloc(0));
  const made = (...parts: Buffer[]) => Buffer.concat([head, animation, ...parts, end]);
  const broken = made(frame(8), still, frame(8), chunk('fdAT', Buffer.from('nothing that unpacks')));
  const swollen = png(20_000, 20_000, Buffer.alloc(0)).subarray(0, 33);
  return [
    file('frame-without-data.png', made(frame(8), still, frame(8))),
    file('frame-outside.png', made(frame(8), still, frame(9), chunk('fdAT', Buffer.alloc(40)))),
    file('frame-of-nothing.png', made(frame(8), still, frame(0), chunk('fdAT', Buffer.alloc(40)))),
    file('frame-disposed-wrongly.png', made(frame(8, 9), still, frame(8), chunk('fdAT', Buffer.alloc(40)))),
    file('frame-damaged.png', broken),
    file('animation-cut-short.png', broken.subarray(0, -30)),
    file('too-many-frames.png', Buffer.concat([swollen, animation, frame(8), still, frame(8), end]), ['too-large']),
  ];
}

function brokenSvg(): Hostile[] {
  const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const doctype = `<!DOCTYPE svg [<!ENTITY l0 "ha">${laughs}]>`;
  const uses = Array.from({ length: 24 }, (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`).join(
    '',
  );
  return [
    file('billion-laughs.svg', doctype + svg('width="40" height="40"', '<text y="20">&l12;</text>')),
    file('endless-use.svg', svg('width="40" height="40"', `<g id="g0"/>${uses}`)),
    file('cut-short.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="20"'),
    file('no-size.svg', svg('width="0" height="0"', '')),
  ];
}

export function svg(attributes: string, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`;
}

/** A PNG of 1-bit grey around any data. */
function png(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A GIF whose canvas is as large as said, with one frame as large and hardly any data. */
function gif(width: number, height: number): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0x80;
  const frame = [0x2c, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 2, 2, 0x44, 1, 0, 0x3b];
  return Buffer.concat([Buffer.from('GIF89a'), screen, Buffer.from([0, 0, 0, 255, 255, 255]), Buffer.from(frame)]);
}

/** A TIFF of 8-bit grey whose one strip lies beyond the file's end. */
function tiff(width: number, height: number): Buffer {
  const entries = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 4096],
    [277, 1],
    [278, height],
    [279, 0x7fffffff],
  ] as const;
  const out = Buffer.alloc(10 + 12 * entries.length + 4);
  out.write('II*\0', 0, 'latin1');
  out.writeUInt32LE(8, 4);
  out.writeUInt16LE(entries.length, 8);
  for (const [i, [tag, value]] of entries.entries()) {
    out.writeUInt16LE(tag, 10 + 12 * i);
    out.writeUInt16LE(4, 12 + 12 * i);
    out.writeUInt32LE(1, 14 + 12 * i);
    out.writeUInt32LE(value, 18 + 12 * i);
  }
  return out;
}
