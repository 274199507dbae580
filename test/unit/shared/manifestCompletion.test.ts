import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTIN_STYLES, builtinReference } from '../../../src/shared/builtinStyles';
import { completeManifest } from '../../../src/shared/manifestCompletion';
import { completing, withCursor } from './manuscript';

const pictures = [
  'art/.hidden.png',
  'art/fox.png',
  'art/heroes/knight.jpg',
  'art/heroes/queen.png',
  'hero.svg',
  'out/fox.png',
  'styles/ink.png',
  'styles/oil.jpg',
];
const files = { pictures, results: new Set(['out/fox.png']) };
const STYLES = '"styles": { "ink": { "reference": "styles/ink.png" }, "oil": { "reference": "styles/oil.jpg" } }';

const complete = (marked: string) => completing(marked, files);

const inRule = (marked: string) => complete(`{ ${STYLES}, "assets": [{ ${marked} }] }`);

describe('completion of styles', () => {
  it('offers the styles in a rule, and replaces what is inside the quotes', () => {
    const { labels, items, accept } = inRule('"style": "i¦nc"');
    expect(labels).toEqual(['ink', 'oil']);
    expect(accept('ink')).toContain('"style": "ink" }]');
    expect(items[0]).toMatchObject({ kind: 'style', picture: 'styles/ink.png' });
  });

  it('adds the quotes that are not there yet', () => {
    expect(inRule('"style": ¦').accept('oil')).toContain('"style": "oil" }]');
    expect(inRule('"style": o¦').accept('oil')).toContain('"style": "oil" }]');
    expect(inRule('"style": "o¦\n').accept('oil')).toContain('"style": "oil"\n');
    expect(inRule('"style":"ink"¦').labels).toEqual([]);
  });

  it('offers for a blend what it has not got, and nothing that contains the blend', () => {
    const blend = (marked: string) =>
      complete(
        `{ "styles": { "a": { "reference": "x" }, "b": { "blend": { "c": 1 } }, "c": { "blend": { ${marked} } } } }`,
      );
    expect(blend('"a": 1, "¦": 1').labels).toEqual([]);
    expect(blend('"¦": 1').labels).toEqual(['a']);
    expect(blend('"¦": 1').accept('a')).toContain('{ "a": 1 }');
    expect(blend('¦').accept('a')).toContain('{ "a": 1 }');
    expect(blend('"¦"').accept('a')).toContain('{ "a": 1 }');
    expect(blend('"a": ¦').labels).toEqual([]);
  });

  it('keeps out of keys and other values', () => {
    expect(inRule('"¦": "ink"').labels).toEqual([]);
    expect(inRule('"quality": ¦').labels).toEqual([]);
    expect(complete('{ "sty¦": {} }').labels).toEqual([]);
    expect(complete('¦').labels).toEqual([]);
  });
});

