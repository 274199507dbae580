import { describe, expect, it } from 'vitest';
import { badgesOf, changedKeys, countStates, hasOutput, isPending } from '../../../src/extension/assetStates';
import { asset } from './manifestStates';

it('counts assets by state', () => {
  const assets = [asset('a.png'), asset('b.png', { state: 'stale' }), asset('c.png', { state: 'stale' })];
  expect(countStates(assets)).toEqual({
    total: 3,
    fresh: 1,
    stale: 2,
    blocked: 0,
    waiting: 0,
    running: 0,
    failed: 0,
  });
});

it('takes all but the fresh for pending', () => {
  expect(isPending(asset('a.png'))).toBe(false);
  for (const state of ['stale', 'waiting', 'running', 'failed', 'blocked'] as const)
    expect(isPending(asset('a.png', { state })), state).toBe(true);
});

it.each([
  [{ state: 'fresh', reason: 'up to date' }, true],
  [{ state: 'fresh', reason: 'new' }, true], // painted, and not yet surveyed again
  [{ state: 'stale', reason: 'new' }, false],
  [{ state: 'failed', reason: 'output missing' }, false],
  [{ state: 'stale', reason: 'source changed' }, true],
  [{ state: 'blocked', reason: 'output exists' }, true],
] as const)('knows of %o whether there is an output: %s', (extra, expected) => {
  expect(hasOutput(asset('a.png', extra))).toBe(expected);
});

describe('badges', () => {
  it('are for sources that need care, and tell what needs it most', () => {
    const badges = badgesOf([
      asset('fresh.png'),
      asset('waits.png', { state: 'waiting' }),
      asset('two.png', { state: 'stale', output: 'one' }),
      asset('two.png', { state: 'failed', output: 'two' }),
      asset('two.png', { state: 'blocked', output: 'three' }),
      asset('two.png', { state: 'failed', output: 'four' }),
    ]);
    const told = [...badges].map(([source, { state, assets }]) => [source, state, assets.map(({ output }) => output)]);
    expect(told).toEqual([
      ['waits.png', 'stale', ['out/waits.png']],
      ['two.png', 'failed', ['two', 'four']],
    ]);
  });

  it('are told anew for what came, went or changed, and for nothing else', () => {
    const before = new Map(Object.entries({ same: 'S', gone: 'S', other: 'S' }));
    const after = new Map(Object.entries({ same: 'S', other: '!', came: 'S' }));
    expect(changedKeys(before, after).sort()).toEqual(['came', 'gone', 'other']);
    expect(changedKeys(after, after)).toEqual([]);
  });
});
