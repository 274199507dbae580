import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../src/engine/pictures/read';
import { rightsOf } from '../../src/engine/pictures/rights';
import { encodePicture } from '../../src/engine/pictures/write';
import type { OutputFormat } from '../../src/shared/protocol';
import { DIGITAL_SOURCE_TYPE, outputXmp, type Provenance } from '../../src/shared/provenance';
import type { Rights } from '../../src/shared/rights';
import { scene } from './studio';

const folder = await mkdtemp(join(tmpdir(), 'stylize-rights-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const [width, height] = [48, 32];
const plain = () => sharp(scene(width, height), { raw: { width, height, channels: 3 } });
const film = () =>
  sharp(scene(width, 3 * height), { raw: { width, height: 3 * height, channels: 3, pageHeight: height } });

/** Read, and encoded without being painted. */
async function through(source: Buffer, format: OutputFormat, provenance?: Provenance) {
  const { format: own } = await sharp(source).metadata();
  const file = join(folder, `source.${own === 'heif' ? 'avif' : own}`);
  await writeFile(file, source);
  const { bytes, notices } = await encodePicture(await readPicture(file), format, undefined, file, { provenance });
  return { notices, metadata: await sharp(bytes, { pages: -1 }).metadata() };
}

const NAMES: Rights = { creators: ['Jörg Müller', '山田'], copyright: '© 2026 Kern & Söhne', terms: 'Not for resale' };
const withXmp = (rights: Rights) => plain().withXmp(outputXmp({ rights }).xmp!);
const withExif = (exif: Record<string, string>) => plain().withExif({ IFD0: exif });

const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff'] as const;

describe('whose a picture is', () => {
  it.each(FORMATS)('is kept from XMP, letter by letter, in %s', async (format) => {
    const { metadata, notices } = await through(await withXmp(NAMES).png().toBuffer(), format);
    expect(rightsOf(metadata)).toEqual(NAMES);
    expect(notices).toEqual([]);
  });

  it.each(FORMATS)('is kept from EXIF in %s', async (format) => {
    const source = await withExif({ Artist: 'A. Person; B. Other', Copyright: '2026 A. Person' }).jpeg().toBuffer();
    const { metadata } = await through(source, format);
    const said = { creators: ['A. Person', 'B. Other'], copyright: '2026 A. Person' };
    expect(rightsOf({ ...metadata, exif: undefined })).toEqual(said);
    // libvips writes no EXIF into TIFF
    if (format !== 'tiff') expect(rightsOf({ ...metadata, xmpAsString: undefined })).toEqual(said);
  });

  it('is kept from IPTC-IIM, in UTF-8 and in Latin-1', async () => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const source = withIptc(await plain().jpeg().toBuffer(), encoding, [
        [80, 'Jörg Müller'],
        [80, 'B. Other'],
        [120, 'A caption'],
        [110, 'Kern & Söhne'],
        [116, '© Müller'],
      ]);
      const { metadata } = await through(source, 'png');
      expect(rightsOf(metadata)).toEqual({
        creators: ['Jörg Müller', 'B. Other'],
        credit: 'Kern & Söhne',
        copyright: '© Müller',
      });
    }
  });

  it('is taken from XMP where that says it, and from the others where it does not', async () => {
    const xmp = outputXmp({ rights: { creators: [], copyright: 'of XMP' } }).xmp!;
    const source = await withExif({ Artist: 'of EXIF', Copyright: 'of EXIF' }).withXmp(xmp).jpeg().toBuffer();
    const { metadata } = await through(source, 'webp');
    expect(rightsOf(metadata)).toEqual({ creators: ['of EXIF'], copyright: 'of XMP' });
  });

  it('is all that is kept: neither a place nor a camera nor what a program noted', async () => {
    const xmp = outputXmp({ rights: NAMES }).xmp!.replace('</rdf:RDF>', '<x>C:/Users/me</x></rdf:RDF>');
    const noted = await through(await plain().withXmp(xmp).jpeg().toBuffer(), 'jpeg');
    expect(noted.metadata.xmpAsString).not.toContain('Users');
    const camera = { IFD0: { Artist: 'A. Person', Make: 'Camera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
    const taken = await through(await plain().withExif(camera).jpeg().toBuffer(), 'jpeg');
    const { exif } = taken.metadata;
    expect(exif!.includes('A. Person')).toBe(true);
    expect(exif!.includes('Camera')).toBe(false);
    const { exif: none } = (await through(await withExif({ Make: 'Camera' }).jpeg().toBuffer(), 'jpeg')).metadata;
    expect(none).toBeUndefined();
  });

  it('leaves density, profile and direction as they are', async () => {
    const turned = withExif({ Artist: 'A. Person' }).withMetadata({ orientation: 6, density: 300 });
    const source = turned.withIccProfile('p3');
    const { metadata } = await through(await source.jpeg().toBuffer(), 'jpeg');
    expect(metadata).toMatchObject({ width: height, height: width, density: 300 });
    expect(metadata.orientation ?? 1).toBe(1);
    expect(metadata.icc).toBeDefined();
    expect((await through(await withExif({ Artist: 'A' }).png().toBuffer(), 'png')).metadata.icc).toBeUndefined();
  });

  it('stays in animations, and a GIF tells that it can not hold it', async () => {
    const source = await film()
      .withXmp(outputXmp({ rights: NAMES }).xmp!)
      .webp()
      .toBuffer();
    for (const format of ['png', 'webp'] as const)
      expect(rightsOf((await through(source, format)).metadata)).toEqual(NAMES);
    expect((await through(source, 'gif')).notices).toEqual([
      'GIF holds neither XMP nor EXIF: who made the source and its copyright are not in it',
    ]);
  });

  it('is no matter where tags are broken', () => {
    const iptc = Buffer.from('8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x50\x7f\xff', 'latin1');
    const exif = Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1');
    expect(rightsOf({ iptc, exif, xmpAsString: '<dc:rights>' })).toBeUndefined();
    for (let length = 0; length < 12; length++)
      expect(rightsOf({ iptc: iptc.subarray(0, length), exif: exif.subarray(0, length) })).toBeUndefined();
  });
});

describe('provenance', () => {
  const provenance: Provenance = {
    ...{ source: 'fox.png', style: 'ink', references: [], treatment: undefined },
    ...{ strength: 1, preserveColor: false, version: '1', model: 'abc' },
  };

  it('is in an animated PNG, too', async () => {
    const { metadata } = await through(await film().webp().toBuffer(), 'png', provenance);
    expect(metadata.xmpAsString).toContain(DIGITAL_SOURCE_TYPE);
  });

  it('stays in a JPEG that has no room for all of what its source says', async () => {
    const long = outputXmp({ rights: NAMES }).xmp!.replace('</rdf:RDF>', `<x>${'long'.repeat(20_000)}</x></rdf:RDF>`);
    const source = await plain().withXmp(long).png().toBuffer();
    const { metadata, notices } = await through(source, 'jpeg', provenance);
    expect(metadata.xmpAsString).toContain(DIGITAL_SOURCE_TYPE);
    expect(rightsOf(metadata)).toEqual(NAMES);
    expect(notices).toHaveLength(1);
    expect((await through(source, 'png', provenance)).metadata.xmpAsString).toContain('longlong');
  });
});

/** Into a JPEG as Photoshop does: datasets of record 2 in a resource in an APP13 segment. */
function withIptc(jpeg: Buffer, encoding: BufferEncoding, datasets: [number: number, text: string][]): Buffer {
  const two = (value: number) => Buffer.from([value >> 8, value & 255]);
  const iim = Buffer.concat(
    datasets.flatMap(([number, text]) => {
      const bytes = Buffer.from(text, encoding);
      return [Buffer.from([0x1c, 2, number]), two(bytes.length), bytes];
    }),
  );
  const resource = [Buffer.from('8BIM\x04\x04\0\0\0\0', 'latin1'), two(iim.length), iim, Buffer.alloc(iim.length & 1)];
  const body = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), ...resource]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xed]), two(body.length + 2), body, jpeg.subarray(2)]);
}
