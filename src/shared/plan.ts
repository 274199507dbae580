/** The planner: from a manifest, and the files that are there, to the jobs to do. Pure. */

import { type AssetRole, roleFinder } from './assetRole';
import { warnOfChangedColours } from './companionChecks';
import type { Factors } from './factors';
import { fileMatcher } from './fileMatcher';
import { folderOptions, warnOfMissingFolders } from './folderOptions';
import { type AssetRule, type FolderOptions, findStyle, type Manifest, type RuleOutput } from './manifest';
import type { PlanProblem } from './manifestProblem';
import { formatOf, formatOfTemplate, renderCompanion, renderOutput } from './outputTemplate';
import { isPicture } from './pictureFiles';
import {
  leadsOut,
  type Planned,
  refuseEscapes,
  refuseLoops,
  refuseMissingCompanions,
  refuseMissingReferences,
  refuseOutsideInputs,
  refuseOverwrittenReferences,
  refuseSharedOutputs,
} from './planChecks';
import { fateOfMap, leavesMaps } from './planMaps';
import { byPlan } from './planOrder';
import type { OutputFormat, OutputSize } from './protocol';
import { type CreditedReference, creditsOf } from './referenceCredits';
import { type ResultOptions, resultOptionFor } from './resultOptions';
import { type Shot, withShots } from './shots';
import { factorsOf, flattenStyle, type WeightedReference } from './styles';
import { companionsOf, mapFiles, type Treatment, treatmentFor } from './treatment';

/** One picture to make. Paths are relative to the manifest's folder, with forward slashes. */
export interface Job extends Planned {
  styleName: string;
  style: {
    references: WeightedReference[];
    strength: number;
    preserveColor: boolean;
    strokeScale: number;
    /** Absent where none are added. */
    factors?: Factors;
  };
  /** Absent where nothing but the usual is asked for. */
  treatment?: Treatment;
  /** Of the frame of a sequence. */
  shot?: Shot;
  /** Of a map, which is copied as it is. */
  role?: AssetRole;
  /** What it says of the style's pictures; absent where it is to say nothing. */
  provenance?: readonly CreditedReference[];
  format: OutputFormat;
  /** 1…100; absent for the formats without loss. */
  quality?: number;
  /** Absent where it is the picture's own. */
  size?: OutputSize;
}

export interface Plan {
  /** Sorted by source, then output. Outputs are unique, and none is a source or a reference. */
  jobs: Job[];
  /** What was left out of the jobs and why. An error stops only the jobs that it is about. */
  problems: PlanProblem[];
}

/**
 * Plans a manifest that parseManifest has passed. `files` are all files below the manifest's folder, relative, with
 * forward slashes, in any order; those elsewhere that it names start with `..` or are absolute. What a job writes is never
 * another job's input, so that plans do not feed on themselves; nor are `results`, those of the files that earlier plans
 * wrote, though they may lend their style.
 * @param allowOutside whether inputs and outputs may lie outside the manifest's folder
 */