describe('completion of paths', () => {
  it('goes folder by folder, without hidden files and results', () => {
    const reference = (path: string) => complete(`{ "styles": { "ink": { "reference": "${path}" } } }`);
    expect(reference('¦').labels.slice(0, 3)).toEqual(['art/', 'styles/', 'hero.svg']);
    expect(reference('art/¦').labels).toEqual(['heroes/', 'fox.png']);
    expect(reference('./art/he¦').labels).toEqual(['heroes/', 'fox.png']);
    expect(reference('nowhere/¦').labels).toEqual([]);
    expect(reference('art/**/¦').labels).toEqual([]);
    expect(reference('art/f¦').accept('fox.png')).toContain('"art/fox.png"');
    expect(reference('st¦/fox.png').accept('styles/')).toContain('"styles/fox.png"');
    expect(reference('¦').items[0]).toMatchObject({ kind: 'folder', count: 3 });
    expect(reference('art/¦').items[1]).toMatchObject({ picture: 'art/fox.png' });
  });

  it('offers for masks and palettes pictures, fields and whole templates, in rules and folders', () => {
    const mask = inRule('"mask": "¦"');
    expect(mask.labels).toEqual(['art/', 'styles/', 'hero.svg', '{dir}/{name}-mask.png', '{dir}/masks/{name}.png']);
    expect(inRule('"mask": "art/¦"').labels).toEqual(['heroes/', 'fox.png', '{dir}', '{name}', '{ext}']);
    expect(inRule('"mask": "{d¦"').accept('{dir}')).toContain('"{dir}"');
    const inFolder = complete(`{ ${STYLES}, "folders": { "art": { "palette": "st¦" } } }`);
    expect(inFolder.accept('styles/')).toContain('"palette": "styles/"');
    expect(inRule('"palette": ["¦"]').labels).toEqual([]);
  });

  it('offers the built-in styles for references, behind the files', () => {
    const reference = complete('{ "styles": { "ink": { "reference": "¦" } } }');
    const builtin = reference.items.slice(3);
    expect(builtin.map(({ label }) => label)).toEqual(BUILTIN_STYLES.map(builtinReference));
    expect(builtin[0]).toMatchObject({ picture: 'builtin:gouache', detail: 'Opaque dabs in muted, warm colours' });
    expect(reference.accept('builtin:ink')).toContain('"builtin:ink"');
    expect(inRule('"input": "¦"').labels).not.toContain('builtin:ink');
  });

  it('offers patterns for inputs with how many pictures they match', () => {
    const counts = Object.fromEntries(inRule('"input": "art/¦"').items.map(({ label, count }) => [label, count]));
    expect(counts).toEqual({
      'heroes/': 2,
      '*.png': 1,
      '**/*.{png,jpg}': 3,
      '**/*.png': 2,
      '**/*.jpg': 1,
      'fox.png': undefined,
    });
    expect(inRule('"input": ["hero.svg", "art/**/¦"]').labels).toEqual(['*.{png,jpg}', '*.png', '*.jpg']);
    expect(inRule('"exclude": ["a/b", ¦]').labels).toContain('art/');
  });

  it('leaves the cursor in the quotes behind a folder, whose path goes on', () => {
    const [folder] = inRule('"input": ¦').items;
    expect(folder).toMatchObject({ label: 'art/', insert: '"art/"', caret: 5 });
    expect(inRule('"input": "¦"').items[0]).not.toHaveProperty('caret');
  });

  it('lists no more pictures than anybody reads, and says that there are more', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `p${String(index).padStart(4, '0')}.png`);
    const at = (marked: string) => {
      const { text, offset } = withCursor(`{ "assets": [{ "input": "${marked}" }] }`);
      return completeManifest(text, offset, { pictures: many, results: new Set() });
    };
    expect(at('¦').cut).toBe(true);
    expect(at('¦').items.length).toBeLessThan(250);
    expect(at('p9999¦').items.map(({ label }) => label)).toEqual(['*.png', 'p9999.png']);
  });
});

describe('completion of the atlas of a sheet', () => {
  it('offers the file beside the picture, and the fields of its path, in rules and folders', () => {
    expect(inRule('"sheet": { "atlas": "¦" }').labels).toEqual(['{dir}/{name}.json']);
    expect(inRule('"sheet": { "atlas": "atlases/¦.json" }').labels).toEqual(['{dir}', '{name}', '{ext}']);
    expect(complete('{ "folders": { "art": { "sheet": { "atlas": "¦" } } } }').labels).toEqual(['{dir}/{name}.json']);
    expect(inRule('"sheet": { "tones": "¦" }').labels).toEqual([]);
  });
});

describe('completion of outputs', () => {
  it('offers whole templates for an empty output, and fields in others', () => {
    expect(inRule('"output": "¦"').labels).toContain('out/{dir}/{name}.{ext}');
    expect(inRule('"output": "out/¦"').labels).toEqual(['{dir}', '{name}', '{ext}', '{style}']);
  });

  it('replaces the field that the cursor is in, and leaves what follows', () => {
    expect(inRule('"output": "out/{na¦.png"').accept('{name}')).toContain('"out/{name}.png"');
    expect(inRule('"output": "out/{n¦ame}.png"').accept('{dir}')).toContain('"out/{dir}.png"');
    expect(inRule('"output": "out/¦.png"').accept('{name}')).toContain('"out/{name}.png"');
    expect(inRule('"output": "out/¦\n').accept('{dir}')).toContain('"out/{dir}\n');
  });
});

describe('completion anywhere', () => {
  it('never throws, and its ranges lie on the cursor and in one line', () => {
    const whole = `{ "version": 1, ${STYLES}, "assets": [{ "input": ["art/**"], "style": "ink", "output": "a/{dir}" }] }`;
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(12), fc.string({ maxLength: 4 }), fc.nat(), (at, cut, typed, where) => {
        const text = whole.slice(0, at) + typed + whole.slice(at + cut);
        const offset = where % (text.length + 1);
        for (const { range, typed: before } of completeManifest(text, offset, files).items) {
          expect(before.offset + before.length).toBe(offset);
          expect(range.offset + range.length).toBeGreaterThanOrEqual(offset);
          expect(text.slice(range.offset, range.offset + range.length)).not.toContain('\n');
        }
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
