import { applyEdits } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { saveTuning, type TuningRequest } from '../../../src/shared/manifestTuning';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';

const TEXT = `{
  "version": 1,
  // the house styles
  "styles": {
    "gouache": { "reference": "styles/gouache.png", "strength": 0.8 },
    "ink": { "reference": "styles/ink.png" } // thin
  },
  "assets": [
    { "input": "logo.svg", "style": "ink", "output": "out/logo.png", "quality": 90 },
    {
      "input": "art/**/*.png", // all of them
      "style": "gouache",
      "output": "out/{dir}/{name}.{ext}",
      "format": "webp"
    }
  ]
}
`;
const pictures = ['art/fox.png', 'art/wolf.png', 'logo.svg'];
const fox = { source: 'art/fox.png', output: 'out/art/fox.webp' };
const logo = { source: 'logo.svg', output: 'out/logo.png' };
const ink = { name: 'ink', weight: 1 };
const asIs = { pictures, strength: 1, preserveColor: false, strokeScale: 1 };

describe('saveTuning', () => {
  it("changes a rule that is this picture's own, in place", () => {
    const text = save({ ...asIs, ...logo, parts: [ink], strength: 0.4, preserveColor: true });
    expect(text).toBe(TEXT.replace('"quality": 90 }', '"quality": 90, "strength": 0.4, "preserveColor": true }'));
    expect(save({ ...asIs, ...logo, parts: [ink], strength: 0.7, strokeScale: 1.5 }, text)).toContain(
      '"quality": 90, "strength": 0.7, "strokeScale": 1.5 }',
    );
    expect(save({ ...asIs, ...logo, parts: [ink] }, text)).toBe(TEXT);
  });

  it('gives a picture a rule of its own, and leaves it out of that of the others', () => {
    const text = save({ ...asIs, ...fox, parts: [ink], strength: 0.5 });
    expect(text).toContain('// the house styles');
    expect(text).toContain('"input": "art/**/*.png", // all of them');
    expect(jobsOf(text)).toEqual([
      ['art/fox.png', 'out/art/fox.webp', 'ink', 0.5],
      ['art/wolf.png', 'out/art/wolf.webp', 'gouache', 0.8],
      ['logo.svg', 'out/logo.png', 'ink', 1],
    ]);
  });

  it('leaves out a second and a third picture, too', () => {
    const first = save({ ...asIs, ...fox, parts: [ink] });
    const more = { pictures: [...pictures, 'art/owl.png'] };
    const second = save(
      { ...asIs, ...more, source: 'art/wolf.png', output: 'out/art/wolf.webp', parts: [ink], strength: 0.1 },
      first,
    );
    expect(parseManifest(second).manifest!.assets[1]!.exclude).toEqual(['art/fox.png', 'art/wolf.png']);
    expect(jobsOf(second).map(([source, , style]) => [source, style])).toEqual([
      ['art/fox.png', 'ink'],
      ['art/wolf.png', 'ink'],
      ['logo.svg', 'ink'],
    ]);
  });

  it('adds a built-in style by its name, once', () => {
    const cel = { name: 'cel', references: ['builtin:cel'], weight: 1 };
    const text = save({ ...asIs, ...fox, parts: [cel] });
    expect(parseManifest(text).manifest!.styles.cel).toMatchObject({ reference: 'builtin:cel', strength: 1 });
    const again = save({ ...asIs, ...logo, parts: [cel] }, text);
    expect(Object.keys(parseManifest(again).manifest!.styles)).toEqual(['gouache', 'ink', 'cel']);
  });

  it('adds a blend with what it is made of, and uses one in the same proportions again', () => {
    const parts = [
      { ...ink, weight: 25 },
      { name: 'neon', references: ['builtin:neon'], weight: 75 },
    ];
    const text = save({ ...asIs, ...fox, parts });
    expect(parseManifest(text).manifest!.styles['ink-neon']).toMatchObject({ blend: { ink: 25, neon: 75 } });
    const doubled = parts.map((part) => ({ ...part, weight: 2 * part.weight }));
    const again = save({ ...asIs, ...logo, parts: doubled }, text);
    expect(Object.keys(parseManifest(again).manifest!.styles)).toHaveLength(4);
    expect(parseManifest(again).manifest!.assets[0]!.style).toBe('ink-neon');
  });

  it('says nothing twice: what the style has by itself is no override', () => {
    const gouache = { name: 'gouache', weight: 1 };
    expect(edited({ ...asIs, ...fox, parts: [gouache], strength: 0.8 }, TEXT).text).toContain('"exclude"');
    const text = save({ ...asIs, ...logo, parts: [gouache], strength: 0.8 });
    expect(parseManifest(text).manifest!.assets[0]!.written).toEqual({
      input: 'logo.svg',
      style: 'gouache',
      output: 'out/logo.png',
      quality: 90,
    });
  });

  it('knows several results, and what defaults and folders say', () => {
    const text = JSON.stringify({
      version: 1,
      defaults: { strength: 0.5, exclude: 'art/old.png', output: 'out/{name}.{ext}' },
      styles: { ink: { reference: 'ink.png' } },
      folders: { art: { preserveColor: true } },
      assets: [
        {
          input: 'art/*.png',
          style: 'ink',
          outputs: [{ output: 'a/{name}.png' }, { output: 'b/{name}.png', scale: 0.5 }],
        },
      ],
    });
    const request = { ...asIs, pictures: ['art/fox.png', 'art/owl.png'], parts: [{ name: 'ink', weight: 1 }] };
    const fox = { source: 'art/fox.png', output: 'b/fox.png', strength: 0.5, preserveColor: true };
    const same = parseManifest(edited({ ...request, ...fox }, text).text).manifest!;
    expect(same.assets[0]!.exclude).toEqual(['art/old.png', 'art/fox.png']);
    expect(same.assets[1]!.written).toEqual({
      input: 'art/fox.png',
      style: 'ink',
      outputs: [{ output: 'a/{name}.png' }, { output: 'b/{name}.png', scale: 0.5 }],
    });
    const stronger = parseManifest(edited({ ...request, ...fox, strength: 0.9 }, text).text).manifest!;
    expect(stronger.assets[1]!.written).toMatchObject({ strength: 0.9 });
  });

  it('puts factors into a style of its own, and changes that one when they are set anew', () => {
    const request = { ...asIs, ...logo, parts: [ink] };
    const first = save({ ...request, factors: { contrast: 0.5, warmth: -0.2 } });
    expect(first).toContain('"ink-contrast": { "extends": "ink", "factors": { "contrast": 0.5, "warmth": -0.2 } }');
    expect(factorsIn(first, 'out/logo.png')).toEqual({ contrast: 0.5, warmth: -0.2 });
    const second = save({ ...request, factors: { grain: 1 } }, first);
    expect(second).toContain('"ink-contrast": { "extends": "ink", "factors": { "grain": 1 } }');
    expect(factorsIn(second, 'out/logo.png')).toEqual({ grain: 1 });
    const named = { ...request, parts: [{ name: 'ink-contrast', weight: 1 }] };
    expect(factorsIn(save({ ...named, factors: { lines: -1 } }, second), 'out/logo.png')).toEqual({ lines: -1 });
    expect(parseManifest(save({ ...request, factors: {} }, second)).manifest!.assets[0]!.style).toBe('ink');
    expect(save({ ...request, factors: {} })).toBe(TEXT);
  });

  it('leaves a style with factors alone that others have, too', () => {
    const text = TEXT.replace(
      '} // thin',
      '}, // thin\n    "bold": { "extends": "ink", "factors": { "lines": 0.5, "grain": 0.2 } }',
    )
      .replace('"style": "ink"', '"style": "bold"')
      .replace('"style": "gouache"', '"style": "bold"');
    const result = save({ ...asIs, ...logo, parts: [{ name: 'bold', weight: 1 }], factors: { lines: 1 } }, text);
    expect(factorsIn(result, 'out/logo.png')).toEqual({ lines: 1 });
    expect(factorsIn(result, 'out/art/fox.webp')).toEqual({ lines: 0.5, grain: 0.2 });
    expect(result).toContain('"bold-lines": { "extends": "bold", "factors": { "lines": 1, "grain": 0 } }');
    const again = save({ ...asIs, ...fox, parts: [{ name: 'bold', weight: 1 }], factors: { lines: 1 } }, result);
    expect(again.match(/"extends": "bold"/g)).toHaveLength(1);
  });

  it('adds factors to a style or a blend that it adds', () => {
    const riso = { name: 'riso', references: ['builtin:riso'], weight: 1 };
    const plain = save({ ...asIs, ...logo, parts: [riso], factors: { colour: 0.3 } });
    expect(plain).toContain('"riso": { "reference": "builtin:riso", "factors": { "colour": 0.3 } }');
    const blend = save({ ...asIs, ...logo, parts: [ink, riso], factors: { colour: 0.3 } });
    expect(factorsIn(blend, 'out/logo.png')).toEqual({ colour: 0.3 });
    expect(parseManifest(blend).manifest!.styles.riso!.factors).toBeUndefined();
  });

  it('tells where the rule lies', () => {
    const { text, rule } = edited({ ...asIs, ...fox, parts: [ink], strength: 0.5 }, TEXT);
    expect(JSON.parse(text.slice(rule.offset, rule.offset + rule.length))).toEqual({
      input: 'art/fox.png',
      style: 'ink',
      output: 'out/{dir}/{name}.{ext}',
      format: 'webp',
      strength: 0.5,
    });
  });

  it('refuses a manifest with mistakes, and one that does not make the picture', () => {
    const request = { ...asIs, ...fox, parts: [ink] };
    expect(saveTuning(TEXT.replace('"style": "ink"', '"style": "inc"'), request, layout)).toHaveProperty('refused');
    expect(saveTuning(TEXT.slice(0, -4), request, layout)).toHaveProperty('refused');
    expect(saveTuning('', request, layout)).toHaveProperty('refused');
    const gone = saveTuning(TEXT, { ...request, source: 'art/fox.jpg' }, layout);
    expect(gone).toEqual({ refused: 'No rule makes out/art/fox.webp any more.' });
  });
});

const layout = { indent: '  ', eol: '\n' };

function edited(request: TuningRequest, text: string) {
  const saved = saveTuning(text, request, layout);
  if ('refused' in saved) throw new Error(saved.refused);
  expect(saved.edits.length).toBeLessThanOrEqual(1);
  return { text: applyEdits(text, saved.edits), rule: saved.rule };
}

function save(request: TuningRequest, text = TEXT): string {
  return edited(request, text).text;
}

function factorsIn(text: string, output: string) {
  const { jobs } = planJobs(parseManifest(text).manifest!, [...pictures, 'styles/gouache.png', 'styles/ink.png']);
  return jobs.find((job) => job.output === output)!.style.factors;
}

function jobsOf(text: string) {
  const { jobs } = planJobs(parseManifest(text).manifest!, [...pictures, 'styles/gouache.png', 'styles/ink.png']);
  return jobs.map(({ source, output, styleName, style }) => [source, output, styleName, style.strength]);
}
