import fc from 'fast-check';
import { applyEdits } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { addRule, addStyle, type RuleRequest } from '../../../src/shared/manifestEdits';
import { parseManifest } from '../../../src/shared/parseManifest';

const LAYOUT = { indent: '  ', eol: '\n' };
const plain = { strength: 1, preserveColor: false };
const INK = { name: 'ink', definition: { references: ['builtin:ink'], ...plain } };
const request = (changes: Partial<RuleRequest> = {}): RuleRequest => ({
  style: INK,
  inputs: ['art/fox.png'],
  outputFolder: 'out',
  ...changes,
});
const RULE = '{ "input": "art/fox.png", "style": "ink", "output": "out/{style}/{dir}/{name}.{ext}" }';

/** The changed text; whatever is added must make a manifest, and its rule must be where it is said to be. */
function added(text: string, changes: Partial<RuleRequest> = {}, layout = LAYOUT): string {
  const result = addRule(text, request(changes), layout);
  if ('refused' in result) throw new Error(result.refused);
  const after = applyEdits(text, result.edits);
  const { manifest, problems } = parseManifest(after);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { offset, length } = result.rule;
  const rule = parseManifest(`{"version":1,"styles":{},"assets":[${after.slice(offset, offset + length)}]}`);
  expect(rule.problems.map(({ message }) => message)).toEqual([expect.stringContaining('There is no style')]);
  expect(manifest!.assets.some(({ style }) => style === result.styleName)).toBe(true);
  return after;
}

const refusal = (text: string, changes: Partial<RuleRequest> = {}): string => {
  const result = addRule(text, request(changes), LAYOUT);
  return 'refused' in result ? result.refused : 'not refused';
};

const WHOLE = `{
  "version": 1,
  "styles": {
    "ink": { "reference": "builtin:ink" }
  },
  "assets": [
    ${RULE}
  ]
}
`;

describe('a rule added to nothing', () => {
  it.each(['', '\n', '  \n\n'])('makes a whole manifest of %j', (text) => {
    const after = added(text);
    expect(after).toBe(text === '' ? WHOLE : text + WHOLE);
  });

  it('leaves comments that stand alone', () => {
    expect(added('// our pictures')).toBe(`// our pictures\n${WHOLE}`);
    expect(added('/* our\n pictures */\n')).toBe(`/* our\n pictures */\n${WHOLE}`);
  });

  it("takes the editor's line ends and indentation", () => {
    const after = added('', {}, { indent: '\t', eol: '\r\n' });
    expect(after).toBe(
      WHOLE.replaceAll('\n', '\r\n')
        .replaceAll('  ', '\t')
        .replaceAll(/\t(?= )/g, ''),
    );
  });
});

