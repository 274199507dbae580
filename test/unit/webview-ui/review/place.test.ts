import { expect, it } from 'vitest';
import { NO_FILTER } from '../../../../webview-ui/review/list';
import { readPlace } from '../../../../webview-ui/review/place';

it('takes the place that was remembered', () => {
  const place = { filter: { ...NO_FILTER, rule: 2 }, selected: 'a', scroll: 40, wanted: '7', series: ['a', 'b'] };
  expect(readPlace(JSON.parse(JSON.stringify(place)))).toEqual(place);
});

it('begins at the beginning where nothing, or nothing that makes sense, was', () => {
  const begin = { filter: NO_FILTER, selected: undefined, scroll: 0, wanted: undefined, series: [] };
  expect(readPlace(undefined)).toEqual(begin);
  expect(readPlace({ filter: 3, selected: 1, scroll: '0', wanted: {}, series: 'a' })).toEqual(begin);
  expect(readPlace({ series: ['a', 3] }).series).toEqual(['a']);
});
