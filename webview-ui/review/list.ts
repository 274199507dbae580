import type { ReviewAsset } from '../../src/shared/reviewMessages';

/** What of the assets is shown. */
export const SHOWS = ['all', 'changed', 'failed', 'unreviewed', 'accepted', 'rejected'] as const;
export type Shows = (typeof SHOWS)[number];

export interface ReviewFilter {
  shows: Shows;
  /** A rule's place; undefined for all. */
  rule: number | undefined;
  style: string | undefined;
  /** Words that the path of the picture or of its output has, in any case of letters. */
  text: string;
  order: 'path' | 'difference';
}

export const NO_FILTER: ReviewFilter = { shows: 'all', rule: undefined, style: undefined, text: '', order: 'path' };

/** The assets that the filter shows, in its order: by path, or the biggest difference first and unmeasured ones last. */
export function listAssets(assets: readonly ReviewAsset[], filter: ReviewFilter): ReviewAsset[] {
  const isMatch = matcherOf(filter);
  const list = assets.filter((asset) => isShown(asset, filter.shows) && isMatch(asset));
  const byPath = (a: ReviewAsset, b: ReviewAsset) => compare(a.source, b.source) || compare(a.output, b.output);
  const byDifference = (a: ReviewAsset, b: ReviewAsset) => (b.difference ?? -1) - (a.difference ?? -1) || byPath(a, b);
  return list.sort(filter.order === 'path' ? byPath : byDifference);
}

/** How many assets each choice of `shows` would show. */
export function countAssets(assets: readonly ReviewAsset[], filter: ReviewFilter): Record<Shows, number> {
  const counts = { all: 0, changed: 0, failed: 0, unreviewed: 0, accepted: 0, rejected: 0 };
  const isMatch = matcherOf(filter);
  for (const asset of assets) if (isMatch(asset)) for (const shows of SHOWS) if (isShown(asset, shows)) counts[shows]++;
  return counts;
}

/** Whatever was remembered, as a filter. */
export function readFilter(state: unknown): ReviewFilter {
  const { shows, rule, style, text, order } = { ...(state as Partial<ReviewFilter> | null) };
  return {
    shows: SHOWS.find((known) => known === shows) ?? 'all',
    rule: typeof rule === 'number' ? rule : undefined,
    style: typeof style === 'string' ? style : undefined,
    text: typeof text === 'string' ? text : '',
    order: order === 'difference' ? order : 'path',
  };
}

/** The place that a key leads to in a grid of so many columns; undefined for keys that lead nowhere. */
export function placeAfter(
  key: string,
  at: number,
  { count, columns, page }: { count: number; columns: number; page: number },
): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * page,
    PageDown: columns * page,
    Home: -at,
    End: count - 1 - at,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined || count === 0) return undefined;
  const to = at + step;
  // up and down stay in their column, at the end of which nothing happens
  if (key === 'ArrowUp' && to < 0) return at;
  if (key === 'ArrowDown' && to >= count)
    return Math.floor(at / columns) < Math.floor((count - 1) / columns) ? count - 1 : at;
  return Math.min(Math.max(to, 0), count - 1);
}

/** Which of the list comes after this one, where one of both is to go; undefined where there is no other. */
export function neighbourOf(list: readonly ReviewAsset[], output: string | undefined): ReviewAsset | undefined {
  const at = list.findIndex((asset) => asset.output === output);
  return list[at + 1] ?? list[at - 1];
}

function isShown({ hasOutput, changed, state, verdict }: ReviewAsset, shows: Shows): boolean {
  if (shows === 'all') return true;
  if (shows === 'changed') return changed;
  if (shows === 'failed') return state === 'failed' || state === 'blocked';
  if (shows === 'unreviewed') return hasOutput && verdict === undefined;
  return verdict === shows;
}

function matcherOf({ rule, style, text }: ReviewFilter): (asset: ReviewAsset) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (asset) => {
    if ((rule !== undefined && asset.rule !== rule) || (style !== undefined && asset.style !== style)) return false;
    const path = words.length > 0 ? `${asset.source}\n${asset.output}`.toLowerCase() : '';
    return words.every((word) => path.includes(word));
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
