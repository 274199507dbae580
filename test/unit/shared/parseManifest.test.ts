import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManifestInput } from '../../../src/shared/manifest';
import { followProblems, locateProblems, parseManifest } from '../../../src/shared/parseManifest';

const valid = {
  version: 1,
  styles: {
    ink: { reference: 'styles/ink.png' },
    oil: { reference: ['styles/oil-1.jpg', 'styles/oil-2.jpg'], strength: 0.5, preserveColor: true },
    poster: { blend: { ink: 1, oil: 3 } },
  },
  assets: [
    { input: 'art/**/*.png', exclude: 'art/old/**', style: 'poster', output: 'out/{dir}/{name}.{ext}' },
    { input: ['ads/*.jpg', 'logo.svg'], style: 'ink', output: 'out/{style}/{name}.webp', quality: 80, strength: 0 },
  ],
} satisfies ManifestInput;

// biome-ignore lint/suspicious/noExplicitAny: these tests put in what the types forbid.
type Change = (manifest: any) => void;

/** The problems of the valid manifest with one change. */
function problemsWith(change: Change) {
  const manifest = structuredClone(valid);
  change(manifest);
  return parseManifest(JSON.stringify(manifest)).problems;
}

/** The text that a problem marks. */
function marked(text: string, index = 0) {
  const { start, end } = parseManifest(text).problems[index]!;
  return text.slice(start.offset, end.offset);
}

describe('a manifest', () => {
  it('is read with its defaults', () => {
    const { manifest, problems } = parseManifest(JSON.stringify(valid));
    expect(problems).toEqual([]);
    expect(manifest?.styles).toMatchObject({
      ink: { strength: 1, preserveColor: false },
      oil: { strength: 0.5, preserveColor: true },
      poster: { strength: 1, preserveColor: false },
    });
    expect(manifest?.assets[1]?.strength).toBe(0);
  });

  it('may hold comments, trailing commas and a byte order mark', () => {
    const text = `\uFEFF// our styles\n${JSON.stringify(valid).replace(/}$/, ', /* end */ }')}`;
    expect(parseManifest(text)).toMatchObject({ manifest: { match: 'all' }, problems: [] });
  });

  it('comes with a warning, and not with an error, where a style is never used', () => {
    const { manifest, problems } = parseManifest(JSON.stringify({ ...valid, assets: [valid.assets[1]] }));
    expect(manifest).toBeDefined();
    expect(problems.map(({ severity, path }) => [severity, path[1]])).toEqual([
      ['warning', 'oil'],
      ['warning', 'poster'],
    ]);
  });
});

