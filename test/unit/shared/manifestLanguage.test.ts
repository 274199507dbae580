import { describe, expect, it } from 'vitest';
import { addRule } from '../../../src/shared/manifestEdits';
import { elementsOf, insideOf } from '../../../src/shared/manifestElement';
import { fixesFor } from '../../../src/shared/manifestFixes';
import { hoverAt } from '../../../src/shared/manifestHover';
import type { Bases } from '../../../src/shared/manifestLayers';
import { outlineManifest } from '../../../src/shared/manifestOutline';
import { definitionsOf, renameSymbol, symbolAt, usesOf } from '../../../src/shared/manifestSymbols';
import { parseManifest } from '../../../src/shared/parseManifest';
import { completing, edited, withCursor } from './manuscript';

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
const bases: Bases = new Map([
  [
    'shared/looks.json',
    {
      text: '{ "version": 1, "variables": { "out": "build" }, "styles": { "oil": { "reference": "oil.png", "strength": 0.5 } } }',
    },
  ],
]);
const files = {
  pictures: ['art/a.png', 'art/ui/b.png', 'shared/oil.png', 'styles/ink.png'],
  results: new Set<string>(),
  bases,
};
const HEAD = `"version": 1, "extends": "shared/looks.json", "variables": { "art": "art" },
  "styles": { "ink": { "reference": "styles/ink.png" }, "pale": { "extends": "ink", "strength": 0.25 } }`;

const complete = (marked: string) => completing(marked, files);
const inRule = (marked: string) => complete(`{ ${HEAD}, "assets": [{ ${marked} }] }`);

describe('completion', () => {
  it('offers inherited styles too, with the file that they come from', () => {
    const { labels, items } = inRule('"style": "¦"');
    expect(labels).toEqual(['oil', 'ink', 'pale']);
    expect(items[0]).toMatchObject({ picture: 'shared/oil.png', detail: 'shared/looks.json' });
    expect(items[2]).toMatchObject({ picture: 'styles/ink.png' });
  });

  it('offers for a style to extend what does not extend it', () => {
    const styles = (marked: string) => complete(`{ "extends": "shared/looks.json", "styles": { ${marked} } }`);
    expect(styles('"ink": { "extends": "¦" }, "a": { "extends": "ink" }, "b": { "blend": { "a": 1 } }').labels).toEqual(
      ['oil'],
    );
    expect(styles('"ink": { "reference": "x" }, "new": { "extends": ¦').accept('ink')).toContain('"extends": "ink"');
  });

  it.each([
    ['"input": "${¦"', '"input": "${art}"'],
    ['"input": "${a¦}/x.png"', '"input": "${art}/x.png"'],
    ['"input": ["x", "$¦"]', '"input": ["x", "${art}"]'],
    ['"exclude": "¦"', '"exclude": "${art}"'],
    ['"output": "out/${¦/{name}.png"', '"output": "out/${art}/{name}.png"'],
    ['"outputs": [{ "output": "${¦}" }]', '"outputs": [{ "output": "${art}" }]'],
  ])('offers variables in %s', (marked, expected) => {
    const { accept, labels, items } = inRule(marked);
    expect(labels).toEqual(expect.arrayContaining(['${art}', '${out}']));
    expect(items.find(({ label }) => label === '${out}')).toMatchObject({ kind: 'variable', detail: 'build' });
    expect(accept('${art}')).toContain(expected);
  });

  it('offers them in other variables, folders and defaults, and looks for paths behind them', () => {
    expect(complete('{ "variables": { "a": "x", "b": "${¦" } }').labels).toEqual(['${a}', '${b}']);
    expect(complete('{ "variables": { "a": "x" }, "folders": { "${¦" } }').labels).toEqual(['${a}']);
    expect(complete('{ "variables": { "a": "x" }, "extends": ["$¦"] }').labels).toEqual(['${a}']);
    expect(complete('{ "variables": { "a": "x" }, "defaults": { "output": "${¦" } }').labels).toEqual(['${a}']);
    expect(inRule('"input": "${art}/¦"').accept('ui/')).toContain('"input": "${art}/ui/"');
    expect(complete(`{ ${HEAD}, "styles": { "new": { "reference": "\${art}/¦" } } }`).items).toContainEqual(
      expect.objectContaining({ label: 'a.png', picture: 'art/a.png' }),
    );
  });

  it('offers the fields of sizes only where sizes are given', () => {
    expect(inRule('"outputs": [{ "output": "o/{¦" }]').labels).toContain('{width}');
    expect(inRule('"outputs": [{ "output": "¦" }]').labels).toContain('out/{dir}/{name}@2x.{ext}');
    expect(inRule('"output": "o/{¦"').labels).toEqual(['{dir}', '{name}', '{ext}', '{style}', '${out}', '${art}']);
    expect(complete('{ "defaults": { "output": "o/{¦" } }').labels).toEqual(['{dir}', '{name}', '{ext}', '{style}']);
    expect(complete('{ "defaults": { "exclude": "art/¦" } }').labels).toContain('ui/');
  });
});

