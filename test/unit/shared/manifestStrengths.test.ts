import { applyEdits } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { saveStrengths, type WantedStrength } from '../../../src/shared/manifestStrengths';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';

const TEXT = `{
  "version": 1,
  "styles": { "ink": { "reference": "styles/ink.png", "strength": 0.8 } }, // thin
  "assets": [
    { "input": "logo.png", "style": "ink", "output": "out/{name}.png" },
    { "input": "art/*.png", "style": "ink", "output": "out/{name}.png", "preserveColor": true } // all of them
  ]
}
`;
const pictures = ['art/a.png', 'art/b.png', 'art/c.png', 'logo.png'];
const wanted = (strengths: Record<string, number>): WantedStrength[] =>
  Object.entries(strengths).map(([name, strength]) => ({ source: `art/${name}.png`, rule: 1, strength }));

describe('saveStrengths', () => {
  it('gives a rule the strength that most of its pictures take, and the others rules of their own, as one edit', () => {
    const text = save(wanted({ a: 0.6, b: 0.5, c: 0.6 }));
    expect(strengthsIn(text)).toEqual({ 'art/a.png': 0.6, 'art/b.png': 0.5, 'art/c.png': 0.6, 'logo.png': 0.8 });
    expect(text).toContain('// all of them');
    const { assets } = parseManifest(text).manifest!;
    expect(assets).toHaveLength(3);
    expect(assets[2]!.preserveColor).toBe(true);
  });

  it('puts pictures of one strength into one rule, where only some of a rule are meant', () => {
    const text = save(wanted({ a: 0.5, c: 0.5 }));
    expect(strengthsIn(text)).toEqual({ 'art/a.png': 0.5, 'art/b.png': 0.8, 'art/c.png': 0.5, 'logo.png': 0.8 });
    expect(parseManifest(text).manifest!.assets[2]!.input).toEqual(['art/a.png', 'art/c.png']);
  });

  it('changes nothing where all is so, and can be repeated', () => {
    expect(save(wanted({ a: 0.8, b: 0.8 }))).toBe(TEXT);
    expect(save(wanted({ a: 0.8, b: 0.8, c: 0.8 }))).toBe(TEXT);
    const once = save(wanted({ a: 0.6, b: 0.5, c: 0.6 }));
    const again = saveStrengths(once, [{ source: 'art/b.png', rule: 2, strength: 0.5 }], pictures, layout);
    expect(again).toEqual({ edits: [] });
  });

  it('refuses a manifest with mistakes, and a rule that takes other pictures by now', () => {
    expect(saveStrengths(TEXT.slice(0, -4), wanted({ a: 1 }), pictures, layout)).toHaveProperty('refused');
    const gone = saveStrengths(TEXT, [{ source: 'art/a.png', rule: 0, strength: 1 }], pictures, layout);
    expect(gone).toEqual({ refused: 'The rule takes other pictures by now. Try again.' });
  });
});

const layout = { indent: '  ', eol: '\n' };

function save(strengths: WantedStrength[]): string {
  const saved = saveStrengths(TEXT, strengths, pictures, layout);
  if ('refused' in saved) throw new Error(saved.refused);
  expect(saved.edits.length).toBeLessThanOrEqual(1);
  return applyEdits(TEXT, saved.edits);
}

function strengthsIn(text: string): Record<string, number> {
  const { jobs } = planJobs(parseManifest(text).manifest!, [...pictures, 'styles/ink.png']);
  return Object.fromEntries(jobs.map(({ source, style }) => [source, style.strength]));
}
