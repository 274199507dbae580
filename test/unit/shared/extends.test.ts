import { describe, expect, it } from 'vitest';
import type { BaseFile } from '../../../src/shared/manifestLayers';
import { namedBases } from '../../../src/shared/manifestLayers';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
const ASSETS = [{ input: 'art/*.png', style: 'ink' }];
type Files = Record<string, object | string>;

/** Parses a manifest beside these files; texts that are no objects are read as they stand. */
function parse(manifest: object, files: Files, set?: Record<string, string>) {
  const bases = new Map(
    Object.entries(files).map(([path, file]): [string, BaseFile] => [
      path,
      { text: typeof file === 'string' ? file : JSON.stringify({ version: 1, ...file }) },
    ]),
  );
  return parseManifest(JSON.stringify({ version: 1, assets: ASSETS, ...manifest }), { bases, set });
}
const problemsOf = (...args: Parameters<typeof parse>) =>
  parse(...args).problems.map(({ message, path }) => [message, path]);

describe('a manifest that extends others', () => {
  it('has their styles, with references as seen from its own folder, and their defaults', () => {
    const { manifest, problems } = parse(
      { extends: '../shared/looks.json' },
      {
        '../shared/looks.json': {
          styles: { ink: { reference: ['ink.png', '../x.png', 'builtin:ink', '/abs/y.png'] } },
          defaults: { output: 'out/{name}.{ext}', strength: 0.5 },
        },
      },
    );
    expect(problems).toEqual([]);
    expect(manifest!.bases).toEqual(['../shared/looks.json']);
    expect(manifest!.styles.ink).toMatchObject({
      reference: ['../shared/ink.png', '../x.png', 'builtin:ink', '/abs/y.png'],
      strength: 0.5,
      file: '../shared/looks.json',
      place: ['extends'],
    });
    expect(planJobs(manifest!, ['art/a.png']).jobs).toMatchObject([{ output: 'out/a.png', style: { strength: 0.5 } }]);
  });

  it('wins over them, the later over the earlier, each over what it extends itself', () => {
    const style = (reference: string) => ({ reference });
    const files: Files = {
      'a/a.json': {
        extends: '../c.json',
        styles: { one: style('1'), two: style('2') },
        defaults: { quality: 1, format: 'webp' },
      },
      'b.json': { styles: { two: style('2'), three: style('3') }, defaults: { quality: 2 } },
      'c.json': { styles: { one: style('c'), ink: style('c') }, defaults: { quality: 3, output: 'c/{name}.{ext}' } },
    };
    const { manifest } = parse({ extends: ['a/a.json', 'b.json'], styles: { three: style('own') } }, files);
    const references = Object.entries(manifest!.styles).map(([name, made]) => [
      name,
      'reference' in made && made.reference,
    ]);
    expect(Object.fromEntries(references)).toEqual({ one: 'a/1', two: '2', three: 'own', ink: 'c' });
    expect(manifest!.defaults).toEqual({ quality: 2, format: 'webp', output: 'c/{name}.{ext}' });
  });

  it('takes a file that two others extend once, below both, and comes to an end with many of them', () => {
    const style = (reference: string) => ({ styles: { ink: { reference } } });
    const files: Files = {
      'a.json': { extends: 'c.json', ...style('a') },
      'b.json': { extends: 'c.json' },
      'c.json': style('c'),
    };
    const own = { defaults: { output: 'out/{name}.{ext}' } };
    expect(parse({ ...own, extends: ['a.json', 'b.json'] }, files).manifest!.styles.ink).toMatchObject({
      reference: 'a',
    });
    expect(parse({ ...own, extends: ['a.json', 'c.json'] }, files).manifest!.styles.ink).toMatchObject({
      reference: 'c',
    });
    const levels = Array.from({ length: 18 }, (_, level) => level);
    const pairs = levels.flatMap((level) =>
      ['l', 'r'].map((side) => [`${side}${level}.json`, { extends: [`l${level + 1}.json`, `r${level + 1}.json`] }]),
    );
    const many: Files = { ...Object.fromEntries(pairs), 'l18.json': style('deep'), 'r18.json': {} };
    expect(parse({ ...own, extends: 'l0.json' }, many).manifest!.styles.ink).toMatchObject({ reference: 'deep' });
  });

  it('gives them its variables, and does not take their rules, folders and ways to match', () => {
    const looks = {
      variables: { looks: 'pictures', more: '${looks}/more' },
      styles: { ink: { reference: '${more}/ink.png' } },
      assets: [{ input: 'x.png', style: 'gone', output: 'no/{nonsense}' }],
      folders: { nowhere: { strength: 0 } },
      match: 'first',
      defaults: { output: 'out/{name}.{ext}' },
    };
    const own = parse({ extends: 'looks.json' }, { 'looks.json': looks });
    expect(own.problems).toEqual([]);
    expect(own.manifest).toMatchObject({
      match: 'all',
      folders: [],
      styles: { ink: { reference: 'pictures/more/ink.png' } },
    });
    const other = parse({ extends: 'looks.json', variables: { looks: 'other' } }, { 'looks.json': looks });
    expect(other.manifest!.styles.ink).toMatchObject({ reference: 'other/more/ink.png' });
    const set = parse({ extends: 'looks.json' }, { 'looks.json': looks }, { looks: 'set' });
    expect(set.manifest!.styles.ink).toMatchObject({ reference: 'set/more/ink.png' });
  });

  it('lets its styles extend and blend theirs', () => {
    const { manifest, problems } = parse(
      {
        extends: 'looks.json',
        styles: { ink: { extends: 'oil', strength: 0.5 }, mix: { blend: { oil: 1 } } },
        assets: [
          { input: 'a.png', style: 'ink', output: 'o.png' },
          { input: 'a.png', style: 'mix', output: 'm.png' },
        ],
      },
      { 'looks.json': { styles: { oil: { reference: 'oil.png', preserveColor: true } } } },
    );
    expect(problems).toEqual([]);
    expect(manifest!.styles.ink).toMatchObject({
      reference: 'oil.png',
      strength: 0.5,
      preserveColor: true,
      from: 'oil',
    });
  });

  it('names the files to read, one after the other, also by variables', () => {
    const text = JSON.stringify({ version: 1, variables: { shared: '../s' }, extends: '${shared}/a.json' });
    expect(namedBases(text, new Map())).toEqual(['../s/a.json']);
    const a = { text: JSON.stringify({ version: 1, extends: ['b.json', '/abs/c.json'] }) };
    expect(namedBases(text, new Map([['../s/a.json', a]]))).toEqual(['../s/a.json', '../s/b.json', '/abs/c.json']);
    expect(namedBases(text, new Map(), { shared: 'x' })).toEqual(['x/a.json']);
  });
});

