import type { Peer } from '../../src/shared/peer';
import type { Verdict } from '../../src/shared/review';
import type { REVIEW_PAGE_MESSAGES, ReviewAsset } from '../../src/shared/reviewMessages';
import { neighbourOf } from './list';
import type { Shelf } from './shelf';

/** Verdicts as they are given: seen at once, and taken back where they could not be written. */
export interface Verdicts {
  /** Of the selected one. */
  judge(verdict: Verdict): Promise<void>;
  /** Of the selected one, or else of the one judged last. */
  takeBack(): Promise<void>;
}

export interface VerdictsOptions {
  panel: Peer<typeof REVIEW_PAGE_MESSAGES>;
  shelf: Shelf;
  /** The one that is selected. */
  current(): ReviewAsset | undefined;
  isTrusted(): boolean;
  /** One was judged, and this is the next. */
  moveOn(next: ReviewAsset | undefined): void;
  /** A verdict was taken from this one. */
  moveBack(asset: ReviewAsset): void;
  refresh(): void;
  tell(text: string, error?: unknown): void;
}

export function createVerdicts(options: VerdictsOptions): Verdicts {
  const { panel, shelf, current, isTrusted, tell } = options;
  /** Outputs, the one judged last at the end. */
  let judged: string[] = [];
  const without = (output: string) => judged.filter((other) => other !== output);
  /** What could not be written is as it was. */
  const send = async (before: ReviewAsset, verdict: Verdict | null) => {
    try {
      await panel.request('judge', { output: before.output, verdict });
      tell('');
    } catch (error) {
      shelf.replace(before);
      options.refresh();
      tell('', error);
    }
  };
  return {
    async judge(verdict) {
      const asset = current();
      if (!asset?.hasOutput || !isTrusted()) return;
      const next = neighbourOf(shelf.list(), asset.output);
      judged = [...without(asset.output), asset.output];
      shelf.replace({ ...asset, verdict });
      options.moveOn(next);
      await send(asset, verdict);
    },
    async takeBack() {
      if (!isTrusted()) return;
      const asset = current()?.verdict ? current() : shelf.find(judged.at(-1));
      if (!asset?.verdict) return;
      judged = without(asset.output);
      const { verdict: _, ...unjudged } = asset;
      shelf.replace(unjudged);
      options.moveBack(unjudged);
      await send(asset, null);
    },
  };
}
