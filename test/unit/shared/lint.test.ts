import { describe, expect, it } from 'vitest';
import { findingsOf, findingText, type LintedOutput } from '../../../src/shared/lint';
import type { ManifestInput } from '../../../src/shared/manifest';
import { isPowerOfTwo, nearestPowerOfTwo } from '../../../src/shared/powerOfTwo';
import { resolved } from './resolved';

const TONE = { mean: 60, deviation: 15 };
const styles = { ink: { reference: 'ink.png', license: 'CC0-1.0' } };
const assets = [{ input: '*.png', style: 'ink', output: 'out/{name}.{ext}' }];

function linted(change: Partial<LintedOutput> = {}, name = 'wall'): LintedOutput {
  return {
    ...{ source: `${name}.png`, output: `out/${name}.png`, rule: 0, styleName: 'ink', powerOfTwo: false },
    size: { width: 64, height: 64 },
    figures: { tone: TONE, sourceTone: TONE, seams: [] },
    ...change,
  };
}
const findings = (outputs: LintedOutput[], change: Partial<ManifestInput> = {}) =>
  findingsOf(resolved({ version: 1, styles, assets, ...change }), 'stylize.json', outputs);
const seam = (source: number, painted: number) => ({ figures: { seams: [{ axis: 'x' as const, source, painted }] } });

describe('findingsOf', () => {
  it('finds nothing where all is well', () => {
    expect(findings([linted({ powerOfTwo: true, ...seam(1.1, 1.3), treatment: { seamless: true } })])).toEqual([]);
  });

  it('tells of paint between the cells of a sheet', () => {
    const treatment = { sheet: { cell: [8, 8] as [number, number] } };
    expect(findings([linted({ treatment, figures: { bleed: 0.01, seams: [] } })])).toEqual([]);
    expect(findings([linted({ treatment, figures: { bleed: 0.25, seams: [] } })])).toMatchObject([
      { check: 'bleed', path: ['assets', 0, 'sheet'], message: expect.stringContaining('25.0 %') },
    ]);
  });

  it('tells of a fringe with figure, cause and remedy', () => {
    expect(findings([linted({ figures: { fringe: 5, seams: [] } })])).toEqual([]);
    const [found] = findings([linted({ figures: { fringe: 9.31, seams: [] } })]);
    expect(found).toMatchObject({
      check: 'fringe',
      severity: 'warning',
      file: 'out/wall.png',
      source: 'wall.png',
      figure: 9.31,
    });
    expect(findingText(found!)).toBe(
      'out/wall.png: Its edges are 9.3 ΔE off from the same colours inside (at most 5.5 is usual), which shows as a fringe. The colours at the edges of the source are most likely those of a ground it once lay on: export it without one, or lower "strength".',
    );
  });

  it('tells of a seam in what is to repeat, and whose fault it is', () => {
    const treatment = { seamless: true } as const;
    expect(findings([linted({ ...seam(1.2, 4), treatment })])).toMatchObject([
      {
        check: 'seam',
        severity: 'warning',
        message: expect.stringContaining('4.0 times as much as inside (its source 1.2)'),
      },
    ]);
    expect(findings([linted({ ...seam(3.1, 3), treatment })])).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('its source changes 3.1 times'),
        remedy: expect.stringContaining('take "seamless" away'),
      },
    ]);
  });

  it('asks whether a picture is a texture where its source repeats and the result does not', () => {
    expect(findings([linted(seam(1.1, 4.6))])).toMatchObject([
      { severity: 'info', path: ['assets', 0, 'seamless'], remedy: expect.stringContaining('"seamless": "x"') },
    ]);
    expect(findings([linted(seam(8, 9)), linted(seam(0.06, 2.4)), linted(seam(1.1, 1.7))])).toEqual([]);
    expect(findings([linted({ ...seam(1.1, 4.6), treatment: { seamless: 'y' } })])).toMatchObject([
      { severity: 'info' },
    ]);
  });

  it('tells of brand colours that drifted, where there are enough of their pixels', () => {
    const brand = (count: number, mean: number) => linted({ figures: { seams: [], brand: { count, mean } } });
    expect(findings([brand(900, 1.9), brand(10, 7)])).toEqual([]);
    expect(findings([brand(900, 3.14)])).toMatchObject([
      {
        check: 'brand',
        severity: 'warning',
        path: ['assets', 0, 'brandColors'],
        message: expect.stringContaining('3.1 ΔE2000'),
      },
    ]);
  });

  it('tells of sizes that are not powers of two where that is asked for', () => {
    const size = { width: 300, height: 128 };
    expect(findings([linted({ size })])).toEqual([]);
    expect(findings([linted({ size, powerOfTwo: true })])).toMatchObject([
      {
        message: 'It is 300 × 128 pixels, which are not powers of two.',
        remedy: expect.stringContaining('"width": 256, "height": 128'),
      },
    ]);
    expect(findings([linted({ size: undefined, powerOfTwo: true })])).toEqual([]);
  });

  it('tells of a picture that is darker than those of its rule, and whether its source is', () => {
    const tones = (mean: number, was: number) => ({
      figures: { tone: { mean, deviation: 15 }, sourceTone: { mean: was, deviation: 15 }, seams: [] },
    });
    const others = ['a', 'b', 'c', 'd', 'e'].map((name) => linted(tones(60, 50), name));
    expect(findings([...others, linted(tones(30, 50))])).toMatchObject([
      {
        check: 'tone',
        severity: 'warning',
        file: 'out/wall.png',
        message: expect.stringContaining('is 30, that of the 6 pictures of its rule 60'),
      },
    ]);
    expect(findings([...others, linted(tones(30, 20))])).toMatchObject([
      { severity: 'info', message: expect.stringContaining('Its source stands out, too.') },
    ]);
    expect(findings([...others, linted({ ...tones(30, 50), rule: 1 })])).toEqual([]);
  });

  it('tells once of a style that does not say its licence, also of the parts of a blend, and of no built-in one', () => {
    const change = {
      styles: {
        ink: { reference: ['ink.png', 'more.png'], author: 'A. Person' },
        mixed: { blend: { ink: 1, paint: 1, free: 1 } },
        paint: { reference: 'builtin:gouache' },
        free: { reference: 'free.png', license: 'CC-BY-4.0' },
      },
    };
    const outputs = [linted(), linted({ styleName: 'mixed' }, 'moss')];
    expect(findings(outputs, change)).toEqual([
      {
        check: 'licence',
        severity: 'info',
        file: 'stylize.json',
        style: 'ink',
        path: ['styles', 'ink'],
        message: 'The style "ink" does not say under which licence its reference is: ink.png, more.png.',
        remedy: 'Add "license" to it, such as "license": "CC-BY-4.0", and "author" and "source".',
      },
    ]);
  });

  it('tells of what can not be read', () => {
    const problem = {
      kind: 'unreadable',
      file: '/x/out/wall.png',
      cause: 'its data is damaged',
      remedy: 'Paint it again.',
    } as const;
    expect(findings([linted({ problem, figures: undefined })])).toMatchObject([
      { check: 'unreadable', message: "It can't be checked: its data is damaged.", remedy: 'Paint it again.' },
    ]);
  });
});

describe('powers of two', () => {
  it('are known, and the next one', () => {
    expect([1, 2, 256, 16384].every(isPowerOfTwo)).toBe(true);
    expect([0, 3, 100, 255, 2.5].some(isPowerOfTwo)).toBe(false);
    expect([1, 3, 100, 300, 900, 384].map(nearestPowerOfTwo)).toEqual([1, 4, 128, 256, 1024, 512]);
  });
});
