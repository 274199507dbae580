import { expect, it } from 'vitest';
import type { ReviewAsset } from '../../../../src/shared/reviewMessages';
import { NO_FILTER } from '../../../../webview-ui/review/list';
import { createShelf } from '../../../../webview-ui/review/shelf';

it('finds assets and their places in the list, and keeps both up to date', () => {
  const outdated: string[] = [];
  const shelf = createShelf((output) => outdated.push(output));
  shelf.fill([asset('b'), asset('a'), asset('c')]);
  shelf.sift(NO_FILTER);
  expect(shelf.list().map(({ output }) => output)).toEqual(['a', 'b', 'c']);
  expect([shelf.placeOf('b'), shelf.placeOf('gone'), shelf.placeOf(undefined)]).toEqual([1, -1, -1]);
  shelf.replace({ ...asset('b'), verdict: 'accepted' });
  expect([shelf.find('b')?.verdict, shelf.list()[1]?.verdict]).toEqual(['accepted', 'accepted']);
  shelf.sift({ ...NO_FILTER, shows: 'unreviewed' });
  expect([shelf.placeOf('b'), shelf.find('b')?.output]).toEqual([-1, 'b']);
  shelf.replace(asset('new'));
  expect(shelf.all()).toHaveLength(3);
  expect(outdated).toEqual([]);
});

it('tells which assets have other bytes than before, and not those that are new or gone', () => {
  const outdated: string[] = [];
  const shelf = createShelf((output) => outdated.push(output));
  shelf.fill([asset('a'), asset('b'), asset('gone')]);
  shelf.fill([asset('a', '2'), asset('b'), asset('new')]);
  expect(outdated).toEqual(['a']);
  shelf.replace(asset('b', '2'));
  shelf.replace(asset('b', '2'));
  expect(outdated).toEqual(['a', 'b']);
});

function asset(output: string, version = '1'): ReviewAsset {
  const state = 'fresh' as const;
  return {
    source: output,
    output,
    style: 'ink',
    rule: 0,
    state,
    hasOutput: true,
    version,
    changed: false,
    hasFormer: false,
  };
}