describe('a rule added to a manifest', () => {
  it('comes last, with its style, and leaves comments where they were', () => {
    const text = `{
  // the format
  "version": 1,
  "styles": {
    "sand": { "reference": "sand.png" } // from the beach
    // more to come
  },
  "assets": [
    { "input": "a.png", "style": "sand", "output": "out/a.png" } // the hero
    /* the end */
  ]
}
`;
    expect(added(text)).toBe(`{
  // the format
  "version": 1,
  "styles": {
    "sand": { "reference": "sand.png" }, // from the beach
    "ink": { "reference": "builtin:ink" }
    // more to come
  },
  "assets": [
    { "input": "a.png", "style": "sand", "output": "out/a.png" }, // the hero
    ${RULE}
    /* the end */
  ]
}
`);
  });

  it('keeps trailing commas', () => {
    const text = `{
  "version": 1,
  "styles": {
    "ink": { "reference": "builtin:ink" },
  },
  "assets": [
    { "input": "a.png", "style": "ink", "output": "out/a.png" }, // first
  ],
}
`;
    expect(added(text)).toBe(text.replace('// first\n', `// first\n    ${RULE},\n`));
  });

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['CR', (text: string) => text.replaceAll('\n', '\r')],
    ['tabs', (text: string) => text.replaceAll('  ', '\t')],
    ['four spaces', (text: string) => text.replaceAll('  ', '    ')],
  ])('follows a text with %s', (_, write) => {
    const empty = `{
  "version": 1,
  "styles": {},
  "assets": []
}
`;
    const after = WHOLE.split('\n').map((line) => line.replace(/^ +/, (spaces) => write(spaces)));
    const lineEnd = write('\n');
    expect(added(write(empty))).toBe(after.join(lineEnd));
  });

  it('spreads a rule as those before it are spread', () => {
    const text = `{
  "version": 1,
  "styles": { "ink": { "reference": "builtin:ink" } },
  "assets": [
    {
      "input": "a.png",
      "style": "ink",
      "output": "out/a.png"
    }
  ]
}`;
    expect(added(text)).toBe(
      text.replace(
        '    }\n  ]',
        '    },\n    {\n      "input": "art/fox.png",\n      "style": "ink",\n      "output": "out/{style}/{dir}/{name}.{ext}"\n    }\n  ]',
      ),
    );
  });

  it('keeps one line one line', () => {
    expect(added('{"version":1,"styles":{},"assets":[]}')).toBe(
      `{"version":1,"styles":{ "ink": { "reference": "builtin:ink" } },"assets":[ ${RULE} ]}`,
    );
    const text =
      '{ "version": 1, "styles": { "s": { "reference": "s.png" } }, "assets": [{ "input": "a.png", "style": "s", "output": "o.png" }] }';
    expect(added(text)).toContain(`"output": "o.png" }, ${RULE}] }`);
  });

  it.each([
    ['"styles"', '{\n  "version": 1,\n  "assets": []\n}\n'],
    ['"assets"', '{\n  "version": 1,\n  "styles": {}\n}\n'],
    ['both', '{\n  "version": 1\n}\n'],
    ['"version"', '{\n  "styles": {},\n  "assets": [],\n}\n'],
    ['everything', '{}'],
    ['everything, with a comment', '{\n  // soon\n}'],
  ])('adds what is missing: %s', (_, text) => {
    const after = added(text);
    expect(parseManifest(after).manifest).toMatchObject({
      styles: { ink: { reference: 'builtin:ink' } },
      assets: [{ input: 'art/fox.png', style: 'ink' }],
    });
    if (text.includes('soon')) expect(after).toContain('// soon');
  });

  it('survives comments inside empty brackets', () => {
    const after = added('{\n  "version": 1,\n  "styles": { /* none */ },\n  "assets": [ // none\n  ]\n}');
    expect(after).toContain('/* none */');
    expect(after).toContain(`"assets": [ // none\n    ${RULE}\n  ]`);
  });

  it('survives a comma on a line of its own', () => {
    const text = `{
  "version": 1
  , "styles": { "ink": { "reference": "builtin:ink" } }
  , "assets": [ { "input": "a.png", "style": "ink", "output": "out/a.png" }
    ,
  ]
}`;
    expect(added(text)).toContain(RULE);
  });
});