const mistakes = (
  [
    [(m) => (m.version = 2), 'This manifest is of version 2, and this Stylize reads version 1 only. Install the newer'],
    [(m) => (m.version = '1'), '"version" must be 1, but is "1".'],
    [(m) => delete m.version, '"version" is missing: it must be 1.'],
    [(m) => (m.asets = []), '"asets" is not a known key. Did you mean "assets"?', 'assets'],
    [(m) => (m.assets[0].stlye = 'ink'), '"stlye" is not a known key. Did you mean "style"?', 'style'],
    [(m) => (m.styles.ink.strenght = 1), '"strenght" is not a known key. Did you mean "strength"?', 'strength'],
    [
      (m) => (m.styles.ink.zzz = 1),
      'Known here: reference, strength, preserveColor, strokeScale, factors, license, author, source, blend, extends.',
    ],
    [(m) => (m.assets[0].format = 'jpg'), 'must be one of png, jpeg, webp, avif, tiff, gif, but is "jpg"', 'jpeg'],
    [(m) => (m.assets[0].quality = 0), '"quality" must be at least 1, but is 0.'],
    [(m) => (m.assets[0].quality = 1.5), '"quality" must be a whole number, but is 1.5.'],
    [(m) => (m.assets[0].input = []), '"input" must not be empty.'],
    [(m) => (m.assets[0].input = 5), '"input" must be text in quotes, or a list of such texts, but is 5.'],
    [(m) => (m.assets[0].input = ['a', 5]), 'Entry 2 of "input" must be text in quotes, but is 5.'],
    [(m) => delete m.assets[0].input, '"input" is missing: it must be text in quotes, or a list of such texts.'],
    [(m) => (m.assets[0] = 'ink'), 'Rule 1 must be an object in braces, but is "ink".'],
    [(m) => (m.styles.ink.strength = 2), '"strength" must be at most 1, but is 2.'],
    [(m) => (m.styles.ink = 'ink.png'), 'The style "ink" must be an object in braces, but is "ink.png".'],
    [(m) => (m.styles.ink = {}), 'The style "ink" needs either "reference"'],
    [
      (m) => (m.styles.ink = { refrence: 'a' }),
      '"refrence" is not a known key. Did you mean "reference"?',
      'reference',
    ],
    [(m) => (m.styles.poster.reference = 'a.png'), 'It must have exactly one of them.'],
    [(m) => (m.styles.poster.blend = {}), 'A blend needs at least one style.'],
    [(m) => (m.styles.poster.blend.ink = 0), 'The share of "ink" must be above 0, but is 0.'],
    [(m) => (m.styles.poster.blend.ink = 'much'), 'The share of "ink" must be a number, but is "much".'],
    [(m) => (m.styles['a/b'] = { reference: 'a.png' }), 'The style name "a/b" must start with a letter or digit'],
    [(m) => (m.assets[0].style = 'postre'), 'There is no style "postre". Did you mean "poster"?', 'poster'],
    [(m) => (m.assets[0].style = 'constructor'), 'There is no style "constructor".'],
    [(m) => (m.styles.poster.blend = { ikn: 1 }), 'There is no style "ikn". Did you mean "ink"?', 'ink'],
    [(m) => (m.styles.poster.blend = { poster: 1 }), 'A blend cannot contain itself: poster → poster.'],
    [(m) => (m.styles.ink = { blend: { poster: 1 } }), 'A blend cannot contain itself: ink → poster → ink.'],
    [(m) => (m.assets[0].output = '{dri}/{name}.png'), 'There is no field {dri}.', '{dir}/{name}.png'],
    [(m) => (m.assets[0].output = '{dir/{name}.png'), 'a brace without its partner'],
    [(m) => (m.assets[0].output = 'out\\{name}.png'), 'forward slashes', 'out/{name}.png'],
    [(m) => (m.assets[0].output = 'out/{dir}.png'), 'they would overwrite each other.'],
    [(m) => (m.assets[1].output = 'out/logo.png'), 'they would overwrite each other.'],
    [(m) => (m.assets[0].input = ['art/**', '!art/old/**']), 'Use "exclude".'],
    [(m) => (m.assets[0].input = 'art\\hero.png'), 'forward slashes', 'art/hero.png'],
    [(m) => (m.assets[0].output = 'out/{name}'), '"output" has no extension.', 'out/{name}.{ext}'],
    [(m) => (m.assets[0].output = 'out/'), 'they would overwrite each other.'],
    [(m) => (m.assets[0].output = '{name}.psd'), 'Stylize writes no .psd files', '{name}.{ext}'],
    [(m) => (m.assets[1].format = 'png'), '"output" ends in .webp, but "format" is png.', 'out/{style}/{name}.{ext}'],
  ] satisfies [change: Change, message: string, suggestion?: string][]
).map(([change, message, suggestion]) => ({ change, message, suggestion }));

