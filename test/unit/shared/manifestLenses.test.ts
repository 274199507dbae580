import { describe, expect, it } from 'vitest';
import type { ManifestInput } from '../../../src/shared/manifest';
import { type AssetOfPart, partLenses } from '../../../src/shared/manifestLenses';
import { outlineManifest } from '../../../src/shared/manifestOutline';
import { resolved } from './resolved';

const manifest = {
  version: 1,
  styles: { ink: { reference: 'ink.png' }, oil: { reference: 'oil.png' } },
  assets: [
    { input: 'a/*', style: 'ink', output: 'out/{name}.{ext}' },
    { input: ['b/*'], exclude: 'b/x', style: 'ink', output: 'out/b/{name}.{ext}' },
  ],
} satisfies ManifestInput;
const saved = resolved(manifest).assets;
const assets = (
  [
    [0, 'fresh'],
    [0, 'stale'],
    [0, 'running'],
    [1, 'waiting'],
    [1, 'failed'],
    [1, 'blocked'],
  ] as const
).map(([rule, state]): AssetOfPart => ({ rule, styleName: 'ink', state }));
const lenses = (text: string) => partLenses(outlineManifest(text), saved, assets);

describe('the lenses of a manifest', () => {
  it('count the states of the pictures of each style and each rule', () => {
    const text = JSON.stringify(manifest);
    const counts = Object.fromEntries(lenses(text).map(({ part, counts }) => [part.style ?? part.rule, counts]));
    expect(counts).toEqual({
      ink: { all: 6, fresh: 1, stale: 1, blocked: 1, pending: 2, failed: 1 },
      oil: { all: 0, fresh: 0, stale: 0, blocked: 0, pending: 0, failed: 0 },
      0: { all: 3, fresh: 1, stale: 1, blocked: 0, pending: 1, failed: 0 },
      1: { all: 3, fresh: 0, stale: 0, blocked: 1, pending: 1, failed: 1 },
    });
    expect(lenses(text).map(({ offset }) => text.slice(offset, offset + 5))).toEqual([
      '"ink"',
      '"oil"',
      '{"inp',
      '{"inp',
    ]);
  });

  it('know a rule by what it says while others are put in front of it', () => {
    const text = JSON.stringify({ ...manifest, assets: [{ input: 'new' }, ...manifest.assets] });
    const rules = lenses(text).filter(({ part }) => part.rule !== undefined);
    expect(rules.map(({ part, counts }) => [part.rule, counts?.all])).toEqual([
      [0, undefined],
      [1, 3],
      [2, 3],
    ]);
  });

  it('are there for what is half written, with nothing to count', () => {
    expect(lenses('{ "styles": { "new": {} }, "assets": [{').map(({ counts }) => counts?.all)).toEqual([0, undefined]);
  });

  it('count nothing while the saved manifest can not be used', () => {
    const text = JSON.stringify(manifest);
    expect(partLenses(outlineManifest(text), undefined, []).map(({ counts }) => counts)).toEqual(
      Array(4).fill(undefined),
    );
  });
});
