import { describe, expect, it } from 'vitest';
import type { StyleRequest } from '../../../src/shared/protocol';
import type { Treatment } from '../../../src/shared/treatment';
import {
  type TuneSettings,
  tuneCommand,
  tuneRequest,
  tuneSettingsSchema,
  variantsOf,
} from '../../../src/shared/tuning';

const settings = { shares: [{ style: 'ink', weight: 1 }], strength: 1, preserveColor: false, strokeScale: 1 };
const styles: Record<string, Pick<StyleRequest, 'references' | 'factors'>> = {
  ink: { references: [{ path: '/art/ink.png', weight: 1 }] },
  grainy: { references: [{ path: '/art/oil.png', weight: 1 }], factors: { grain: 0.6, warmth: -0.3 } },
  mixed: {
    references: [
      { path: '/art/ink.png', weight: 1 },
      { path: '/art/oil.png', weight: 3 },
    ],
  },
  empty: { references: [] },
};

describe('tuneRequest', () => {
  it('shares what a style shares, and counts each picture once', () => {
    const shares = [
      { style: 'ink', weight: 1 },
      { style: 'mixed', weight: 2 },
    ];
    const { references } = tuneRequest({ ...settings, shares, strength: 0.3 }, (id) => styles[id]);
    expect(references).toEqual([
      { path: '/art/ink.png', weight: 1.5 },
      { path: '/art/oil.png', weight: 1.5 },
    ]);
  });

  it('adds the factors of its styles by their shares, unless others are set', () => {
    const shares = [
      { style: 'ink', weight: 1 },
      { style: 'grainy', weight: 2 },
    ];
    const asked = (factors?: TuneSettings['factors']) =>
      tuneRequest({ ...settings, shares, ...(factors && { factors }) }, (id) => styles[id]).factors;
    expect(asked()).toEqual({ warmth: -0.2, grain: 0.4 });
    expect(asked({ contrast: 0.5, grain: 0 })).toEqual({ contrast: 0.5 });
    expect(asked({})).toBeUndefined();
  });

  it('says which style is gone', () => {
    for (const style of ['oil', 'empty'])
      expect(() => tuneRequest({ ...settings, shares: [{ style, weight: 1 }] }, (id) => styles[id])).toThrow(style);
  });
});

describe('tuneCommand', () => {
  it('names what is not usual, and nothing else', () => {
    expect(tuneCommand('art/fox.png', { ...settings, references: [{ path: 'builtin:ink', weight: 1 }] })).toBe(
      'stylize apply art/fox.png --style builtin:ink',
    );
    const references = [
      { path: 'builtin:ink', weight: 0.25 },
      { path: 'my styles/oil $1.png', weight: 0.75 },
    ];
    const sheet: Treatment = { sheet: { cell: [32, 24], spacing: 2 }, sequence: true, smooth: 0.5 };
    expect(tuneCommand('coin.png', { ...settings, references: references.slice(1) }, sheet)).toBe(
      'stylize apply coin.png --style "my styles/oil \\$1.png" --sheet 32x24+0+2 --sequence --smooth 0.5',
    );
    expect(tuneCommand('moss.png', { ...settings, references: references.slice(1) }, { seamless: 'x' })).toBe(
      'stylize apply moss.png --style "my styles/oil \\$1.png" --seamless x',
    );
    const treatment: Treatment = {
      alpha: { threshold: 0.3 },
      palette: ['#000', '#ff8800'],
      dither: 'ordered',
      brandColors: ['#e30613', { color: '#00f', tolerance: 5 }],
      mask: 'masks/moss.png',
    };
    expect(tuneCommand('moss.png', { ...settings, references: references.slice(1) }, treatment)).toBe(
      'stylize apply moss.png --style "my styles/oil \\$1.png" --alpha threshold:0.3 --palette "#000,#ff8800" --dither ordered --brand-color "#e30613" --brand-color "#00f:5" --mask masks/moss.png',
    );
    const how = { strength: 0.4, preserveColor: true, strokeScale: 1.5 };
    expect(tuneCommand('a b.png', { ...how, references })).toBe(
      'stylize apply "a b.png" --style builtin:ink:0.25 --style "my styles/oil \\$1.png:0.75" --strength 0.4 --preserve-color --stroke-scale 1.5',
    );
  });
});

describe('variantsOf', () => {
  it('has a row for each style, from weak to strong, and keeps the rest', () => {
    const rows = variantsOf(['ink', 'mixed'], { ...settings, preserveColor: true });
    expect(rows.map((row) => row.map(({ strength }) => strength))).toEqual(Array(2).fill([0.25, 0.5, 0.75, 1]));
    expect(rows[1]![0]).toEqual({
      ...settings,
      shares: [{ style: 'mixed', weight: 1 }],
      strength: 0.25,
      preserveColor: true,
    });
  });
});

describe('settings from a page', () => {
  it('are refused beyond their ranges', () => {
    expect(tuneSettingsSchema.safeParse(settings).success).toBe(true);
    for (const change of [{ strength: 1.1 }, { strength: Number.NaN }, { strokeScale: 0.4 }, { shares: [] }])
      expect(tuneSettingsSchema.safeParse({ ...settings, ...change }).success).toBe(false);
  });
});
