import { describe, expect, it } from 'vitest';
import { assetRuleSchema, folderSchema } from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';
import { treatmentOptions } from '../../../src/shared/treatment';

/** A value that each key can't have, and what is said of it. */
const WRONG: [key: string, value: unknown, said: string][] = [
  ['seamless', 'z', '"seamless" must be true, false, x or y, but is "z".'],
  ['sheet', { cell: [0, 16] }, 'Entry 1 of "cell" must be at least 1, but is 0.'],
  ['sheet', { columns: 4 }, '"rows" is missing: it must be a number.'],
  ['sheet', { atlas: '' }, '"atlas" must not be empty.'],
  ['sequence', 'yes', '"sequence" must be true or false, but is "yes".'],
  ['smooth', 2, '"smooth" must be at most 1, but is 2.'],
  ['alpha', 'hard', '"alpha" must be keep, threshold, premultiplied, or { "threshold": 0.5 }, but is "hard".'],
  ['alpha', { threshold: 3 }, '"threshold" must be at most 1, but is 3.'],
  ['palette', ['red'], 'Entry 1 of "palette" must be a colour such as #ff8800.'],
  ['palette', 'looks/moor.txt', '"palette" must be a .gpl, .hex, .pal, .act file, a picture, or a list.'],
  ['dither', 'random', '"dither" must be one of none, ordered, floyd-steinberg, but is "random".'],
  ['brandColors', ['red'], 'Entry 1 of "brandColors" must be a colour such as #ff8800.'],
  ['brandColors', [{ color: '#123', tolerance: 99 }], '"tolerance" must be at most 50, but is 99.'],
  [
    'mask',
    '{dri}/{name}.png',
    'There is no field {dri} here. The fields are {dir}, {name}, {ext}. Did you mean "{dir}"?',
  ],
  ['mask', true, '"mask" must be a path with fields such as {dir}/{name}-mask.png, or false, but is true.'],
];

describe('keys of how pictures are treated', () => {
  it.each(WRONG)('say what they may be: "%s" of %j', (key, value, said) => {
    const rule = { input: 'art/*.png', style: 'ink', output: 'out/{name}.png' };
    const styles = { ink: { reference: 'ink.png' } };
    const inRule = { version: 1, styles, assets: [{ ...rule, [key]: value }] };
    const inFolder = { version: 1, styles, assets: [rule], folders: { art: { [key]: value } } };
    for (const manifest of [inRule, inFolder])
      expect(parseManifest(JSON.stringify(manifest)).problems.map(({ message }) => message)).toEqual([said]);
  });

  it('are each told wrong here, belong to rules and folders, and are described to who hovers them', () => {
    const keys = Object.keys(treatmentOptions) as (keyof typeof treatmentOptions)[];
    expect([...new Set(WRONG.map(([key]) => key))].sort()).toEqual([...keys].sort());
    for (const key of keys)
      for (const { shape } of [assetRuleSchema, folderSchema])
        expect(shape[key].description?.length, key).toBeGreaterThan(40);
  });
});
