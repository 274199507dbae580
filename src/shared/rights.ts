/** Whose a picture is: what its file says of that, and as XMP (ISO 16684-1). Pure. */

import { xmlText } from './xmlText';

export interface Rights {
  /** Who made it. */
  creators: readonly string[];
  copyright?: string | undefined;
  /** Whom to name beside it. */
  credit?: string | undefined;
  /** What may be done with it, in words. */
  terms?: string | undefined;
  /** An address that tells more. */
  statement?: string | undefined;
}

/** What an XMP packet says of rights; undefined where that is nothing. */
export function rightsInXmp(xmp: string): Rights | undefined {
  const first = (name: string) => valuesOf(xmp, name)[0];
  const rights = {
    creators: valuesOf(xmp, 'dc:creator'),
    copyright: first('dc:rights'),
    credit: first('photoshop:Credit'),
    terms: first('xmpRights:UsageTerms'),
    statement: first('xmpRights:WebStatement'),
  };
  return saysNothing(rights) ? undefined : rights;
}

export function saysNothing({ creators, ...rest }: Rights): boolean {
  return creators.length === 0 && Object.values(rest).every((text) => text === undefined);
}

/** A description for a packet. @param existing the packet that it comes into: what that says itself is left out */
export function rightsXmp({ creators, copyright, credit, terms, statement }: Rights, existing = ''): string {
  const inLanguage = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${xmlText(text)}</rdf:li></rdf:Alt>`;
  const listed = creators.map((name) => `<rdf:li>${xmlText(name)}</rdf:li>`).join('');
  const properties: [name: string, value: string | undefined][] = [
    ['dc:creator', listed && `<rdf:Seq>${listed}</rdf:Seq>`],
    ['dc:rights', copyright && inLanguage(copyright)],
    ['photoshop:Credit', credit && xmlText(credit)],
    ['xmpRights:UsageTerms', terms && inLanguage(terms)],
    ['xmpRights:WebStatement', statement && xmlText(statement)],
  ];
  const said = properties.filter(([name, value]) => value && valuesOf(existing, name).length === 0);
  if (said.length === 0) return '';
  const namespaces = Object.entries(NAMESPACES).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`);
  return `<rdf:Description rdf:about="" ${namespaces.join(' ')}>
${said.map(([name, value]) => `<${name}>${value}</${name}>`).join('\n')}
</rdf:Description>`;
}

const NAMESPACES = {
  dc: 'http://purl.org/dc/elements/1.1/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  xmpRights: 'http://ns.adobe.com/xap/1.0/rights/',
};

/** The texts of a property, which may be an attribute, an element, or an element with a list in it. */
function valuesOf(xmp: string, name: string): string[] {
  const attribute = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(xmp);
  if (attribute) return texts([attribute[1] ?? attribute[2] ?? '']);
  const start = new RegExp(`<${name}(?:\\s[^<>]*)?>`).exec(xmp);
  if (!start || start[0].endsWith('/>')) return [];
  const from = start.index + start[0].length;
  const inner = xmp.slice(from, Math.max(from, xmp.indexOf(`</${name}>`, from)));
  const items = inner.split(/<rdf:li(?:\s[^<>]*)?>/).slice(1);
  return texts(items.length > 0 ? items.map((item) => item.split('</rdf:li>', 1)[0]!) : [inner]);
}

function texts(values: readonly string[]): string[] {
  return values.map((value) => unescaped(value).trim()).filter((text) => text !== '' && !text.includes('<'));
}

function unescaped(text: string): string {
  if (text.includes('<')) return text; // of something else than a text
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) => {
    if (name) return ENTITIES[name.toLowerCase()]!;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  });
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