describe('hovering', () => {
  const hover = (marked: string) => {
    const { text, offset } = withCursor(marked);
    return hoverAt(outlineManifest(text), offset, files);
  };
  const rule = (marked: string) => hover(`{ ${HEAD}, "assets": [{ "style": "ink", ${marked} }] }`);

  it('tells what inherited and extending styles look like', () => {
    expect(hover(`{ ${HEAD}, "assets": [{ "style": "o¦il" }] }`)).toMatchObject({
      references: [{ path: 'shared/oil.png', weight: 1 }],
      strength: 0.5,
    });
    expect(hover(`{ ${HEAD}, "assets": [{ "style": "pa¦le" }] }`)).toMatchObject({
      references: [{ path: 'styles/ink.png', weight: 1 }],
      strength: 0.25,
    });
  });

  it('tells what a variable stands for, and fills it in for patterns and results', () => {
    expect(rule('"input": "${a¦rt}/*.png"')).toMatchObject({ kind: 'variable', value: 'art' });
    expect(rule('"input": "${art}/*.p¦ng"')).toMatchObject({ kind: 'input', count: 1, first: ['art/a.png'] });
    expect(rule('"input": "art/**", "exclude": "${art}/ui/¦**"')).toMatchObject({
      kind: 'exclude',
      first: ['art/ui/b.png'],
    });
    expect(rule('"input": "${art}/*.png", "output": "${out}/¦{name}.{ext}"')).toMatchObject({ output: 'build/a.png' });
  });

  it('tells what becomes of a picture for each of several outputs', () => {
    const outputs = (marked: string) =>
      rule(`"input": "art/*.png", "outputs": [{ "output": "{name}@2x.png" }, ${marked}]`);
    expect(outputs('{ "output": "w/{na¦me}-{width}.{ext}", "format": "webp", "width": 64 }')).toMatchObject({
      kind: 'output',
      output: 'w/a-64.webp',
    });
  });
});

describe('names', () => {
  const text = `{
  "variables": { "art": "game", "ui": "\${art}/ui" },
  "styles": { "ink": { "reference": "\${art}/ink.png" }, "pale": { "extends": "ink" } },
  "folders": { "\${art}/x": {} },
  "defaults": { "output": "\${art}/{name}.{ext}" },
  "assets": [{ "input": ["\${art}/*.png", "art"], "style": "ink", "outputs": [{ "output": "\${art}/{name}.png" }] }]
}`;
  const outline = outlineManifest(text);
  const symbolOf = (part: string) => symbolAt(outline, text.indexOf(part) + 2)!;

  it('of variables are found and renamed in every path', () => {
    const symbol = symbolOf('"art"');
    expect(definitionsOf(outline, symbol)).toHaveLength(1);
    expect(usesOf(outline, symbol)).toHaveLength(6);
    const renaming = renameSymbol(outline, symbol, 'assets');
    if (!('edits' in renaming)) throw new Error(renaming.refusal);
    expect(edited(text, renaming.edits)).toBe(text.replaceAll('${art}', '${assets}').replace('"art":', '"assets":'));
    expect(renameSymbol(outline, symbol, 'ui')).toEqual({ refusal: 'taken' });
    expect(renameSymbol(outline, symbol, 'a/b')).toEqual({ refusal: 'not-a-name' });
  });

  it('of styles are renamed also where others extend them', () => {
    const renaming = renameSymbol(outline, symbolOf('"ink"'), 'black');
    if (!('edits' in renaming)) throw new Error(renaming.refusal);
    expect(edited(text, renaming.edits)).toBe(text.replaceAll('"ink"', '"black"'));
  });

  it('that come from another file are not renamed here', () => {
    const inherits = outlineManifest('{ "extends": "a.json", "assets": [{ "style": "oil" }] }');
    const symbol = { kind: 'style', text: { value: 'oil', offset: 0, length: 0 } } as const;
    expect(renameSymbol(inherits, symbol, 'b')).toEqual({ refusal: 'inherited' });
  });

  it('of files that are extended are texts of their own', () => {
    const found = elementsOf(outlineManifest('{ "extends": ["a.json", "b.json"] }')).filter(
      ({ kind }) => kind === 'base',
    );
    expect(found.map(({ text: { value }, text: quoted }) => [value, insideOf(quoted).length])).toEqual([
      ['a.json', 6],
      ['b.json', 6],
    ]);
  });
});

