import { describe, expect, it } from 'vitest';
import { isPending } from '../../../../src/extension/assetStates';
import type { ManifestState } from '../../../../src/extension/manifests';
import { childrenOf, findAsset, rootsOf, type TreeNode } from '../../../../src/extension/view/assetTree';
import { asset, manifestState } from '../manifestStates';

const all = () => true;
const kinds = (nodes: readonly TreeNode[]) => nodes.map(({ kind }) => kind);

/** The node reached by taking the child of that kind (the n-th) at each step. */
function walk(manifests: ManifestState[], ...way: [kind: TreeNode['kind'], index?: number][]): TreeNode {
  let level = rootsOf(manifests, all);
  let found: TreeNode | undefined;
  for (const [kind, index = 0] of way) {
    found = level.filter((node) => node.kind === kind)[index];
    if (!found) throw new Error(`there is no ${kind} ${index}`);
    level = childrenOf(found, all);
  }
  return found!;
}

describe('the top', () => {
  it('shows the parts of the only manifest at once', () => {
    expect(kinds(rootsOf([manifestState([asset('a.png')])], all))).toEqual(['styles', 'rules']);
  });

  it('puts several manifests side by side', () => {
    const other = manifestState([], undefined, {
      uri: 'file:///other/stylize.json' as unknown as ManifestState['uri'],
    });
    const roots = rootsOf([manifestState([]), other], all);
    expect(kinds(roots)).toEqual(['manifest', 'manifest']);
    expect(kinds(childrenOf(roots[0]!, all))).toEqual(['styles', 'rules']);
    const ids = roots.flatMap((root) => [root, ...childrenOf(root, all)]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows what is left of a manifest that can not be used', () => {
    const broken = manifestState([], undefined, { orphans: ['out/old.png'] });
    delete broken.manifest;
    expect(kinds(rootsOf([broken], all))).toEqual(['problem', 'orphans']);
  });
});

describe('below', () => {
  it('are the styles, with the assets that take them', () => {
    const styles = childrenOf(walk([manifestState([asset('a.png')])], ['styles']), all);
    expect(styles.map(({ name, assets }) => [name, assets.length])).toEqual([
      ['ink', 1],
      ['oil', 0],
    ]);
  });

  it('are the assets of a rule, in their order', () => {
    const rule = walk([manifestState([asset('a.png'), asset('art/b.png')])], ['rules'], ['rule']);
    const assets = childrenOf(rule, all);
    expect(assets.map(({ kind, assets: [of] }) => [kind, of?.source])).toEqual([
      ['asset', 'a.png'],
      ['asset', 'art/b.png'],
    ]);
    expect(assets[0]!.parent).toBe(rule);
  });

  it('are folders, where a rule has many assets in several', () => {
    const assets = Array.from({ length: 60 }, (_, i) => asset(i < 5 ? `${i}.png` : `art/${i % 2}/${i}.png`));
    const folders = childrenOf(walk([manifestState(assets)], ['rules'], ['rule']), all);
    expect(folders.map(({ kind, name, assets }) => [kind, name, assets.length])).toEqual([
      ['folder', '', 5],
      ['folder', 'art/0', 27],
      ['folder', 'art/1', 28],
    ]);
    expect(childrenOf(folders[1]!, all)).toHaveLength(27);
  });

  it('are ranges, where a folder holds more than VS Code should be given at once', () => {
    const assets = Array.from({ length: 1234 }, (_, i) => asset(`art/${i}.png`));
    const ranges = childrenOf(walk([manifestState(assets)], ['rules'], ['rule']), all);
    expect(ranges.map(({ kind, assets }) => [kind, assets.length])).toEqual([
      ['range', 500],
      ['range', 500],
      ['range', 234],
    ]);
    expect(new Set(ranges.map(({ id }) => id)).size).toBe(3);
    expect(ranges.flatMap((range) => childrenOf(range, all)).map(({ assets: [of] }) => of)).toEqual(assets);
  });

  it('are the orphaned outputs', () => {
    const manifest = manifestState([], undefined, { orphans: ['out/a.png', 'out/b.png'] });
    expect(childrenOf(walk([manifest], ['orphans']), all).map(({ name }) => name)).toEqual(['out/a.png', 'out/b.png']);
  });

  it('is what a filter leaves: no asset that is fresh, and no rule of such assets only', () => {
    const rule = { input: 'a.png', style: 'ink', output: 'out/{name}.png' };
    const input = { version: 1 as const, styles: { ink: { reference: 'ink.png' } }, assets: [rule, rule, rule] };
    const assets = [asset('a.png'), asset('b.png', { rule: 1 }), asset('c.png', { rule: 1, state: 'failed' })];
    const [, rules] = rootsOf([manifestState(assets, input)], isPending);
    const left = childrenOf(rules!, isPending);
    expect(left.map(({ rule, isLeaf }) => [rule, isLeaf])).toEqual([
      [1, false],
      [2, true], // matches nothing
    ]);
    expect(childrenOf(left[0]!, isPending).map(({ assets: [of] }) => of?.source)).toEqual(['c.png']);
  });
});

describe('a node', () => {
  it('keeps its id over surveys', () => {
    const ids = () => {
      const manifest = manifestState([asset('a.png', { state: 'stale' })], undefined, { orphans: ['out/b.png'] });
      const rule = walk([manifest], ['rules'], ['rule']);
      return [...rootsOf([manifest], all), rule, ...childrenOf(rule, all)].map(({ id }) => id);
    };
    expect(ids()).toEqual(ids());
  });

  it('of an asset is found with all that is above it, also in ranges of folders', () => {
    const assets = Array.from({ length: 700 }, (_, i) => asset(i < 600 ? `art/${i}.png` : `ui/${i}.png`));
    const found = findAsset([manifestState(assets)], assets[555]!, all);
    const above = [];
    for (let node = found; node; node = node.parent) above.unshift(node.kind);
    expect(above).toEqual(['rules', 'rule', 'folder', 'range', 'asset']);
    expect(found?.assets).toEqual([assets[555]]);
  });

  it('of an asset that the filter hides is not found', () => {
    const fresh = asset('a.png');
    expect(findAsset([manifestState([fresh])], fresh, isPending)).toBeUndefined();
  });
});
