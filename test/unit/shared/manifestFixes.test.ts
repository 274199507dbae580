import { describe, expect, it } from 'vitest';
import { addStyle, fixesFor, type ManifestFix } from '../../../src/shared/manifestFixes';
import type { ManifestProblemKind } from '../../../src/shared/manifestProblem';
import { locateProblems, parseManifest } from '../../../src/shared/parseManifest';
import { edited } from './manuscript';

const FORMAT = { insertSpaces: true, tabSize: 2, eol: '\n' };
const files = {
  pictures: ['deep/er/gouache.png', 'styles/gouache.jpg', 'out/oil.png'],
  results: new Set(['out/oil.png']),
};

const text = `{
  "version": 1,
  "styles": {
    "ink": { "reference": "styles/ink.png" } // black
  },
  "assets": [
    { "input": "a/*", "style": "gouache", "output": "out/{nam}.{ext}" },
    // the second
    { "input": "b/*", "style": "ikn", "output": "out/b/{name}.{ext}" }
  ]
}
`;

const fixes = (number: number) => fixesFor(text, parseManifest(text).problems[number]!, files, FORMAT);

function planned(source: string, kind: ManifestProblemKind, path: (string | number)[]): ManifestFix[] {
  const [problem] = locateProblems(source, [{ severity: 'error', message: '', path, kind }]);
  return fixesFor(source, problem!, files, FORMAT);
}

function applied(source: string, fix: ManifestFix | undefined): string {
  if (!fix || !('edits' in fix)) throw new Error(`no edits in ${JSON.stringify(fix)}`);
  return edited(source, fix.edits);
}

describe('quick fixes', () => {
  it('put in what was probably meant', () => {
    expect(applied(text, fixes(1)[0])).toBe(text.replace('{nam}', '{name}'));
    expect(applied(text, fixes(2)[0])).toBe(text.replace('"ikn"', '"ink"'));
    const blend =
      '{ "version": 1, "styles": { "ink": { "reference": "x" }, "b": { "blend": { "ikn": 1 } } }, "assets": [] }';
    const [problem] = parseManifest(blend).problems;
    expect(applied(blend, fixesFor(blend, problem!, files, FORMAT)[0])).toBe(blend.replace('ikn', 'ink'));
  });

  it('create a missing style, with the picture of that name if there is one', () => {
    const [create, choose] = fixes(0);
    expect(create).toMatchObject({ kind: 'create-style', style: 'gouache', reference: 'styles/gouache.jpg' });
    expect(choose).toEqual({ kind: 'create-style-from', style: 'gouache' });
    const result = applied(text, create);
    expect(result).toContain('// black');
    expect(result).toContain('    "gouache": {\n      "reference": "styles/gouache.jpg"\n    }');
    expect(parseManifest(result).problems.map(({ message }) => message)).not.toContain('There is no style "gouache".');
    expect(fixes(2).find(({ kind }) => kind === 'create-style')).toMatchObject({ reference: 'styles/ikn.png' });
  });

  it('say what is done with the maps of a rule', () => {
    const offered = planned(text, 'maps', ['assets', 1, 'input']);
    expect(offered.map((fix) => fix.kind === 'set-maps' && fix.maps)).toEqual(['skip', 'copy', 'paint']);
    const result = applied(text, offered[1]);
    expect(result).toContain('// the second');
    expect(result.indexOf('"maps": "copy"')).toBeGreaterThan(result.indexOf('"b/*"'));
  });

  it('add a style where there are none yet', () => {
    const empty = '{ "version": 1, "assets": [] }';
    expect(JSON.parse(edited(empty, addStyle(empty, 'ink', 'a.png', FORMAT)))).toMatchObject({
      styles: { ink: { reference: 'a.png' } },
    });
  });

  it('offer a picture for a missing reference, and its folder where that is missing too', () => {
    const at = (reference: string) =>
      planned(`{ "styles": { "ink": { "reference": "${reference}" } } }`, 'missing-reference', [
        'styles',
        'ink',
        'reference',
      ]);
    expect(at('new/deep/ink.png')).toEqual([
      { kind: 'choose-reference' },
      { kind: 'create-folder', folder: 'new/deep' },
    ]);
    expect(at('styles/ink.png')).toEqual([{ kind: 'choose-reference' }]);
    expect(at('ink.png')).toEqual([{ kind: 'choose-reference' }]);
    expect(at('../ink.png')).toEqual([{ kind: 'choose-reference' }]);
  });

  it('remove a rule that matches nothing, with its comma and its line, and no comment', () => {
    const remove = (source: string, index: number) =>
      applied(source, planned(source, 'no-match', ['assets', index, 'input'])[0]);
    expect(remove(text, 0)).toBe(text.replace(/\n {4}\{ "input": "a.*\n/, '\n'));
    const last = remove(text, 1);
    expect(last).toContain(
      '    { "input": "a/*", "style": "gouache", "output": "out/{nam}.{ext}" }\n    // the second\n  ]',
    );
    const row = '{ "assets": [{ "input": "a" }, { "input": "b" }, { "input": "c" }] }';
    expect(
      [0, 1, 2].map((index) => JSON.parse(remove(row, index)).assets.map((rule: { input: string }) => rule.input)),
    ).toEqual([
      ['b', 'c'],
      ['a', 'c'],
      ['a', 'b'],
    ]);
    expect(remove('{ "assets": [{ "input": "a" }] }', 0)).toBe('{ "assets": [] }');
    expect(remove('{ "assets": [\n  { "input": "a" },\n  { "input": "b" },\n] }', 1)).toBe(
      '{ "assets": [\n  { "input": "a" },\n] }',
    );
  });

  it('remove a style that no rule uses', () => {
    const source = '{ "styles": {\r\n  "a": { "reference": "a" },\r\n  "b": { "reference": "b" }\r\n} }';
    expect(applied(source, planned(source, 'unused-style', ['styles', 'b'])[0])).toBe(
      '{ "styles": {\r\n  "a": { "reference": "a" }\r\n} }',
    );
  });

  it('are none where the text has changed under the problem', () => {
    expect(planned('{ "assets": [] }', 'no-match', ['assets', 3, 'input'])).toEqual([]);
    expect(planned('', 'unused-style', ['styles', 'x'])).toEqual([]);
  });
});