export function planJobs(
  manifest: Manifest,
  files: readonly string[],
  results: ReadonlySet<string> = new Set(),
  allowOutside = false,
): Plan {
  const present = [...new Set(files)].filter((file) => allowOutside || !leadsOut(file)).sort();
  const problems: PlanProblem[] = allowOutside ? [] : refuseOutsideInputs(manifest);
  const isOutside = new Set(problems.map(({ path }) => path[1]));
  problems.push(...warnOfMissingFolders(manifest, present));
  const taken = new Set<string>();
  const optionsOf = folderOptions(manifest);
  const roleOf = roleFinder(present);
  const leftMaps: Map<string, AssetRole>[] = [];
  const candidates = manifest.assets.flatMap((rule, index) => {
    const matches = fileMatcher(rule);
    const named = present.filter((file) => isPicture(file) && !results.has(file) && matches(file));
    const sources = named.filter((file) => !taken.has(file));
    if (sources.length === 0 && !isOutside.has(index)) problems.push(matchesNothing(index, named.length > 0));
    if (manifest.match === 'first') for (const source of sources) taken.add(source);
    const style = findStyle(manifest, rule.style);
    if (!style) {
      leftMaps.push(new Map());
      return [];
    }
    const references = flattenStyle(manifest, rule.style);
    const credits = creditsOf(manifest, rule.style);
    const saidOf = <K extends keyof ResultOptions>(key: K, source: string) =>
      resultOptionFor(key, rule.written, optionsOf(source), manifest.defaults);
    const factors = factorsOf(manifest, rule.style);
    const { strength, preserveColor, strokeScale } = style;
    const asked = { references, strength, preserveColor, strokeScale, ...(factors && { factors }) };
    const makeJobs = jobMaker(rule, index, asked, optionsOf, (source) =>
      saidOf('provenance', source) ? credits : undefined,
    );
    const left = new Map<string, AssetRole>();
    const jobs = sources.flatMap((source) => {
      const role = roleOf(source);
      const fate = role ? fateOfMap(source, rule, saidOf('maps', source)) : 'paint';
      if (role && fate === 'leave') left.set(source, role);
      if (fate === 'copy') return makeJobs(source, role);
      return fate === 'paint' ? makeJobs(source) : [];
    });
    leftMaps.push(left);
    return withShots(jobs);
  });
  const companions = new Set(candidates.flatMap(({ treatment }) => companionsOf(treatment).map(({ path }) => path)));
  for (const [index, left] of leftMaps.entries()) {
    for (const path of companions) left.delete(path); // it has its use
    if (left.size > 0) problems.push(leavesMaps(index, left));
  }
  const checks = [
    (jobs: Job[]) => ({ jobs: jobs.filter(({ source }) => !companions.has(source)), problems: [] }),
    (jobs: Job[]) => refuseEscapes(jobs, manifest, allowOutside),
    (jobs: Job[]) => refuseLoops(jobs, manifest),
    (jobs: Job[]) => refuseSharedOutputs(jobs, manifest),
    (jobs: Job[]) => refuseOverwrittenReferences(jobs, manifest),
    (jobs: Job[]) => refuseMissingReferences(jobs, manifest, present),
    (jobs: Job[]) => refuseMissingCompanions(jobs, manifest, present, allowOutside),
  ];
  const jobs = checks.reduce((left, check) => {
    const result = check(left);
    problems.push(...result.problems);
    return result.jobs;
  }, candidates);
  problems.push(...warnOfChangedColours(jobs, manifest));
  return { jobs: jobs.sort(byPlan), problems };
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
export function parametersOf({ styleName, style, treatment, format, quality, size, provenance }: Job): string {
  const { references, strength, preserveColor, strokeScale, factors } = style;
  // The same shares reached by another order of additions differ in their last digits.
  const weights = references.map(({ weight }) => Number(weight.toFixed(9)));
  const { width, height, scale, fit, focus } = size ?? {};
  // what is as usual is not named, so that what was painted before there was anything else stays up to date
  const strokes = strokeScale === 1 ? [] : [strokeScale];
  const added = factors ? [{ factors }] : [];
  const treated = treatment ? [treatment] : [];
  const stated = provenance ? [{ style: styleName, provenance }] : [];
  const sizes = size
    ? [[width ?? null, height ?? null, scale ?? null, fit ?? 'inside', ...(focus === undefined ? [] : [focus])]]
    : [];
  return JSON.stringify([
    strength,
    preserveColor,
    weights,
    format,
    quality ?? null,
    ...strokes,
    ...added,
    ...treated,
    ...sizes,
    ...stated,
  ]);
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

/** Gives the jobs of a rule for one source after the other. Those of equal styles share them: there may be ten thousand. */
function jobMaker(
  rule: AssetRule,
  index: number,
  style: Job['style'],
  optionsOf: (source: string) => FolderOptions,
  provenanceOf: (source: string) => Job['provenance'],
) {
  const styles = new Map<string, Job['style']>();
  return (source: string, role?: AssetRole): Job[] => {
    const folder = optionsOf(source);
    const strength = role ? 0 : (rule.strength ?? folder.strength ?? style.strength);
    const preserveColor = rule.preserveColor ?? folder.preserveColor ?? style.preserveColor;
    const strokeScale = rule.strokeScale ?? folder.strokeScale ?? style.strokeScale;
    const key = `${strength} ${preserveColor} ${strokeScale}`;
    const shared = styles.get(key) ?? { ...style, strength, preserveColor, strokeScale };
    styles.set(key, shared);
    const provenance = provenanceOf(source);
    const said = role ? undefined : treatmentFor(rule, folder);
    const treatment = said && mapFiles(said, (template) => renderCompanion(template, source));
    return rule.outputs.map((output, template) => {
      // a map loses what it says in another format, unless the name of its result asks for that
      const encoding = role
        ? { ...output, format: formatOfTemplate(output.output), quality: undefined, defaults: {} }
        : output;
      const { output: file, format, quality, size } = fileFor(encoding, rule, role ? {} : folder, source);
      const job: Job = { source, output: file, rule: index, template, styleName: rule.style, style: shared, format };
      if (quality !== undefined) job.quality = quality;
      if (size) job.size = size;
      if (treatment) job.treatment = treatment;
      if (role) job.role = role;
      if (provenance && strength > 0) job.provenance = provenance; // what is not painted is as a person made it
      return job;
    });
  };
}

/** Where one of a rule's results goes for a picture, and what it is. */
export function fileFor(
  { output, format: own, quality: ownQuality, size, defaults }: RuleOutput,
  { style }: Pick<AssetRule, 'style'>,
  folder: FolderOptions,
  source: string,
): Pick<Job, 'output' | 'format' | 'quality' | 'size'> {
  const format = formatOf(output, own ?? formatOfTemplate(output) ?? folder.format ?? defaults.format, source);
  const quality = ownQuality ?? folder.quality ?? defaults.quality;
  const lossless = format === 'png' || format === 'gif';
  return {
    output: renderOutput(output, source, style, format, size),
    format,
    ...(quality !== undefined && !lossless && { quality }),
    ...(size && { size }),
  };
}

function matchesNothing(rule: number, isTaken: boolean): PlanProblem {
  return {
    severity: 'warning',
    message: isTaken ? 'All pictures that "input" matches are taken by rules before.' : '"input" matches no picture.',
    path: ['assets', rule, 'input'],
    kind: 'no-match',
  };
}