describe('the style of a new rule', () => {
  const withStyles = (styles: string) => `{ "version": 1, "styles": ${styles}, "assets": [] }`;
  const stylesOf = (text: string) => parseManifest(text).manifest!.styles;

  it('is the one that is there, whatever its name, if it is the same', () => {
    const after = added(withStyles('{ "pen": { "reference": ["builtin:ink"], "strength": 1 } }'));
    expect(Object.keys(stylesOf(after))).toEqual(['pen']);
    expect(after).toContain('"style": "pen"');
  });

  it.each([
    ['{ "ink": { "reference": "mine.png" } }', 'ink-2'],
    ['{ "INK": { "reference": "mine.png" }, "ink-2": { "reference": "mine.png" } }', 'ink-3'],
    ['{ "ink": { "reference": "builtin:ink", "strength": 0.5 } }', 'ink-2'],
    ['{ "ink": { "reference": "builtin:ink", "preserveColor": true } }', 'ink-2'],
  ])('takes a free name beside %s', (styles, name) => {
    expect(Object.keys(stylesOf(added(withStyles(styles))))).toContain(name);
  });

  it.each([
    ['my ink', 'my ink'],
    ['_ink (2).', 'ink -2'],
    ['…', 'style'],
    ['墨', '墨'],
    ['a/b\\c', 'a-b-c'],
  ])('named after %j is a valid name', (wanted, name) => {
    const after = added('', { style: { ...INK, name: wanted } });
    expect(Object.keys(stylesOf(after))).toEqual([name]);
  });

  it('is written with what differs from the defaults', () => {
    const definition = { references: ['a.png', 'b.png'], strength: 0.6, preserveColor: true };
    expect(added('', { style: { name: 'mix', definition } })).toContain(
      '"mix": { "reference": ["a.png", "b.png"], "strength": 0.6, "preserveColor": true }',
    );
  });

  it('may be a blend of the manifest, by its name', () => {
    const styles = '{ "a": { "reference": "a.png" }, "b": { "blend": { "a": 1 } } }';
    expect(added(withStyles(styles), { style: { name: 'b' } })).toContain('"style": "b"');
    expect(refusal(withStyles(styles), { style: { name: 'c' } })).toBe('There is no style "c" any more.');
  });
});

describe('the pictures of a new rule', () => {
  it('are those that no rule of the same style has', () => {
    const once = added('', { inputs: ['a.png', 'b.png'] });
    expect(addRule(once, request({ inputs: ['b.png', 'a.png'] }), LAYOUT)).toMatchObject({ edits: [] });
    const twice = added(once, { inputs: ['b.png', 'c.png'] });
    expect(parseManifest(twice).manifest!.assets.map(({ input }) => input)).toEqual([['a.png', 'b.png'], 'c.png']);
  });

  it('are not taken twice when a pattern takes them already; another style may', () => {
    const folder = 'art/**/*.{png,jpg}';
    const once = added('', { inputs: [folder] });
    for (const inputs of [[folder], ['art/deep/fox.png']]) {
      const again = addRule(once, request({ inputs }), LAYOUT);
      expect(again).toMatchObject({ edits: [], styleName: 'ink' });
      const { offset, length } = (again as { rule: { offset: number; length: number } }).rule;
      expect(once.slice(offset, offset + length)).toContain(folder);
    }
    const other = { name: 'neon', definition: { references: ['builtin:neon'], ...plain } };
    expect(parseManifest(added(once, { style: other })).manifest!.assets).toHaveLength(2);
  });

  it('may be so many that the rule needs several lines', () => {
    const inputs = Array.from({ length: 12 }, (_, i) => `art/heroes/picture-${i}.png`);
    const after = added(WHOLE, { inputs });
    expect(parseManifest(after).manifest!.assets[1]!.input).toEqual(inputs);
    expect(Math.max(...after.split('\n').map((line) => line.length))).toBeLessThan(120);
  });
});

describe('a manifest with mistakes is left alone', () => {
  it.each([
    ['{ "version": 1, "styles": {', /^line 1: .+ Put that right first\.$/],
    ['{\n  "version": 1,\n  "styles": [],\n  "assets": []\n}', /^line 3: "styles" must be an object in braces/],
    ['{\n  "version": 1,\n  "styles": {},\n  "assets": {}\n}', /^line 4: "assets" must be a list/],
    ['{ "version": 2, "styles": {}, "assets": [] }', /^line 1: This manifest is of version 2/],
    ['{ "version": 1, "style": {}, "assets": [] }', /^line 1: "style" is not a known key/],
    ['[]', /^line 1: The manifest must be/],
    ['hello', /^line 1: /],
    ['{ "version": 1, "styles": {}, "styles": {}, "assets": [] }', /"styles" is given twice/],
    [
      '{ "version": 1, "assets": [{ "input": "a.png", "style": "x", "output": "o.png" }] }',
      /^line 1: There is no style "x"\..* Put that right first\.$/,
    ],
  ])('%s', (text, message) => {
    expect(refusal(text)).toMatch(message);
  });
});

