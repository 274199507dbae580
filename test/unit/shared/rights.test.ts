import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputXmp } from '../../../src/shared/provenance';
import { type Rights, rightsInXmp } from '../../../src/shared/rights';

const wrapped = (inner: string, attributes = '') =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="" ${attributes}>${inner}</rdf:Description></rdf:RDF></x:xmpmeta>`;

describe('rightsInXmp', () => {
  it('reads properties as elements, as lists and as attributes', () => {
    const lists = wrapped(
      '<dc:creator><rdf:Seq><rdf:li>A. Person</rdf:li><rdf:li>Müller &amp; S&#246;hne &#x1F3A8;</rdf:li></rdf:Seq></dc:creator>' +
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default"> © 2026 </rdf:li><rdf:li xml:lang="de">anders</rdf:li></rdf:Alt></dc:rights>',
    );
    expect(rightsInXmp(lists)).toEqual({ creators: ['A. Person', 'Müller & Söhne 🎨'], copyright: '© 2026' });
    const attributes = wrapped(
      '',
      `photoshop:Credit='The "Press"' xmpRights:WebStatement="https://example.com/?a=1&amp;b"`,
    );
    expect(rightsInXmp(attributes)).toEqual({
      creators: [],
      credit: 'The "Press"',
      statement: 'https://example.com/?a=1&b',
    });
    expect(rightsInXmp(wrapped('<dc:rights>plain</dc:rights>'))).toMatchObject({ copyright: 'plain' });
  });

  it('says nothing where nothing is said, or what is said is no text', () => {
    for (const inner of [
      '',
      '<dc:rights/>',
      '<dc:rights></dc:rights>',
      '<dc:rights> <b>x</b> </dc:rights>',
      '<dc:rights>cut',
    ])
      expect(rightsInXmp(wrapped(inner)), inner).toBeUndefined();
    expect(rightsInXmp(wrapped('<xmp:CreatorTool>x</xmp:CreatorTool>'))).toBeUndefined();
    expect(rightsInXmp('')).toBeUndefined();
  });

  it('reads what was written, whatever the texts', () => {
    // XML has no controls, and readers trim
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 8 })
      .map((value) => value.replace(/\p{Cc}|\p{Cn}|\p{Cs}/gu, '').trim())
      .filter((value) => value !== '' && !value.includes('\uFFFD'));
    const rights: fc.Arbitrary<Rights> = fc.record(
      {
        creators: fc.array(text, { minLength: 1, maxLength: 3 }),
        copyright: text,
        credit: text,
        terms: text,
        statement: text,
      },
      { requiredKeys: ['creators'] },
    );
    fc.assert(
      fc.property(rights, (said) => {
        expect(rightsInXmp(outputXmp({ rights: said }).xmp!)).toEqual(said);
      }),
      { seed: 1, numRuns: 30 },
    );
  });
});
