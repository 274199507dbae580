import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type ReportModel, reportPage } from '../../../src/shared/report';

const HOSTILE = [
  '</script><script>alert(1)</script>.png',
  '</SCRIPT ><img src=x onerror=alert(1)>',
  '<!-- <script>',
  ']]>&lt;"\'`\u2028.png',
  "$& $1 $'",
];

describe('reportPage', () => {
  it('carries the model unharmed', () => {
    const model = modelOf({ title: 'Autumn & winter' });
    expect(modelIn(reportPage(model, ''))).toEqual(model);
  });

  it.each(HOSTILE)('gives %j back as it was, and no way out of its element', (name) => {
    const model = modelOf({ title: name, source: name, style: name, cause: name });
    const page = reportPage(model, 'run()');
    expect(modelIn(page)).toEqual(model);
    // The model, and the one script.
    expect(page.match(/<script/gi)).toHaveLength(2);
    expect(page.match(/<\/script/gi)).toHaveLength(2);
    expect(page).not.toMatch(/<!--|<img/);
  });

  it('allows nothing but its own script and embedded pictures', () => {
    const policy = policyOf(reportPage(modelOf({}), ''));
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('img-src')).toBe('data:');
    expect(policy.get('script-src')).toMatch(/^'nonce-[\w-]{16,}'$/);
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|https?:|\*/);
  });

  it('states the policy before anything that it governs', () => {
    const page = reportPage(modelOf({}), '');
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<title'));
  });

  it('names its script by a nonce that no other page has', () => {
    const pages = [reportPage(modelOf({}), 'run()'), reportPage(modelOf({}), 'run()')];
    const nonces = pages.map((page) => page.match(/<script nonce="([^"]+)">/)![1]);
    expect(pages.map((page) => policyOf(page).get('script-src'))).toEqual(nonces.map((nonce) => `'nonce-${nonce}'`));
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('keeps a script whole that speaks of tags, and drops its source map', () => {
    const script = `text = '</script><!-- $& ' + "</SCRIPT>";\n//# sourceMappingURL=compare.js.map`;
    const page = reportPage(modelOf({}), script);
    const inlined = page.match(/<script nonce="[^"]+">([\s\S]*?)<\/script>/i)![1]!;
    expect(runInNewContext(inlined, {})).toBe('</script><!-- $& </SCRIPT>');
    expect(page).not.toContain('sourceMappingURL');
  });
});

function modelOf({ title = 'Run', source = 'a.png', style = 'Ink', cause = 'It is empty' }): ReportModel {
  const asset = { source, output: `out/${source}`, style, width: 4, height: 3, before: 'data:,a', after: 'data:,b' };
  return {
    title,
    generated: '2026-10-14T16:42:00Z',
    totals: { done: 1, cached: 0, failed: 1, milliseconds: 1200 },
    styles: [{ name: style, thumbnail: 'data:,c' }],
    assets: [
      { ...asset, cached: false, milliseconds: { decode: 1, network: 2, encode: 3 } },
      { ...asset, cached: false, failure: { cause, remedy: 'Export it again.' } },
    ],
  };
}

function modelIn(page: string): unknown {
  return JSON.parse(page.match(/<script type="application\/json" id="model">([\s\S]*?)<\/script>/i)![1]!);
}

function policyOf(page: string): Map<string, string> {
  const policy = page.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)![1]!;
  return new Map(
    policy.split('; ').map((directive) => {
      const [name, ...values] = directive.split(' ');
      return [name!, values.join(' ')];
    }),
  );
}
