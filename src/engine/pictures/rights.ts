import readExif from 'exif-reader';
import type { Metadata } from 'sharp';
import { type Rights, rightsInXmp, saysNothing } from '../../shared/rights';

/**
 * Whose a picture is, as its XMP, IPTC-IIM or EXIF says, each of it in the first of these that does. What can't be understood says
 * nothing: a broken tag is no reason not to paint a picture. Undefined where none says anything.
 */
export function rightsOf({
  xmpAsString,
  iptc,
  exif,
}: Pick<Metadata, 'xmpAsString' | 'iptc' | 'exif'>): Rights | undefined {
  const found = [
    xmpAsString === undefined ? undefined : rightsInXmp(xmpAsString),
    iptc && rightsInIptc(iptc),
    exif && rightsInExif(exif),
  ].filter((rights) => rights !== undefined);
  const first = <K extends keyof Rights>(key: K) => found.find((rights) => rights[key] !== undefined)?.[key];
  const rights: Rights = {
    creators: found.find(({ creators }) => creators.length > 0)?.creators ?? [],
    copyright: first('copyright'),
    credit: first('credit'),
    terms: first('terms'),
    statement: first('statement'),
  };
  return saysNothing(rights) ? undefined : rights;
}

/** As EXIF 3.0 (4.6.5) has it. Its texts are ASCII: what is not is left to XMP. */
export function exifOf({ creators, copyright }: Rights): { IFD0: Record<string, string> } | undefined {
  const fields = { Artist: creators.join('; '), Copyright: copyright?.replaceAll('©', '(C)') ?? '' };
  const said = Object.entries(fields).filter(([, text]) => /^[\x20-\x7e]+$/.test(text));
  return said.length === 0 ? undefined : { IFD0: Object.fromEntries(said) };
}

function rightsInExif(exif: Buffer): Rights | undefined {
  try {
    const { Artist, Copyright } = readExif(exif).Image ?? {};
    // several artists are apart by semicolons, the photographer's copyright and the editor's by a NUL
    const creators = (textOf(Artist) ?? '').split(/[;\0]/).flatMap((name) => name.trim() || []);
    const copyright = textOf(Copyright)
      ?.split('\0')
      .flatMap((text) => text.trim() || []);
    return { creators, copyright: copyright?.join(', ') || undefined };
  } catch {
    return undefined;
  }
}

/** Of text that is not ASCII the reader gives bytes. */
function textOf(value: unknown): string | undefined {
  return Buffer.isBuffer(value) ? decoded(value) : typeof value === 'string' ? value : undefined;
}

/** Datasets of record 2 of IPTC-IIM 4.2; around them Photoshop's resources, of which they are number 0x0404. */
function rightsInIptc(bytes: Buffer): Rights | undefined {
  const creators: string[] = [];
  const rights: Record<string, string> = {};
  const resource = bytes.indexOf('8BIM\x04\x04', 0, 'latin1');
  let at = Math.max(0, bytes.indexOf(0x1c, Math.max(0, resource)));
  for (; at + 5 <= bytes.length && bytes[at] === 0x1c; ) {
    const [record, dataset, length] = [bytes[at + 1], bytes[at + 2]!, bytes.readUInt16BE(at + 3)];
    if (length > 0x7fff) break; // longer than any text
    const text = decoded(bytes.subarray(at + 5, at + 5 + length));
    if (record === 2 && text) {
      if (dataset === BY_LINE) creators.push(text);
      else if (dataset === CREDIT) rights.credit = text;
      else if (dataset === COPYRIGHT_NOTICE) rights.copyright = text;
    }
    at += 5 + length;
  }
  return { creators, ...rights };
}

const [BY_LINE, CREDIT, COPYRIGHT_NOTICE] = [80, 110, 116];

/** UTF-8, or else Latin-1: what programs write, whatever they say. */
function decoded(bytes: Buffer): string {
  try {
    return clean(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return clean(bytes.toString('latin1'));
  }
}

/** Without the ends of texts. A NUL inside keeps two of them apart. */
function clean(text: string): string {
  return text.replace(/^[\s\0]+|[\s\0]+$/g, '');
}
