import type { AssetState, ManifestState } from './manifests';

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

/** What a source's badge tells. */
export type BadgeState = 'failed' | 'blocked' | 'stale';

export interface Badge {
  state: BadgeState;
  /** Those in this state. */
  assets: AssetState[];
}

/** Of one source's assets, the state that needs care most; none where all are fresh. What waits or is being painted is still stale. */
export function badgeOf(assets: readonly AssetState[]): Badge | undefined {
  const pending = assets.filter(isPending);
  const state = CARE.find((state) => pending.some((asset) => badgeStateOf(asset) === state));
  return state && { state, assets: pending.filter((asset) => badgeStateOf(asset) === state) };
}

/** The sources whose assets are no longer what they were, in a new survey of the same manifest. */
export function changedSources(
  before: Pick<ManifestState, 'assets' | 'byOutput'> | undefined,
  after: Pick<ManifestState, 'assets' | 'byOutput'> | undefined,
): Set<string> {
  const differs = (a: AssetState, b: AssetState | undefined): boolean =>
    (isPending(a) || b !== undefined) && (b?.state !== a.state || b.reason !== a.reason || b.source !== a.source);
  const changed = after?.assets.filter((asset) => differs(asset, before?.byOutput.get(asset.output))) ?? [];
  const gone = before?.assets.filter(({ output }) => !after?.byOutput.has(output)) ?? [];
  return new Set([...changed, ...gone].map(({ source }) => source));
}

const CARE: readonly BadgeState[] = ['failed', 'blocked', 'stale'];

function badgeStateOf({ state }: AssetState): BadgeState {
  return state === 'failed' || state === 'blocked' ? state : 'stale';
}
