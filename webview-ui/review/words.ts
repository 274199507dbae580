import type { ReviewAsset } from '../../src/shared/reviewMessages';
import { t } from '../words';
import type { Shows } from './list';

export function stateWord(state: ReviewAsset['state']): string {
  const words: Record<ReviewAsset['state'], string> = {
    fresh: t('fresh'),
    stale: t('stale'),
    blocked: t('blocked'),
    waiting: t('waiting'),
    running: t('running'),
    failed: t('failed'),
  };
  return words[state];
}

export function verdictWord({ verdict, hasOutput }: Pick<ReviewAsset, 'verdict' | 'hasOutput'>): string {
  if (verdict === 'accepted') return t('accepted');
  if (verdict === 'rejected') return t('rejected');
  return hasOutput ? t('not reviewed') : t('no output');
}

export function showsWord(shows: Shows): string {
  const words: Record<Shows, string> = {
    all: t('All'),
    changed: t('Last run'),
    failed: t('Failed'),
    unreviewed: t('Not reviewed'),
    accepted: t('Accepted'),
    rejected: t('Rejected'),
  };
  return words[shows];
}

/** A mean difference of 0 to 255, shortly. */
export function differenceWord(difference: number): string {
  return `Δ ${difference.toFixed(1)}`;
}

/** All that a card tells, for those who listen to it. */
export function cardName(asset: ReviewAsset): string {
  const { source, style, state, difference, note } = asset;
  const parts = [
    source,
    style,
    stateWord(state),
    verdictWord(asset),
    difference === undefined ? undefined : t('mean difference {0}', difference.toFixed(1)),
    note === undefined ? undefined : t('note: {0}', note),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
