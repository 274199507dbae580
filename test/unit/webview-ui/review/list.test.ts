import { describe, expect, it } from 'vitest';
import type { ReviewAsset } from '../../../../src/shared/reviewMessages';
import {
  countAssets,
  listAssets,
  NO_FILTER,
  neighbourOf,
  placeAfter,
  readFilter,
} from '../../../../webview-ui/review/list';

const asset = (source: string, more: Partial<ReviewAsset> = {}): ReviewAsset => ({
  source,
  output: `out/${source}`,
  style: 'gouache',
  rule: 0,
  state: 'fresh',
  hasOutput: true,
  version: '1',
  changed: false,
  hasFormer: false,
  ...more,
});
const ASSETS = [
  asset('c.png', { verdict: 'accepted', difference: 3 }),
  asset('a.png', { changed: true, difference: 9 }),
  asset('Hero/b.png', { state: 'failed', hasOutput: false, rule: 1, style: 'pen' }),
  asset('d.png', { verdict: 'rejected', state: 'blocked', rule: 1 }),
];
const paths = (filter: Partial<typeof NO_FILTER>) =>
  listAssets(ASSETS, { ...NO_FILTER, ...filter }).map(({ source }) => source);

describe('the list of a review', () => {
  it.each([
    ['all', ['Hero/b.png', 'a.png', 'c.png', 'd.png']],
    ['changed', ['a.png']],
    ['failed', ['Hero/b.png', 'd.png']],
    ['unreviewed', ['a.png']],
    ['accepted', ['c.png']],
    ['rejected', ['d.png']],
  ] as const)('shows %s', (shows, expected) => {
    expect(paths({ shows })).toEqual(expected);
    expect(countAssets(ASSETS, NO_FILTER)[shows]).toBe(expected.length);
  });

  it('is narrowed by rule, by style and by each word of a path, whatever its case', () => {
    expect(paths({ rule: 1 })).toEqual(['Hero/b.png', 'd.png']);
    expect(paths({ style: 'pen' })).toEqual(['Hero/b.png']);
    expect(paths({ text: '  hero B ' })).toEqual(['Hero/b.png']);
    expect(paths({ text: 'out/a' })).toEqual(['a.png']);
    expect(countAssets(ASSETS, { ...NO_FILTER, rule: 1 })).toMatchObject({ all: 2, accepted: 0, rejected: 1 });
  });

  it('puts the biggest difference first, and what was not measured last, by path', () => {
    expect(paths({ order: 'difference' })).toEqual(['a.png', 'c.png', 'Hero/b.png', 'd.png']);
  });

  it('goes on from one that is judged: to the next, at the end to the one before', () => {
    const list = listAssets(ASSETS, NO_FILTER);
    expect(neighbourOf(list, 'out/a.png')?.source).toBe('c.png');
    expect(neighbourOf(list, 'out/d.png')?.source).toBe('c.png');
    expect(neighbourOf(list.slice(0, 1), list[0]!.output)).toBeUndefined();
  });

  it('takes whatever was remembered for a filter', () => {
    expect(readFilter(undefined)).toEqual(NO_FILTER);
    expect(readFilter({ shows: 'other', rule: '1', style: 2, text: 3, order: 'size' })).toEqual(NO_FILTER);
    const filter = { shows: 'failed', rule: 1, style: 'pen', text: 'x', order: 'difference' } as const;
    expect(readFilter(JSON.parse(JSON.stringify(filter)))).toEqual(filter);
  });
});

describe('the keys of the grid', () => {
  // 0 1 2 / 3 4 5 / 6 7
  const grid = { count: 8, columns: 3, page: 2 };

  it.each([
    ['ArrowRight', 2, 3],
    ['ArrowRight', 7, 7],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 5, 7],
    ['ArrowDown', 6, 6],
    ['ArrowUp', 1, 1],
    ['ArrowUp', 7, 4],
    ['PageDown', 0, 6],
    ['PageDown', 4, 7],
    ['PageUp', 4, 0],
    ['Home', 5, 0],
    ['End', 0, 7],
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(placeAfter(key, from, grid)).toBe(to);
  });

  it('lead nowhere by other keys, or where nothing is shown', () => {
    expect(placeAfter('a', 0, grid)).toBeUndefined();
    expect(placeAfter('constructor', 0, grid)).toBeUndefined();
    expect(placeAfter('End', -1, { ...grid, count: 0 })).toBeUndefined();
  });
});
