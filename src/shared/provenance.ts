/** What an output says of how it was made, as XMP (ISO 16684-1), with the properties of IPTC Photo Metadata 2025.1. Pure. */

import type { ProvenanceRequest, StyleRequest } from './protocol';
import { xmlText } from './xmlText';

export interface Provenance
  extends ProvenanceRequest,
    Pick<StyleRequest, 'strength' | 'preserveColor' | 'strokeScale' | 'factors'> {
  /** Of Stylize. */
  version: string;
  /** SHA-256 of the model's weights, hex. */
  model: string;
}

/** A picture that a machine painted from a person's, in the style of another one. */
export const DIGITAL_SOURCE_TYPE =
  'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/**
 * The packet for an output.
 * @param existing the source's own, which is kept but for what it said of the digital source
 * @returns `lost` where the source's own can't be understood
 */
export function provenanceXmp(provenance: Provenance, existing?: string): { xmp: string; lost: boolean } {
  const description = descriptionOf(provenance);
  const end = existing?.lastIndexOf('</rdf:RDF>') ?? -1;
  if (existing === undefined || end < 0) return { xmp: packet(description), lost: existing !== undefined };
  // several descriptions of one thing are one: ours names what the source's own did
  const about = /rdf:about=(?:"([^"]*)"|'([^']*)')/.exec(existing);
  const ours = description.replace('rdf:about=""', `rdf:about="${about?.[1] ?? about?.[2] ?? ''}"`);
  const merged = withoutOwn(existing.slice(0, end)) + ours + existing.slice(end);
  return { xmp: merged, lost: false };
}

const NAMESPACES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  stylize: 'urn:stylize:provenance:1',
} as const;

function descriptionOf({
  source,
  style,
  references,
  strength,
  preserveColor,
  strokeScale = 1,
  factors,
  treatment,
  version,
  model,
}: Provenance): string {
  const pictures = references.map(({ path, weight, ...said }) => {
    const credit = [field('license', said.license), field('author', said.author), field('source', said.source)];
    return `<rdf:li rdf:parseType="Resource">${field('file', path)}${field('share', `${round(weight)}`)}${field('style', said.style)}${credit.join('')}</rdf:li>`;
  });
  const parameters = [
    field('strength', `${strength}`),
    field('preserveColor', `${preserveColor}`),
    field('strokeScale', `${strokeScale}`),
    field('factors', factors && JSON.stringify(factors)),
    field('treatment', treatment && JSON.stringify(treatment)),
  ];
  return `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${NAMESPACES.Iptc4xmpExt}" xmlns:stylize="${NAMESPACES.stylize}">
<Iptc4xmpExt:DigitalSourceType>${DIGITAL_SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>
<Iptc4xmpExt:AISystemUsed>Stylize</Iptc4xmpExt:AISystemUsed>
<Iptc4xmpExt:AISystemVersionUsed>${xmlText(version)}</Iptc4xmpExt:AISystemVersionUsed>
${field('picture', source)}${field('style', style)}${field('model', model)}
<stylize:references><rdf:Bag>${pictures.join('')}</rdf:Bag></stylize:references>
<stylize:parameters rdf:parseType="Resource">${parameters.join('')}</stylize:parameters>
</rdf:Description>`;
}

function packet(description: string): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${NAMESPACES.rdf}">
${description}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
}

function field(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<stylize:${name}>${xmlText(text)}</stylize:${name}>`;
}

/** A property may stand once: as an attribute or as an element. */
function withoutOwn(xmp: string): string {
  return OWN.reduce(
    (text, name) =>
      text
        .replace(new RegExp(`\\s${name}=(?:"[^"]*"|'[^']*')`, 'g'), '')
        .replace(new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>[\\s\\S]*?</${name}>)`, 'g'), ''),
    xmp,
  );
}

const OWN = [
  ...['DigitalSourceType', 'AISystemUsed', 'AISystemVersionUsed'].map((name) => `Iptc4xmpExt:${name}`),
  ...['picture', 'style', 'model', 'references', 'parameters'].map((name) => `stylize:${name}`),
];

function round(share: number): number {
  return Number(share.toFixed(4));
}
