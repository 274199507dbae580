import { describe, expect, it } from 'vitest';
import type { ReportAsset } from '../../../src/shared/report';
import { formatEffort, formatMoment, splitPath } from '../../../webview-ui/format';

describe('formatMoment', () => {
  it('writes an ISO time out', () => {
    expect(formatMoment('2026-10-14T12:00:00Z', 'en-GB')).toMatch(/1[345] October 2026/);
  });

  it('writes it in the language of the page', () => {
    expect(formatMoment('2026-10-14T12:00:00Z', 'zh-cn')).toMatch(/2026年10月1[345]日/);
  });

  it('shows anything else as it came', () => {
    expect(formatMoment('yesterday', 'en-GB')).toBe('yesterday');
  });
});

describe('formatEffort', () => {
  const asset: ReportAsset = {
    source: 'a.png',
    output: 'b.png',
    style: 'Ink',
    width: 1,
    height: 1,
    cached: false,
  };

  it('adds the stages up', () => {
    expect(formatEffort({ ...asset, milliseconds: { decode: 10, network: 800, encode: 30 } })).toBe('840 ms');
  });

  it('tells what did not have to be made again', () => {
    expect(formatEffort({ ...asset, cached: true })).toBe('unchanged');
  });

  it('says nothing where nothing is known', () => {
    expect(formatEffort(asset)).toBeUndefined();
  });
});

describe('splitPath', () => {
  it.each([
    ['art/sprites/hero.png', 'art/sprites/', 'hero.png'],
    ['art\\hero.png', 'art\\', 'hero.png'],
    ['hero.png', '', 'hero.png'],
  ])('parts %s', (path, folder, name) => {
    expect(splitPath(path)).toEqual({ folder, name });
  });
});
