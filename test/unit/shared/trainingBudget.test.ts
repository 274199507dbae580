import { expect, it } from 'vitest';
import { parseBudget } from '../../../src/shared/trainingBudget';

it.each([
  ['10', { minutes: 10 }],
  [' 0.5 ', { minutes: 0.5 }],
  ['1,5', { minutes: 1.5 }],
  ['40 steps', { minutes: 2880, steps: 40 }],
  ['1 step', { minutes: 2880, steps: 1 }],
  ['200 步', { minutes: 2880, steps: 200 }],
])('"%s" is a budget', (text, budget) => expect(parseBudget(text)).toEqual(budget));

it.each(['', '0', '-3', 'ten', '2.5 steps', '0 steps', '4000', '1e3', '10 min'])('"%s" is none', (text) =>
  expect(parseBudget(text)).toBeUndefined(),
);
