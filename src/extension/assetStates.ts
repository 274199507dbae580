import type { AssetState } from './manifests';

export type StateName = AssetState['state'];

/** How many assets are in each state; `total` of all. */
export type StateCounts = Record<StateName | 'total', number>;

export function countStates(assets: readonly AssetState[]): StateCounts {
  const counts = { total: assets.length, fresh: 0, stale: 0, blocked: 0, waiting: 0, running: 0, failed: 0 };
  for (const { state } of assets) counts[state]++;
  return counts;
}

/** Whether its output is not yet true to the manifest. */
export function isPending({ state }: AssetState): boolean {
  return state !== 'fresh';
}

/** Whether there is an output to look at, be it an old one or somebody else's. */
export function hasOutput({ state, reason }: AssetState): boolean {
  return state === 'fresh' || (reason !== 'new' && reason !== 'output missing');
}

/** Theme icon and theme colour of a state. */
export const STATE_ICONS: Readonly<Record<StateName, { icon: string; color?: string }>> = {
  fresh: { icon: 'pass', color: 'testing.iconPassed' },
  stale: { icon: 'circle-large-outline', color: 'testing.iconQueued' },
  waiting: { icon: 'clock', color: 'testing.iconQueued' },
  running: { icon: 'sync~spin' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  blocked: { icon: 'lock', color: 'list.warningForeground' },
};

/** What a source's badge tells: the state of those of its assets that need care most. */
export type BadgeState = 'failed' | 'blocked' | 'stale';

/** By source, for those that need care; what waits or is being painted is still stale. */
export function badgesOf(assets: readonly AssetState[]): Map<string, { state: BadgeState; assets: AssetState[] }> {
  const badges = new Map<string, { state: BadgeState; assets: AssetState[] }>();
  for (const asset of assets) {
    if (asset.state === 'fresh') continue;
    const state = asset.state === 'failed' || asset.state === 'blocked' ? asset.state : 'stale';
    const badge = badges.get(asset.source);
    if (!badge) badges.set(asset.source, { state, assets: [asset] });
    else if (CARE[state] > CARE[badge.state]) badges.set(asset.source, { state, assets: [asset] });
    else if (state === badge.state) badge.assets.push(asset);
  }
  return badges;
}

const CARE: Record<BadgeState, number> = { stale: 0, blocked: 1, failed: 2 };

/** The keys whose values differ between two maps, by what is the same of them. */
export function changedKeys<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): string[] {
  const changed = [...after.keys()].filter((key) => before.get(key) !== after.get(key));
  return [...changed, ...[...before.keys()].filter((key) => !after.has(key))];
}