describe('fixes', () => {
  const FORMAT = { insertSpaces: true, tabSize: 2, eol: '\n' };
  const fixed = (text: string, kind: string) => {
    const { problems } = parseManifest(text, { bases });
    const fixes = problems.flatMap((problem) => fixesFor(text, problem, files, FORMAT));
    const fix = fixes.find((each) => each.kind === kind);
    if (!fix || !('edits' in fix)) throw new Error(JSON.stringify(problems));
    return edited(text, fix.edits);
  };

  it('say of which version a manifest is, at its top', () => {
    const rest = '"styles": {},\n  "assets": []\n}\n';
    expect(fixed(`{\n  ${rest}`, 'set-version')).toBe(`{\n  "version": 1,\n  ${rest}`);
    expect(fixed(`{\n  "version": "1",\n  ${rest}`, 'set-version')).toBe(`{\n  "version": 1,\n  ${rest}`);
  });

  it('put in the variable, the style and the folder that were probably meant', () => {
    const text = `{ ${HEAD}, "assets": [{ "input": "\${atr}/*.png", "style": "ink", "output": "o/{name}.{ext}" }] }`;
    expect(fixed(text, 'replace')).toBe(text.replace('atr', 'art'));
    const style = text.replace('atr', 'art').replace('"style": "ink"', '"style": "ol"');
    expect(fixed(style, 'replace')).toBe(style.replace('"ol"', '"oil"'));
  });
});

describe('a rule that is added', () => {
  const layout = { indent: '  ', eol: '\n' };
  const add = (
    text: string,
    name: string,
    definition?: { references: string[]; strength: number; preserveColor: boolean },
  ) => {
    const request = { style: { name, ...(definition && { definition }) }, inputs: ['art/a.png'], outputFolder: 'out' };
    const added = addRule(text, request, layout, bases);
    return 'refused' in added ? added.refused : edited(text, added.edits as Parameters<typeof edited>[1]);
  };
  const OIL = { references: ['shared/oil.png'], strength: 0.5, preserveColor: false };

  it('takes inherited styles for those that are there', () => {
    const text = '{ "version": 1, "extends": "shared/looks.json", "assets": [] }';
    const after = parseManifest(add(text, 'other name', OIL), { bases });
    expect(after.problems).toEqual([]);
    expect(after.manifest).toMatchObject({ assets: [{ style: 'oil', input: 'art/a.png' }] });
    expect(add(text, 'oil', { ...OIL, strength: 1 })).toContain('"oil-2": { "reference": "shared/oil.png" }');
  });

  it('says the strength where a default would change it', () => {
    const text = '{ "version": 1, "styles": {}, "defaults": { "strength": 0.3 }, "assets": [] }';
    expect(add(text, 'new', { ...OIL, strength: 1 })).toContain('"strength": 1');
    expect(add(text, 'new', { ...OIL, strength: 0.3 })).not.toContain('"reference": "shared/oil.png", "strength"');
  });

  it('is there already where variables say so', () => {
    const text = `{ ${HEAD}, "assets": [{ "input": "\${art}/*.png", "style": "ink", "output": "o/{name}.{ext}" }] }`;
    expect(add(text, 'ink')).toBe(text);
  });

  it('is refused where an earlier rule takes the picture, and only the first counts', () => {
    const text = `{ ${HEAD}, "match": "first", "assets": [{ "input": "art/*.png", "style": "ink", "output": "o/{name}.{ext}" }] }`;
    expect(add(text, 'oil')).toBe(
      'Rule 1 takes it already, and "match" is "first". Put a rule before that one by hand.',
    );
  });
});
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
