import { describe, expect, it } from 'vitest';
import { type LedgerEntry, ledgerForm, ledgerText, unlicensedIn } from '../../../src/shared/ledger';

const ENTRIES: LedgerEntry[] = [
  {
    output: 'out/fox.png',
    sha256: 'aa11'.repeat(16),
    status: 'up to date',
    source: 'art/fox.png',
    sourceSha256: 'bb22',
    style: 'mixed',
    references: [
      {
        path: 'styles/ink.png',
        weight: 0.75,
        style: 'ink',
        license: 'CC-BY-4.0',
        author: 'A. "Pen", Person',
        sha256: 'cc',
      },
      { path: 'styles/oil_1.png', weight: 0.25, style: 'oil' },
    ],
    parameters: {
      strength: 0.8,
      preserveColor: true,
      strokeScale: 1.5,
      treatment: { seamless: 'x' },
      format: 'webp',
      quality: 90,
    },
    ...{ model: 'dd', version: '0.1.0', width: 512, height: 256, written: '2026-01-02T03:04:05.000Z' },
  },
  { output: '=cmd.png', sha256: undefined, status: 'orphaned', references: [] },
  {
    output: 'out/wall_normal.png',
    sha256: 'ee',
    status: 'up to date',
    source: 'wall_normal.png',
    role: 'normal',
    references: [],
  },
];

describe('ledgerText', () => {
  it('gives spreadsheets a row for each result, quoted where need be, with unknown licences marked', () => {
    const [head, fox, orphan, map] = ledgerText(ENTRIES, 'csv', 'stylize.json').split('\r\n');
    expect(head).toMatch(/^\uFEFFoutput,status,source,style,references,licences,authors,/);
    expect(fox).toBe(
      `out/fox.png,up to date,art/fox.png,mixed,styles/ink.png (75 %); styles/oil_1.png (25 %),CC-BY-4.0; UNKNOWN,"A. ""Pen"", Person; UNKNOWN",UNKNOWN; UNKNOWN,"strength 0.8, own colours, stroke scale 1.5, seamless x, webp 90",512,256,0.1.0,dd,2026-01-02T03:04:05.000Z,${'aa11'.repeat(16)},bb22,cc; `,
    );
    expect(orphan).toMatch(/^'=cmd\.png,orphaned,,,,UNKNOWN,/);
    expect(map).toContain('"none: copied, a map (normal)",,,');
  });

  it('gives people a table that says first what is unknown', () => {
    const text = ledgerText(ENTRIES, 'md', 'stylize.json');
    expect(text).toContain('**Without a stated licence:** styles/oil\\_1.png.');
    expect(text).toContain('styles/ink.png: CC-BY-4.0, A. "Pen", Person<br>styles/oil\\_1.png: **UNKNOWN**');
    expect(text).toContain('| =cmd.png (orphaned) |');
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length)).size).toBe(1);
    expect(ledgerText(ENTRIES.slice(2), 'md', 'stylize.json')).not.toContain('UNKNOWN');
  });

  it('gives programs all of it', () => {
    expect(JSON.parse(ledgerText(ENTRIES, 'json', 'stylize.json'))).toMatchObject({
      version: 1,
      manifest: 'stylize.json',
      outputs: [{ references: [{ license: 'CC-BY-4.0' }, { path: 'styles/oil_1.png' }] }, {}, { role: 'normal' }],
    });
  });

  it('names each reference without a licence once', () => {
    expect(unlicensedIn([...ENTRIES, ...ENTRIES])).toEqual(['styles/oil_1.png']);
  });

  it('takes its form from the extension of a file', () => {
    expect(['a.csv', 'B.MD', 'x/y.json', 'a.txt', undefined].map(ledgerForm)).toEqual([
      'csv',
      'md',
      'json',
      undefined,
      undefined,
    ]);
  });
});
