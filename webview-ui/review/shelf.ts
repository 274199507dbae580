import type { ReviewAsset } from '../../src/shared/reviewMessages';
import { listAssets, type ReviewFilter } from './list';

/** All assets, and the list of those that a filter shows, each found by its output. */
export interface Shelf {
  all(): readonly ReviewAsset[];
  list(): readonly ReviewAsset[];
  /** Other assets in place of all. */
  fill(assets: readonly ReviewAsset[]): void;
  /** Lists anew what the filter shows, in its order. */
  sift(filter: ReviewFilter): void;
  find(output: string | undefined): ReviewAsset | undefined;
  /** In the list; -1 for what is not in it. */
  placeOf(output: string | undefined): number;
  /** An asset as it is now, in its old place, also in the list; one that is not there is left out. */
  replace(asset: ReviewAsset): void;
}

/** @param outdated told the output of each asset that comes to have other bytes */
export function createShelf(outdated: (output: string) => void): Shelf {
  let all: ReviewAsset[] = [];
  let list: ReviewAsset[] = [];
  let places = new Map<string, number>();
  let listed = new Map<string, number>();
  const find = (output: string | undefined) => all[places.get(output ?? '') ?? -1];
  const placeOf = (output: string | undefined) => listed.get(output ?? '') ?? -1;
  return {
    all: () => all,
    list: () => list,
    fill(assets) {
      const before = all;
      all = [...assets];
      places = placesOf(all);
      for (const { output, version } of before) if ((find(output)?.version ?? version) !== version) outdated(output);
    },
    sift(filter) {
      list = listAssets(all, filter);
      listed = placesOf(list);
    },
    find,
    placeOf,
    replace(asset) {
      const known = find(asset.output);
      if (!known) return;
      if (known.version !== asset.version) outdated(asset.output);
      all[places.get(asset.output)!] = asset;
      const shown = placeOf(asset.output);
      if (shown >= 0) list[shown] = asset;
    },
  };
}

function placesOf(assets: readonly ReviewAsset[]): Map<string, number> {
  return new Map(assets.map(({ output }, place) => [output, place]));
}
