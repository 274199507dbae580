import { createHash } from 'node:crypto';
import { fileMatcher } from '../shared/fileMatcher';
import type { Job } from '../shared/plan';

/** One part of several, from 1. */
export interface Shard {
  part: number;
  of: number;
}

/** Picks the jobs whose sources are named and that belong to the shard; undefined for all. */
export function selection(
  only: readonly string[] | undefined,
  shard: Shard | undefined,
): ((job: Job) => boolean) | undefined {
  if (!only && !shard) return undefined;
  const isNamed = only ? fileMatcher({ input: [...only] }) : () => true;
  return (job) => isNamed(job.source) && (!shard || shardOf(job, shard.of) === shard.part);
}

/** "2/3"; undefined for what is no part of a whole. */
export function parseShard(text: string): Shard | undefined {
  const [, part, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  return part && of && part <= of ? { part, of } : undefined;
}

/**
 * By names, so that a picture more or less moves no other to another machine; and not by the output's, so that one machine
 * paints all sizes of a picture at once.
 */
function shardOf({ source, styleName }: Job, of: number): number {
  const hash = createHash('sha256').update(JSON.stringify([source, styleName]));
  return (hash.digest().readUInt32BE() % of) + 1;
}
