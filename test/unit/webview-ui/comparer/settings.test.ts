import { describe, expect, it } from 'vitest';
import { BACKGROUNDS, nextBackground, readSettings } from '../../../../webview-ui/comparer/settings';

describe('readSettings', () => {
  it('takes what was remembered', () => {
    const shown = { mode: 'difference', background: 'white', rate: 2, opacity: 0.35, amplification: 8 };
    const settings = { ...shown, cells: true, frameRate: 24 };
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it('begins with the slider, and so with whatever makes no sense', () => {
    const begin = readSettings(undefined);
    expect(begin).toMatchObject({ mode: 'slider', background: 'checkerboard', cells: false });
    expect(readSettings({ mode: 'swipe', rate: 60, opacity: '1', amplification: -1, background: null })).toEqual(begin);
    expect(readSettings({ cells: 'yes', frameRate: 7 })).toEqual(begin);
    expect(readSettings('slider')).toEqual(begin);
  });
});

it('goes through the backgrounds and begins anew', () => {
  expect(BACKGROUNDS.map(nextBackground)).toEqual(['black', 'white', 'theme', 'checkerboard']);
});
