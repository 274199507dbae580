import { describe, expect, it } from 'vitest';
import { ACTORS, ASPECTS } from '../../../src/shared/explanation';
import { type ExplanationPageModel, explanationPage } from '../../../src/shared/explanationPage';

const effects = { style: 0.3, structure: -0.1, colour: 4 };
const model: ExplanationPageModel = {
  source: '<b>fox</b>.png',
  style: '"ink".webp',
  strength: 0.8,
  explanation: {
    judge: 'perceptual encoder',
    provider: 'cpu',
    sizes: { maps: { width: 256, height: 128 }, stages: { width: 192, height: 96 } },
    recipe: {
      parts: [
        { id: 'neon', share: 0.6 },
        { id: 'riso', share: 0.4 },
      ],
      open: 0.25,
      words: ['dark'],
    },
    factors: {
      parts: [
        {
          ...{ id: 'texture', amount: 1.04, set: 0, most: 'halftone', least: 'neon' },
          effects: [
            { id: 'texture', change: 5.2 },
            { id: 'contrast', change: -0.9 },
            { id: 'grain', change: 0.2 },
          ],
        },
        { id: 'tint', amount: 0, set: 0.5, effects: [{ id: 'tint', change: 2 }] },
      ],
      open: 0.02,
    },
    discriminator: {
      unlike: { before: 0.83, base: 0.6, after: 0.4, reference: 0.02 },
      map: { columns: 1, rows: 1, values: [0.4] },
    },
    distance: {
      style: 0.62,
      structure: 0.71,
      layers: ASPECTS.map((aspect, i) => ({
        ...{ layer: `relu${i + 1}_1`, aspect, weight: 1, styleBefore: 0.5, style: 0.125 },
        content: 0.2,
      })),
      reached: { columns: 1, rows: 1, values: [0.6] },
      lost: { columns: 1, rows: 1, values: [0.2] },
    },
    stages: {
      nobody: effects,
      all: { style: 1.8, structure: -0.6, colour: 24 },
      actors: ACTORS.map(({ id }) => ({ id, shares: effects, without: effects })),
    },
    origin: { columns: 1, rows: 1, spots: [[{ reference: 0, x: 0.5, y: 0.5, strength: 0.9 }]] },
    advice: [
      { id: 'dark', message: 'The result is 30 % darker </script>', control: 'strength', values: [0.3, 20, 50] },
    ],
    faithfulness: [
      { map: 'lost', way: 'deletion', gain: 0.051, spread: 0.011 },
      { map: 'unlike', way: 'insertion', gain: -0.02, spread: 0.01 },
    ],
    notices: ['Something <else> is not told.'],
    milliseconds: {
      ...{ study: 1, distance: 1, recipe: 1, origin: 1, stages: 1, factors: 1, discriminator: 1, faithfulness: 1 },
    },
  },
  pictures: {
    before: 'data:image/webp;base64,AA',
    after: 'data:image/webp;base64,BB',
    references: ['data:image/webp;base64,CC'],
    content: ASPECTS.map(() => 'data:image/png;base64,DD'),
    without: ACTORS.map(() => 'data:image/webp;base64,EE'),
    factors: [
      { id: 'texture', less: 'data:image/webp;base64,FF', more: 'data:image/webp;base64,GG' },
      { id: 'tint', less: 'data:image/webp;base64,HH', more: 'data:image/webp;base64,II' },
    ],
    unlike: {
      before: 'data:image/png;base64,JJ',
      base: 'data:image/png;base64,KK',
      after: 'data:image/png;base64,LL',
    },
  },
};
const page = explanationPage(model);

describe('the page of an explanation', () => {
  it('shows every aspect, every actor, the advice and how the maps were tried', () => {
    for (const aspect of ASPECTS) expect(page).toContain(`lost: ${aspect}`);
    for (const { title } of ACTORS) expect(page).toContain(`without ${title}`);
    expect(page).toContain('62 % of the way to the style, 71 % of the structure kept');
    expect(page).toContain('lost by deletion 0.051 (random orders spread 0.011)');
    expect(page).toContain('the style is like 60 % neon, 40 % riso; 25 % of it is none of these; dark');
    expect(page).toContain('+150 %'); // all, from none
  });

  it('shows factors: how much of each, what more of it is, and what that looks like', () => {
    expect(page).toContain(
      'against the mean of all styles: texture +1.0 (coarser texture); 2 % of what sets it apart is none of these',
    );
    expect(page).toContain('added: tint +0.5');
    expect(page).toContain('<td>coarser texture, softer in contrast</td><td>halftone; least neon</td>'); // grain is hardly seen
    expect(page).toContain('<img src="data:image/webp;base64,FF" alt="texture: less">');
  });

  it('shows what the discriminator thinks, before and after a training, and whether its map tells the truth', () => {
    expect(page).toContain(
      'Unlike the style, as the discriminator sees it: 0.40 (0.83 the picture as it was, 0.60 as the base',
    );
    expect(page).toContain('<img src="data:image/png;base64,KK" alt="before training: as the base model paints it">');
    expect(page).toContain('unlike by insertion -0.020');
    expect(page).toContain('Something &lt;else&gt; is not told.');
  });

  it('is whole without factors and a discriminator', () => {
    const { factors, discriminator, ...explanation } = model.explanation;
    const { unlike, ...pictures } = model.pictures;
    const without = explanationPage({ ...model, explanation, pictures: { ...pictures, factors: [] } });
    expect(without).not.toContain('<h2>Factors');
    expect(without).not.toContain('discriminator thinks');
    expect(without).toContain('How far, per layer');
  });

  it('has all figures as JSON', () => {
    const [, json] = /<script type="application\/json" id="explanation">(.*?)<\/script>/s.exec(page)!;
    expect(JSON.parse(json!)).toEqual({
      source: model.source,
      style: model.style,
      strength: 0.8,
      ...model.explanation,
    });
  });

  it('loads nothing from elsewhere, and takes no name for markup', () => {
    expect(page).not.toMatch(/https?:/);
    expect(page).not.toContain('<b>fox');
    expect(page).not.toContain('darker </script>');
    expect(page).toContain("default-src 'none'");
  });

  it('has a script that runs', () => {
    const [, script] = /<script nonce="[^"]+">(.*?)<\/script>/s.exec(page)!;
    expect(() => new Function(script!)).not.toThrow();
  });
});