/** What people put between the parts of a manifest. */
const trivia = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '\n',
  '\r\n',
  '\n  ',
  '\t',
  ' // a remark\n',
  '/* a [ { , } ] remark */',
);
const name = fc.constantFrom('ink', 'pen', 'sand', 'Sand', 'ink-2');
const written = fc.record({
  styles: fc.dictionary(name, fc.constantFrom({ reference: 'a.png' }, { reference: ['builtin:ink'], strength: 1 }), {
    minKeys: 1,
  }),
  rules: fc.array(fc.constantFrom('art/fox.png', 'art/*.png', 'a.png'), { maxLength: 3 }),
});

describe('whatever a manifest looks like', () => {
  it('is kept, but for white space and commas, and has the new rule last', () => {
    fc.assert(
      fc.property(written, fc.infiniteStream(trivia), fc.boolean(), ({ styles, rules }, between, commas) => {
        const [style] = Object.keys(styles);
        const assets = rules.map((input, index) => ({ input, style, output: `out/${index}/{name}.{ext}` }));
        const tokens = JSON.stringify({ version: 1, styles, assets }).match(
          /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^[\]{}:,"]+/g,
        )!;
        const parts = tokens.map((token, index) => {
          const isFull = commas && /^[}\]]$/.test(token) && !/^[{[]$/.test(tokens[index - 1]!);
          return `${between.next().value}${isFull ? `,${between.next().value}` : ''}${token}`;
        });
        const text = parts.join('');
        const before = parseManifest(text).manifest!;
        const result = addRule(text, request({ inputs: ['new.png'] }), LAYOUT);
        if ('refused' in result) throw new Error(result.refused);
        for (const { offset, length } of result.edits) expect(text.slice(offset, offset + length).trim()).toBe('');
        const after = parseManifest(applyEdits(text, result.edits)).manifest!;
        expect(after.assets.slice(0, -1)).toEqual(before.assets);
        expect(after.assets.at(-1)).toMatchObject({ input: 'new.png', style: result.styleName });
        expect(after.styles).toMatchObject(before.styles);
      }),
      { seed: 11, numRuns: 400 },
    );
  });
});

describe('a style added without a rule', () => {
  const noir = { name: 'noir', definition: { references: ['noir.stylepack'], ...plain } };
  const add = (text: string) => {
    const result = addStyle(text, noir, LAYOUT);
    if ('refused' in result) return result;
    const after = applyEdits(text, result.edits);
    expect(parseManifest(after).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { offset, length } = result.style;
    return { after, place: after.slice(offset, offset + length), name: result.styleName };
  };

  it.each(['', '// ours\n', '{ "version": 1 }', '{}', WHOLE, '{ "version": 1, "styles": {} }'])('is in %j', (text) => {
    expect(add(text)).toMatchObject({ name: 'noir', place: '{ "reference": "noir.stylepack" }' });
  });

  it('leaves all that was there', () => {
    const { after } = add(WHOLE) as { after: string };
    expect(after).toBe(
      WHOLE.replace('"builtin:ink" }', '"builtin:ink" },\n    "noir": { "reference": "noir.stylepack" }'),
    );
  });

  it('is added once, and beside another of its name under a name of its own', () => {
    const { after } = add(WHOLE) as { after: string };
    expect(addStyle(after, noir, LAYOUT)).toMatchObject({ edits: [], styleName: 'noir' });
    expect(add(WHOLE.replaceAll('"ink"', '"noir"'))).toMatchObject({ name: 'noir-2' });
  });

  it('is refused by what is no manifest', () => {
    expect(add('{ "version": 1, "styles": 3 }')).toEqual({ refused: expect.stringContaining('Put that right first.') });
  });
});
