import { describe, expect, it } from 'vitest';
import { DIGITAL_SOURCE_TYPE, outputXmp, type Provenance } from '../../../src/shared/provenance';
import { rightsInXmp } from '../../../src/shared/rights';

const PROVENANCE: Provenance = {
  source: 'art/fox & hen.png',
  style: 'ink',
  references: [{ path: 'styles/ink.png', weight: 1, style: 'ink', license: 'CC-BY-4.0', author: 'A. <Painter>' }],
  treatment: { seamless: true },
  ...{ strength: 0.8, preserveColor: false, version: '0.1.0', model: 'abc123' },
};
/** As picture editors write it: properties as attributes, others as elements. */
const OWN = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© A. Person</rdf:li></rdf:Alt></dc:rights></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** @returns what is never undefined where there is a provenance */
function provenanceXmp(provenance: Provenance, existing?: string): { xmp: string; lost: boolean } {
  const { xmp, lost } = outputXmp({ provenance, existing });
  return { xmp: xmp!, lost };
}

describe('outputXmp', () => {
  it('says that a machine painted it, with what, from what, and under which licence', () => {
    const { xmp, lost } = provenanceXmp(PROVENANCE);
    expect(lost).toBe(false);
    expect(xmp).toContain(`<Iptc4xmpExt:DigitalSourceType>${DIGITAL_SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>`);
    expect(xmp).toContain('<Iptc4xmpExt:AISystemUsed>Stylize</Iptc4xmpExt:AISystemUsed>');
    expect(xmp).toContain('<stylize:picture>art/fox &amp; hen.png</stylize:picture>');
    expect(xmp).toContain('<stylize:file>styles/ink.png</stylize:file><stylize:share>1</stylize:share>');
    expect(xmp).toContain(
      '<stylize:license>CC-BY-4.0</stylize:license><stylize:author>A. &lt;Painter&gt;</stylize:author>',
    );
    expect(xmp).toContain('<stylize:strength>0.8</stylize:strength>');
    expect(xmp).toContain('<stylize:treatment>{&quot;seamless&quot;:true}</stylize:treatment>');
    expect(opened(xmp)).toEqual([]);
  });

  it("keeps what the source's own packet says, but for the kind of its origin", () => {
    const { xmp, lost } = provenanceXmp(PROVENANCE, OWN);
    expect(lost).toBe(false);
    expect(xmp).toContain('© A. Person');
    expect(xmp).not.toContain('digitalCapture');
    expect(xmp.match(/DigitalSourceType/g)).toHaveLength(2);
    expect(xmp.match(/rdf:about="uuid:1"/g)).toHaveLength(2);
    expect(opened(xmp)).toEqual([]);
  });

  it('says it once, however often a result becomes a source', () => {
    const { xmp: once } = provenanceXmp(PROVENANCE, OWN);
    const { xmp: twice } = provenanceXmp({ ...PROVENANCE, style: 'oil' }, once);
    expect(twice.match(/<Iptc4xmpExt:DigitalSourceType>/g)).toHaveLength(1);
    expect(twice.match(/<stylize:references>/g)).toHaveLength(1);
    expect(twice).toContain('<stylize:style>oil</stylize:style>');
    expect(opened(twice)).toEqual([]);
  });

  it('says whose the source is without any provenance, and nothing else of it', () => {
    const rights = { creators: ['A. Person', 'B. & Sons'], copyright: '© A. Person', credit: '"Press"' };
    const { xmp, lost } = outputXmp({ rights, existing: OWN });
    expect(lost).toBe(false);
    expect(rightsInXmp(xmp!)).toEqual(rights);
    expect(xmp).not.toContain('digitalCapture');
    expect(opened(xmp!)).toEqual([]);
    expect(outputXmp({ existing: OWN })).toEqual({ xmp: undefined, lost: false });
  });

  it("says of rights only what the source's own packet does not", () => {
    const rights = { creators: ['A. Person'], copyright: 'another one' };
    const { xmp } = outputXmp({ provenance: PROVENANCE, rights, existing: OWN });
    expect(rightsInXmp(xmp!)).toEqual({ creators: ['A. Person'], copyright: '© A. Person' });
    expect(xmp).not.toContain('another one');
    expect(xmp!.match(/rdf:about="uuid:1"/g)).toHaveLength(3);
    expect(opened(xmp!)).toEqual([]);
  });

  it('tells where the own packet can not be understood', () => {
    expect(provenanceXmp(PROVENANCE, 'garbage')).toMatchObject({ lost: true, xmp: provenanceXmp(PROVENANCE).xmp });
  });
});

/** Elements that are not closed in their order: of well-formed XML none. */
function opened(xml: string): string[] {
  const open: string[] = [];
  for (const [, end, name, empty] of xml.matchAll(/<(\/?)([\w:]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name!);
  }
  return open;
}
