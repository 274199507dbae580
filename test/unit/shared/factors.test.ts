import { describe, expect, it } from 'vitest';
import { saidFactors } from '../../../src/shared/factors';
import { parseManifest } from '../../../src/shared/parseManifest';
import { type Job, parametersOf, planJobs } from '../../../src/shared/plan';
import { factorsOf } from '../../../src/shared/styles';

const manifestOf = (styles: object, style = 'a') => {
  const text = JSON.stringify({ version: 1, styles, assets: [{ input: '*.png', style, output: 'out/{name}.png' }] });
  const { manifest, problems } = parseManifest(text);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return manifest!;
};
const jobOf = (styles: object): Job => planJobs(manifestOf(styles), ['pic.png', 'a.webp']).jobs[0]!;

describe('factors of a style', () => {
  it('that extends another are those of the other, but for its own; 0 takes one away', () => {
    const manifest = manifestOf({
      a: { reference: 'a.webp', factors: { contrast: 0.5, grain: 0.25 } },
      b: { extends: 'a', factors: { contrast: 0, warmth: -1 } },
      c: { extends: 'b' },
    });
    expect(factorsOf(manifest, 'b')).toEqual({ warmth: -1, grain: 0.25 });
    expect(factorsOf(manifest, 'c')).toEqual(factorsOf(manifest, 'b'));
  });

  it('that is a blend are those of its parts by their shares, and its own on top, never beyond the range', () => {
    const manifest = manifestOf({
      a: { reference: 'a.webp', factors: { contrast: 1 } },
      b: { reference: 'b.webp', factors: { contrast: -1, grain: 1 } },
      c: { blend: { a: 3, b: 1 }, factors: { grain: 0.25 } },
      d: { blend: { c: 1 }, factors: { grain: 1 } },
    });
    expect(factorsOf(manifest, 'c')).toEqual({ contrast: 0.5, grain: 0.5 });
    expect(factorsOf(manifest, 'd')).toEqual({ contrast: 0.5, grain: 1 });
  });

  it('are nothing where all are 0', () => {
    expect(saidFactors({ contrast: 0 })).toBeUndefined();
    expect(factorsOf(manifestOf({ a: { reference: 'a.webp' } }), 'a')).toBeUndefined();
  });
});

describe('a job', () => {
  it('with factors has another fingerprint, whatever their order; without any, the one it had before there were factors', () => {
    const plain = jobOf({ a: { reference: 'a.webp' } });
    const some = jobOf({ a: { reference: 'a.webp', factors: { contrast: 0.5, grain: 0.1 } } });
    const turned = jobOf({ a: { reference: 'a.webp', factors: { grain: 0.1, contrast: 0.5 } } });
    const none = jobOf({ a: { reference: 'a.webp', factors: { contrast: 0 } } });
    expect(parametersOf(some)).toBe(parametersOf(turned));
    expect(parametersOf(some)).not.toBe(parametersOf(plain));
    expect(parametersOf(none)).toBe(parametersOf(plain));
    expect(parametersOf(plain)).not.toContain('factors');
    expect(some.style.factors).toEqual({ contrast: 0.5, grain: 0.1 });
  });
});

describe('what is wrong with factors', () => {
  it.each([
    [{ contarst: 1 }, '"contarst" is not a known key. Did you mean "contrast"?'],
    [{ contrast: 2 }, '"contrast" must be at most 1, but is 2.'],
    [{ zzz: 1 }, 'Known here: lightness, contrast,'],
  ])('is said plainly: %j', (factors, message) => {
    const { problems } = parseManifest(
      JSON.stringify({ version: 1, styles: { a: { reference: 'a.webp', factors } }, assets: [] }),
    );
    expect(
      problems.find((problem) => problem.message.includes(message)),
      JSON.stringify(problems),
    ).toBeDefined();
  });
});
