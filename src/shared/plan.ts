/** The planner: from a manifest, and the files that are there, to the jobs to do. Pure. */

import { fileMatcher } from './fileMatcher';
import { type AssetRule, findStyle, type Manifest } from './manifest';
import type { PlanProblem } from './manifestProblem';
import { formatOf, renderOutput } from './outputTemplate';
import { isPicture } from './pictureFiles';
import {
  type Planned,
  refuseEscapes,
  refuseLoops,
  refuseMissingReferences,
  refuseOverwrittenReferences,
  refuseSharedOutputs,
} from './planChecks';
import type { OutputFormat } from './protocol';
import { flattenStyle, type WeightedReference } from './styles';

/** One picture to make. Paths are relative to the manifest's folder, with forward slashes. */
export interface Job extends Planned {
  styleName: string;
  style: { references: WeightedReference[]; strength: number; preserveColor: boolean; strokeScale: number };
  format: OutputFormat;
  /** 1…100; absent for the formats without loss. */
  quality?: number;
}

export interface Plan {
  /** Sorted by source, then output. Outputs are unique, and none is a source or a reference. */
  jobs: Job[];
  /** What was left out of the jobs and why. An error stops only the jobs that it is about. */
  problems: PlanProblem[];
}

/**
 * Plans a manifest that parseManifest has passed. `files` are all files below the manifest's folder, relative, with
 * forward slashes, in any order. What a job writes is never another job's input, so that plans do not feed on
 * themselves; nor are `results`, those of the files that earlier plans wrote, though they may lend their style.
 */
export function planJobs(manifest: Manifest, files: readonly string[], results: ReadonlySet<string> = new Set()): Plan {
  const present = [...new Set(files)].sort();
  const problems: PlanProblem[] = [];
  const candidates = manifest.assets.flatMap((rule, index) => {
    const matches = fileMatcher(rule);
    const sources = present.filter((file) => isPicture(file) && !results.has(file) && matches(file));
    if (sources.length === 0) problems.push(matchesNothing(index));
    const style = styleOf(manifest, rule);
    return style ? sources.map((source) => jobFor(rule, index, style, source)) : [];
  });
  const checks = [
    (jobs: Job[]) => refuseEscapes(jobs, manifest),
    (jobs: Job[]) => refuseLoops(jobs),
    (jobs: Job[]) => refuseSharedOutputs(jobs),
    (jobs: Job[]) => refuseOverwrittenReferences(jobs, manifest),
    (jobs: Job[]) => refuseMissingReferences(jobs, manifest, present),
  ];
  const jobs = checks.reduce((left, check) => {
    const result = check(left);
    problems.push(...result.problems);
    return result.jobs;
  }, candidates);
  return { jobs: jobs.sort((a, b) => compare(a.source, b.source) || compare(a.output, b.output)), problems };
}

/** Hashes of what an output depends on. */
export interface Fingerprint {
  source: string;
  /** Over the bytes of all references, in the order of the job. */
  style: string;
  /** Over parametersOf. */
  parameters: string;
  /** Of the weights' bytes and the engine's version. */
  model: string;
}

/** Of an output's file; `changed` by somebody else since it was written, `foreign` when it was never written by a job. */
export type Presence = 'present' | 'missing' | 'changed' | 'foreign';

export interface Decision {
  job: Job;
  /** `refuse`: the output holds somebody's work, which is not replaced unasked. */
  action: 'run' | 'skip' | 'refuse';
  reason:
    | 'new'
    | 'source changed'
    | 'style changed'
    | 'parameters changed'
    | 'model changed'
    | 'output missing'
    | 'output changed'
    | 'output exists'
    | 'forced'
    | 'up to date';
}

/**
 * Whether a job has to run, and may. `before` is its fingerprint when its output was last written; undefined if never, and
 * `now` need not be known then.
 * `force` runs every job, whoever made the file in its place.
 */
export function decide(
  job: Job,
  now: Fingerprint | undefined,
  before: Fingerprint | undefined,
  output: Presence,
  force = false,
): Decision {
  if (!force && output === 'changed') return { job, action: 'refuse', reason: 'output changed' };
  if (!force && output === 'foreign') return { job, action: 'refuse', reason: 'output exists' };
  const reason = reasonToRun(now, before, output) ?? (force ? 'forced' : undefined);
  return reason ? { job, action: 'run', reason } : { job, action: 'skip', reason: 'up to date' };
}

/** All that changes an output's pixels or encoding, apart from the contents of files, as text for a hash. */
export function parametersOf({ style, format, quality }: Job): string {
  const { references, strength, preserveColor, strokeScale } = style;
  // The same shares reached by another order of additions differ in their last digits.
  const weights = references.map(({ weight }) => Number(weight.toFixed(9)));
  // the usual strokes are not named, so that what was painted before there were others stays up to date
  const strokes = strokeScale === 1 ? [] : [strokeScale];
  return JSON.stringify([strength, preserveColor, weights, format, quality ?? null, ...strokes]);
}

function reasonToRun(now: Fingerprint | undefined, before: Fingerprint | undefined, output: Presence) {
  if (!before || !now) return 'new';
  if (now.source !== before.source) return 'source changed';
  if (now.style !== before.style) return 'style changed';
  if (now.parameters !== before.parameters) return 'parameters changed';
  if (now.model !== before.model) return 'model changed';
  if (output === 'missing') return 'output missing';
  return output === 'changed' ? 'output changed' : undefined;
}

function styleOf(manifest: Manifest, rule: AssetRule): Job['style'] | undefined {
  const style = findStyle(manifest, rule.style);
  return (
    style && {
      references: flattenStyle(manifest, rule.style),
      strength: rule.strength ?? style.strength,
      preserveColor: rule.preserveColor ?? style.preserveColor,
      strokeScale: rule.strokeScale ?? style.strokeScale,
    }
  );
}

function jobFor(rule: AssetRule, index: number, style: Job['style'], source: string): Job {
  const format = formatOf(rule.output, rule.format, source);
  const lossless = format === 'png' || format === 'gif';
  return {
    source,
    output: renderOutput(rule.output, source, rule.style, format),
    rule: index,
    styleName: rule.style,
    style,
    format,
    ...(rule.quality !== undefined && !lossless && { quality: rule.quality }),
  };
}

function matchesNothing(rule: number): PlanProblem {
  return {
    severity: 'warning',
    message: '"input" matches no picture.',
    path: ['assets', rule, 'input'],
    kind: 'no-match',
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