describe('what is wrong in a manifest', () => {
  it('is said in place: lines and characters count from 0', () => {
    const text = '{\r\n  "version": 1,\n  "styles": {},\n  "assets": [{ "input": "a", "style": "x", "output": 5 }]\n}';
    const { manifest, problems } = parseManifest(text);
    expect(manifest).toBeUndefined();
    expect(problems).toEqual([
      {
        severity: 'error',
        message: '"output" must be text in quotes, but is 5.',
        path: ['assets', 0, 'output'],
        start: { line: 3, character: 53, offset: text.indexOf('5') },
        end: { line: 3, character: 54, offset: text.indexOf('5') + 1 },
        bySchema: true,
      },
    ]);
  });

  it.each([
    ['', 'The manifest is empty.'],
    ['// nothing yet', 'The manifest is empty.'],
    ['{', 'A closing brace } is expected here.'],
    ['{"version" 1}', 'A colon is expected here.'],
    ['{version: 1}', 'This word or sign is not JSON.'],
    ['{"version": 1} x', 'This word or sign is not JSON.'],
    ['{"a": "\\x"}', 'This backslash means nothing here.'],
    ['['.repeat(100_000), 'The brackets are nested too deeply.'],
    ['[]', 'The manifest must be an object in braces, but is a list.'],
    ['{}', '"version" is missing: it must be 1.'],
  ])('in the text %.20j: %s', (text, message) => {
    expect(parseManifest(text).problems[0]?.message).toContain(message);
  });

  it.each(mistakes)('is said plainly: $message', ({ change, message, suggestion }) => {
    const problems = problemsWith(change);
    const found = problems.find((problem) => problem.message.includes(message));
    expect(found, JSON.stringify(problems, undefined, 1)).toBeDefined();
    expect(found?.suggestion).toBe(suggestion);
  });

  it('marks an unknown key by its name, a missing one by what it should be in', () => {
    expect(marked('{"version": 1, "styles": {}, "assets": [], "extra": {"a": 1}}')).toBe('"extra"');
    expect(marked('{"version": 1, "styles": {"ink": {}}, "assets": []}')).toBe('{}');
    expect(marked('{"version": 1, "styles": {}, "assets": [{"input": "a", "style": "b"}]}')).toBe('{');
    expect(marked('{"version": 1, "assets": []}')).toBe('{');
  });

  it('includes the second of two equal keys', () => {
    const text = '{"version": 1, "styles": {}, "styles": {}, "assets": []}';
    const { problems } = parseManifest(text);
    expect(problems).toMatchObject([
      { message: '"styles" is given twice.', start: { offset: text.lastIndexOf('"styles"') } },
    ]);
  });

  it('names each cycle once', () => {
    const problems = problemsWith((m) => {
      m.styles.a = { blend: { b: 1, ink: 1 } };
      m.styles.b = { blend: { c: 1 } };
      m.styles.c = { blend: { a: 1, b: 1 } };
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'A blend cannot contain itself: a → b → c → a.',
      'A blend cannot contain itself: b → c → b.',
    ]);
  });

  it('is an error where a result would lie about its format, and a warning where it has no extension', () => {
    const severity = (change: Change) => problemsWith(change).map((problem) => problem.severity);
    expect(severity((m) => (m.assets[0].output = '{name}.psd'))).toEqual(['error']);
    expect(severity((m) => (m.assets[1].format = 'png'))).toEqual(['error']);
    expect(severity((m) => (m.assets[0].output = 'out/{name}'))).toEqual(['warning']);
  });

  it('is not guessed at for one picture, or one name in each folder', () => {
    expect(problemsWith((m) => Object.assign(m.assets[0], { input: 'art/hero.png', output: 'out/hero.png' }))).toEqual(
      [],
    );
    expect(problemsWith((m) => Object.assign(m.assets[0], { input: '*/face.png', output: 'out/{dir}.png' }))).toEqual(
      [],
    );
  });

  it('is found in the text for the problems of the planner too', () => {
    const text = JSON.stringify(valid);
    const [located] = locateProblems(text, [
      { severity: 'error', message: 'x', path: ['styles', 'oil', 'reference', 1] },
    ]);
    expect(text.slice(located!.start.offset, located!.end.offset)).toBe('"styles/oil-2.jpg"');
  });

  it('is followed while the text is edited, until what it is about is changed', () => {
    const text = JSON.stringify(valid);
    const found = locateProblems(text, [{ severity: 'error', message: 'x', path: ['styles', 'ink', 'reference'] }]);
    const follow = (edited: string) =>
      followProblems(text, found, edited).map(({ start, end }) => edited.slice(start.offset, end.offset));
    expect(follow(`// new\n${text}`)).toEqual(['"styles/ink.png"']);
    expect(follow(text.replace('styles/ink.png', 'styles/other.png'))).toEqual([]);
    expect(follow('{')).toEqual([]);
  });

  it('says what a schema shows too, and what only Stylize knows', () => {
    const known = (change: Change) => problemsWith(change).map(({ bySchema = false }) => bySchema);
    expect(known((m) => (m.assets[0].quality = 0))).toEqual([true]);
    expect(known((m) => (m.assets[0].style = 'none'))).toEqual([false]);
    expect(parseManifest('{').problems).toMatchObject([{ bySchema: true }]);
  });
});

describe('parsing', () => {
  it('never throws, and gives a manifest exactly where there is no error', () => {
    const text = JSON.stringify(valid);
    const mutated = fc
      .tuple(fc.nat(text.length), fc.nat(30), fc.string({ maxLength: 20 }))
      .map(([at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length));
    const shuffled = fc.record(
      {
        version: fc.constantFrom(1, 2, '1'),
        styles: fc.dictionary(fc.string(), fc.jsonValue()),
        assets: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      mutated,
      shuffled.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(texts, (sample) => {
        const { manifest, problems } = parseManifest(sample);
        expect(manifest === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
        for (const { start, end } of problems) {
          expect(start.offset).toBeGreaterThanOrEqual(0);
          expect(end.offset).toBeGreaterThanOrEqual(start.offset);
          expect(end.offset).toBeLessThanOrEqual(sample.length);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
