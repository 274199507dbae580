import { describe, expect, it } from 'vitest';
import { badgeOf, changedSources, countStates, hasOutput, isPending } from '../../../src/extension/assetStates';
import { asset, manifestState } from './manifestStates';

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

describe('a badge', () => {
  it('tells of the assets of a source which need care most', () => {
    const badge = badgeOf([
      asset('fox.png', { state: 'stale', output: 'one' }),
      asset('fox.png', { state: 'failed', output: 'two' }),
      asset('fox.png', { state: 'blocked', output: 'three' }),
      asset('fox.png', { state: 'failed', output: 'four' }),
      asset('fox.png', { output: 'five' }),
    ]);
    expect([badge?.state, badge?.assets.map(({ output }) => output)]).toEqual(['failed', ['two', 'four']]);
  });

  it('counts what is to be painted as stale, and is not there for what is fresh', () => {
    expect(badgeOf([asset('fox.png', { state: 'running' })])?.state).toBe('stale');
    expect(badgeOf([asset('fox.png')])).toBeUndefined();
  });
});

describe('changed sources', () => {
  const stale = (source: string) => asset(source, { state: 'stale' });

  it('are at first all that are not fresh', () => {
    expect(changedSources(undefined, manifestState([asset('a.png'), stale('b.png')]))).toEqual(new Set(['b.png']));
  });

  it('are those that came, went or moved on, and no others', () => {
    const before = manifestState([
      asset('same.png'),
      stale('same too.png'),
      asset('a.png'),
      stale('b.png'),
      stale('gone.png'),
    ]);
    const after = manifestState([
      asset('same.png'),
      stale('same too.png'),
      stale('a.png'),
      asset('b.png'),
      stale('new.png'),
    ]);
    expect([...changedSources(before, after)].sort()).toEqual(['a.png', 'b.png', 'gone.png', 'new.png']);
    expect(changedSources(after, after).size).toBe(0);
    expect(changedSources(manifestState([stale('gone.png')]), undefined)).toEqual(new Set(['gone.png']));
  });
});
