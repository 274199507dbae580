import { describe, expect, it } from 'vitest';
import type { ReportAsset } from '../../../src/shared/report';
import { formatDuration, formatEffort, formatMoment, splitPath } from '../../../webview-ui/format';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [840.4, '840 ms'],
    [999.6, '1.0 s'],
    [42_350, '42.4 s'],
    [59_960, '1 min 00 s'],
    [72_000, '1 min 12 s'],
    [7_500_000, '2 h 05 min'],
    [7_199_000, '2 h 00 min'],
  ])('says %d ms as %s', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});

describe('formatMoment', () => {
  it('writes an ISO time out', () => {
    expect(formatMoment('2026-10-14T12:00:00Z')).toMatch(/1[345] October 2026/);
  });

  it('shows anything else as it came', () => {
    expect(formatMoment('yesterday')).toBe('yesterday');
  });
});

describe('formatEffort', () => {
  const asset: ReportAsset = {
    source: 'a.png',
    output: 'b.png',
    style: 'Ink',
    width: 1,
    height: 1,
    before: '',
    after: '',
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
