import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLingering } from '../../../../webview-ui/review/lingering';

const MOMENT = 100;

let told: [came: string[], went: string[]][];
let look: (...names: string[]) => void;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  const lingering = createLingering((came, went) => told.push([came, went]));
  look = (...names) => lingering(new Set(names));
});
afterEach(() => vi.useRealTimers());

it('tells at once what is there at first', () => {
  look('a', 'b');
  expect(told).toEqual([[['a', 'b'], []]]);
});

it('tells later what came once it has stayed, together', () => {
  look('a');
  look('a', 'b', 'c');
  vi.advanceTimersByTime(MOMENT - 1);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(told[1]).toEqual([['b', 'c'], []]);
});

it('tells nothing of what flashes by', () => {
  look('a');
  look('b');
  look('c');
  vi.advanceTimersByTime(MOMENT);
  expect(told.slice(1)).toEqual([
    [[], ['a']],
    [['c'], []],
  ]);
});

it('counts anew for what was gone in between', () => {
  look('a');
  look('a', 'b');
  vi.advanceTimersByTime(MOMENT / 2);
  look('a');
  look('a', 'b');
  vi.advanceTimersByTime(MOMENT / 2);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(MOMENT / 2);
  expect(told[1]).toEqual([['b'], []]);
});

it('tells what went of what it told', () => {
  look('a', 'b');
  look('b');
  expect(told[1]).toEqual([[], ['a']]);
});