describe('what is wrong with a manifest that is extended', () => {
  const output = { defaults: { output: 'out/{name}.{ext}' } };

  it('is told at the entry, with the file and its line', () => {
    const broken = '{\n "version": 1,\n "styles": { "ink": { "refrence": "a.png" } }\n}';
    expect(problemsOf({ ...output, extends: ['b.json'] }, { 'b.json': broken })).toEqual([
      [expect.stringMatching(/^b\.json, line 3: The style "ink" needs either .* \(and 1 more\)$/), ['extends', 0]],
    ]);
    expect(problemsOf({ ...output, extends: 'b.json' }, { 'b.json': '{ "version": 1,\n' })).toEqual([
      [expect.stringMatching(/^b\.json, line 2: /), ['extends']],
    ]);
    expect(problemsOf({ ...output, extends: 'b.json' }, { 'b.json': { version: 3 } })).toEqual([
      [expect.stringContaining('b.json, line 1: This manifest is of version 3'), ['extends']],
    ]);
  });

  it.each([
    [{ styles: { ink: { blend: { gone: 1 } } } }, 'b.json: There is no style "gone".'],
    [{ styles: { ink: { extends: 'ink' } } }, 'b.json: A style cannot extend itself: ink → ink.'],
    [{ styles: { ink: { reference: 'builtin:guache' } } }, 'b.json: There is no built-in style "guache".'],
    [{ styles: { ink: { reference: '${x}.png' } } }, 'b.json, line 1: There is no variable "x".'],
    [
      { variables: { x: '${x}' }, styles: { ink: { reference: 'a' } } },
      'b.json, line 1: A variable cannot contain itself',
    ],
  ])('is told with its name: %j', (file, message) => {
    expect(problemsOf({ ...output, extends: 'b.json' }, { 'b.json': file })).toEqual([
      [expect.stringContaining(message), ['extends']],
    ]);
  });

  it('is one problem where two entries lead to it', () => {
    const files: Files = { 'a.json': { extends: 'c.json' }, 'c.json': '{' };
    expect(problemsOf({ ...output, extends: 'a.json' }, files)).toHaveLength(1);
  });

  it('may be that it extends itself, by whatever way', () => {
    expect(problemsOf({ extends: 'a.json' }, { 'a.json': { extends: './x/../a.json' } })).toEqual([
      ['A manifest cannot extend itself: a.json → a.json.', ['extends']],
    ]);
    const files: Files = { 'a.json': { extends: 'd/b.json' }, 'd/b.json': { extends: '../a.json' } };
    expect(problemsOf({ extends: 'a.json' }, files)).toEqual([
      ['A manifest cannot extend itself: a.json → d/b.json → a.json.', ['extends']],
    ]);
  });

  it('may be that it is not there; one of another name may be meant', () => {
    const bases = new Map([
      ['../shared/loks.json', { problem: 'there is no such file', near: ['looks.json', 'x.json'] }],
    ]);
    const text = '{ "version": 1, "extends": "../shared/loks.json", "assets": [] }';
    const { manifest, problems } = parseManifest(text, { bases });
    expect(manifest).toBeUndefined();
    expect(problems).toMatchObject([
      {
        message:
          '"../shared/loks.json" can\'t be extended: there is no such file. Did you mean "../shared/looks.json"?',
        suggestion: '../shared/looks.json',
        start: { offset: text.indexOf('"../shared') },
      },
    ]);
  });

  it('is not guessed at while it is not read', () => {
    const text = JSON.stringify({ version: 1, extends: 'b.json', assets: [{ input: '${a}/*.png', style: 'ink' }] });
    expect(parseManifest(text).problems).toEqual([]);
    expect(parseManifest(text, { bases: new Map([['b.json', { text: '{ "version": 1 }' }]]) }).problems).toHaveLength(
      3,
    );
  });
});
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
