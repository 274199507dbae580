import { describe, expect, it } from 'vitest';
import { junitReport, type RunReport } from '../../../src/shared/runReport';
import { xmlText } from '../../../src/shared/xmlText';

const NASTY = `a"b'c<d>&]]>\u0007\uD800é😀\n`;
const REPORT: RunReport = {
  version: 1,
  manifest: 'stylize.json',
  finished: '2026-01-02T03:04:05.000Z',
  totals: { done: 2, fromCache: 1, upToDate: 1, failed: 1, planned: 0, milliseconds: 1500 },
  cancelled: false,
  outputs: [
    output('painted', { milliseconds: { decode: 10, network: 200, encode: 40 }, notices: ['16 bits became 8'] }),
    output('from the cache', { output: 'out/fox.png' }),
    output('up to date', { reason: 'up to date' }),
    output('failed', {
      source: NASTY,
      problem: { kind: 'unreadable', file: NASTY, cause: `its data is damaged ${NASTY}`, remedy: 'Export it again.' },
    }),
  ],
  problems: [
    { severity: 'error', message: 'It leaves the folder.', line: 4 },
    { severity: 'warning', message: 'It matches no picture.', line: 5 },
  ],
  orphans: [],
  findings: [
    {
      ...{
        check: 'fringe',
        severity: 'warning',
        file: 'out/fox.png',
        source: 'a.png',
        style: 'ink',
        figure: 9,
        limit: 5.5,
      },
      ...{ message: 'Its edges are off <so>.', remedy: 'Lower "strength".', path: ['assets', 0, 'strength'] },
    },
  ],
};

function output(status: RunReport['outputs'][number]['status'], change: Partial<RunReport['outputs'][number]>) {
  return { source: 'a.png', output: 'out/a.png', style: 'ink', status, reason: 'new', notices: [], ...change };
}

/** A strict little reader: throws at what is not well-formed. */
function elementsOf(xml: string): { name: string; attributes: Record<string, string>; depth: number }[] {
  const elements: ReturnType<typeof elementsOf> = [];
  const open: string[] = [];
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  while (rest !== '') {
    const text = /^[^<>]+/.exec(rest);
    const tag = /^<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/.exec(rest);
    if (text) expect(text[0]).not.toMatch(/&(?!(amp|lt|gt|quot|#\d+);)/);
    else if (!tag) throw new Error(`not well-formed: ${rest.slice(0, 60)}`);
    else if (tag[1]) expect(open.pop()).toBe(tag[2]);
    else {
      const attributes = [...tag[3]!.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        unescaped(value!),
      ]);
      elements.push({ name: tag[2]!, attributes: Object.fromEntries(attributes), depth: open.length });
      if (!tag[4]) open.push(tag[2]!);
    }
    rest = rest.slice((text ?? tag)![0].length);
  }
  expect(open).toEqual([]);
  return elements;
}

function unescaped(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code ? String.fromCharCode(Number(code)) : names[name]!,
  );
}

describe('a JUnit report', () => {
  const elements = elementsOf(junitReport(REPORT));
  const named = (name: string) => elements.filter((element) => element.name === name);

  it('has a case for each output and for each error of the manifest', () => {
    expect(named('testcase').map(({ attributes }) => [attributes.classname, attributes.name, attributes.time])).toEqual(
      [
        ['ink', 'a.png → out/a.png', '0.250'],
        ['ink', 'a.png → out/fox.png', '0.000'],
        ['ink', 'a.png → out/a.png', '0.000'],
        ['ink', `${xmlSafe(NASTY)} → out/a.png`, '0.000'],
        ['manifest', 'stylize.json:4', '0.000'],
      ],
    );
  });

  it('counts them', () => {
    const counts = { tests: '5', failures: '2', errors: '0', skipped: '1', time: '1.500' };
    expect(named('testsuite')[0]!.attributes).toMatchObject({ name: 'stylize.json', ...counts });
    expect(named('testsuites')[0]!.attributes).toMatchObject(counts);
  });

  it('tells cause and kind of failures, why others were skipped, and what was noticed', () => {
    expect(named('failure').map(({ attributes }) => attributes)).toEqual([
      { type: 'unreadable', message: `its data is damaged ${xmlSafe(NASTY)}` },
      { type: 'manifest', message: 'It leaves the folder.' },
    ]);
    expect(named('skipped').map(({ attributes }) => attributes)).toEqual([{ message: 'up to date: up to date' }]);
    expect(named('system-out')).toHaveLength(2);
    expect(junitReport(REPORT)).toContain(
      'warning: out/fox.png: Its edges are off &lt;so&gt;. Lower &quot;strength&quot;.',
    );
    expect(junitReport(REPORT)).toContain('Export it again.</failure>');
  });
});

describe('text in XML', () => {
  it('keeps what XML can hold and replaces what it can not', () => {
    expect(xmlText(NASTY)).toBe("a&quot;b'c&lt;d&gt;&amp;]]&gt;\uFFFD\uFFFDé😀&#10;");
    expect(unescaped(xmlText(NASTY))).toBe(xmlSafe(NASTY));
  });
});

function xmlSafe(text: string): string {
  return text.replace('\u0007', '\uFFFD').replace('\uD800', '\uFFFD');
}
