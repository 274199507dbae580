/** What keeps a plan from harming files. Each check takes jobs and gives back the harmless ones, and its complaints. */

import { isBuiltin } from './builtinStyles';
import { closest, didYouMean } from './closest';
import { groupBy } from './groupBy';
import { asList, type Manifest } from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { isAbsolute, normalizePath } from './outputTemplate';
import { normalizeReference, type WeightedReference } from './styles';
import { companionsOf, type Treatment } from './treatment';

export interface Planned {
  source: string;
  output: string;
  /** Index of the rule in `assets`, and of the output among those of the rule. */
  rule: number;
  template: number;
}

interface Checked<J> {
  jobs: J[];
  problems: PlanProblem[];
}

/** Inputs that lead out of the manifest's folder by what is written. */
export function refuseOutsideInputs({ assets }: Manifest): PlanProblem[] {
  return assets.flatMap(({ input }, rule) =>
    asList(input).flatMap((pattern, index): PlanProblem[] => {
      if (!leadsOut(pattern)) return [];
      const path: ManifestPath = ['assets', rule, 'input', ...(typeof input === 'string' ? [] : [index])];
      const message = `"${pattern}" lies outside the folder of the manifest. ${ALLOWED}`;
      return [{ severity: 'error', path, message }];
    }),
  );
}

/** Outputs stay below the manifest's folder. One complaint a template. */
export function refuseEscapes<J extends Planned>(
  jobs: readonly J[],
  manifest: Manifest,
  allowOutside: boolean,
): Checked<J> {
  const escapes = ({ output }: J) => output === '' || (!allowOutside && leadsOut(output));
  const problems = oneEachTemplate(
    jobs.filter(escapes),
    manifest,
    ({ source }) => `The result for ${source} would lie outside the folder of the manifest.`,
    `must be a path inside it. ${ALLOWED}`,
  );
  return { jobs: jobs.filter((job) => !escapes(job)), problems };
}

/**
 * What links lead out of the manifest's folder, though the path does not show it.
 * @param outside the sources and outputs that really lie elsewhere
 */
export function refuseLinksOut<J extends Planned>(
  jobs: readonly J[],
  manifest: Manifest,
  outside: ReadonlySet<string>,
): Checked<J> {
  const foreign = jobs.filter(({ source }) => outside.has(source));
  const escaping = jobs.filter(({ source, output }) => outside.has(output) && !outside.has(source));
  const problems = [...groupBy(foreign, ({ rule }) => rule)].map(([rule, [first, ...others]]): PlanProblem => {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const message = `By a link, ${first!.source}${more} lies outside the folder of the manifest. ${ALLOWED}`;
    return { severity: 'error', path: ['assets', rule, 'input'], message };
  });
  problems.push(
    ...oneEachTemplate(
      escaping,
      manifest,
      ({ source }) => `By a link, the result for ${source} would lie outside the folder of the manifest.`,
      `must be a path inside it. ${ALLOWED}`,
    ),
  );
  return { jobs: jobs.filter(({ source, output }) => !outside.has(source) && !outside.has(output)), problems };
}

const ALLOWED = 'To allow it, use `--allow-outside`, or the setting stylize.allowOutsideWorkspace in VS Code.';

/**
 * An output is never an input. A picture that others are made from, though itself made from them, or made in its own
 * place, would be overwritten.
 */
export function refuseLoops<J extends Planned>(jobs: readonly J[], manifest: Manifest): Checked<J> {
  const outputs = new Set(jobs.map(({ output }) => fileIdentity(output)));
  const kept = jobs.filter(({ source }) => !outputs.has(fileIdentity(source)));
  if (kept.length === jobs.length) return { jobs: kept, problems: [] };
  const bySource = groupBy(jobs, ({ source }) => fileIdentity(source));

  // What comes from true sources, directly or not, is an output and nothing else. The rest goes round in circles.
  const made = new Set<string>();
  const queue = kept.map(({ output }) => fileIdentity(output));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (made.has(file)) continue;
    made.add(file);
    queue.push(...(bySource.get(file) ?? []).map(({ output }) => fileIdentity(output)));
  }
  const circular = jobs.filter(({ source, output }) => {
    const [from, to] = [fileIdentity(source), fileIdentity(output)];
    return outputs.has(from) && !made.has(from) && bySource.has(to);
  });
  const problems = oneEachTemplate(circular, manifest, ({ source, output }) =>
    source === output
      ? `The result for ${source} would overwrite the picture itself.`
      : `The result for ${source} would overwrite ${output}, which is itself a source.`,
  );
  return { jobs: kept, problems };
}

/** Two jobs with one output: whichever came last would win, so none may run. */
export function refuseSharedOutputs<J extends Planned>(jobs: readonly J[], manifest: Manifest): Checked<J> {
  const groups = [...groupBy(jobs, ({ output }) => fileIdentity(output)).values()];
  return {
    jobs: groups.flatMap((group) => (group.length === 1 ? group : [])),
    problems: groups.flatMap(([first, second, ...others]) => {
      if (!first || !second) return [];
      const more = others.length > 0 ? ` (and ${others.length} more)` : '';
      const rules = first.rule === second.rule ? '' : ` by rules ${first.rule + 1} and ${second.rule + 1}`;
      const what = first.source === second.source ? `${first.source} twice` : `${first.source} and ${second.source}`;
      return [
        outputError(
          second,
          manifest,
          `${first.output} would be written for ${what}${rules}${more}. Each result needs a file of its own.`,
        ),
      ];
    }),
  };
}

/** Outputs spare the pictures that lend their style. */
export function refuseOverwrittenReferences<J extends Planned>(jobs: readonly J[], manifest: Manifest): Checked<J> {
  const references = new Map(namedReferences(manifest).map(({ path, style }) => [fileIdentity(path), style]));
  const overwrites = (job: J) => references.get(fileIdentity(job.output));
  const problems = oneEachTemplate(
    jobs.filter(overwrites),
    manifest,
    (job) =>
      `The result for ${job.source} would overwrite ${job.output}, the reference of the style "${overwrites(job)}".`,
  );
  return { jobs: jobs.filter((job) => !overwrites(job)), problems };
}

/** References must be there. Those outside the manifest's folder cannot be looked up here and pass. */
export function refuseMissingReferences<J extends Planned & { style: { references: WeightedReference[] } }>(
  jobs: readonly J[],
  manifest: Manifest,
  files: readonly string[],
): Checked<J> {
  const present = new Set(files);
  const gone = (path: string) =>
    !present.has(path) && !isBuiltin(path) && !isAbsolute(path) && path.split('/')[0] !== '..';
  const problems = namedReferences(manifest)
    .filter(({ path }) => gone(path))
    .map(({ path, style, place, file }): PlanProblem => {
      const suggestion = closest(path, files);
      const message = `The reference ${path} of the style "${style}" does not exist.${didYouMean(suggestion)}`;
      if (file !== undefined) return { severity: 'error', message: `${file}: ${message}`, path: place };
      const kind = 'missing-reference';
      return { severity: 'error', message, path: place, kind, ...(suggestion !== undefined && { suggestion }) };
    });
  const styles = new Set(jobs.map(({ style }) => style)); // thousands of jobs share one
  const lost = new Set([...styles].filter(({ references }) => references.some(({ path }) => gone(path))));
  return { jobs: lost.size > 0 ? jobs.filter(({ style }) => !lost.has(style)) : [...jobs], problems };
}

/** What else pictures depend on must be there, in the manifest's folder or below. One complaint a rule and key. */
export function refuseMissingCompanions<J extends Planned & { treatment?: Treatment }>(
  jobs: readonly J[],
  { assets }: Manifest,
  files: readonly string[],
  allowOutside: boolean,
): Checked<J> {
  if (!jobs.some(({ treatment }) => companionsOf(treatment).length > 0)) return { jobs: [...jobs], problems: [] };
  const present = new Set(files);
  const missing = ({ treatment }: J) =>
    companionsOf(treatment).filter(({ path }) => (leadsOut(path) ? !allowOutside : !present.has(path)));
  const lost = jobs.map((job) => ({ job, missing: missing(job) }));
  const complaints = lost.flatMap(({ job, missing }) => missing.map((companion) => ({ job, ...companion })));
  const problems = [...groupBy(complaints, ({ job, key }) => `${job.rule} ${key}`).values()].map(
    ([first, ...others]): PlanProblem => {
      const { job, key, path } = first!;
      const more = others.length > 0 ? ` (and ${others.length} more)` : '';
      const inRule = key in assets[job.rule]!.treatment;
      const place: ManifestPath = ['assets', job.rule, inRule ? key : 'input'];
      if (leadsOut(path)) {
        const message = `"${key}" of ${job.source}${more} names ${path}, outside the folder of the manifest. ${ALLOWED}`;
        return { severity: 'error', message, path: place };
      }
      const suggestion = didYouMean(closest(path, files));
      const message = `${path}, which "${key}" names for ${job.source}${more}, does not exist.${suggestion}`;
      return { severity: 'error', message, path: place };
    },
  );
  return { jobs: lost.filter(({ missing }) => missing.length === 0).map(({ job }) => job), problems };
}

/** All reference pictures of all styles, also of those that no rule uses; not the built-in ones. */
export function namedReferences({
  styles,
}: Pick<Manifest, 'styles'>): { path: string; style: string; place: ManifestPath; file: string | undefined }[] {
  return Object.entries(styles).flatMap(([style, definition]) => {
    if (!('reference' in definition) || definition.from !== undefined) return [];
    const { reference, file } = definition;
    const place: ManifestPath = file === undefined ? ['styles', style, 'reference'] : definition.place;
    const named = asList(reference).map((path, index) => ({
      path: normalizeReference(path),
      style,
      place: typeof reference === 'string' || file !== undefined ? place : [...place, index],
      file,
    }));
    return named.filter(({ path }) => !isBuiltin(path));
  });
}

/** Names that differ only in case, or in how accents are encoded, are one file on most Windows and Mac disks. */
export function fileIdentity(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** Whether a path or pattern starts at a root, or climbs out of its folder. */
export function leadsOut(path: string): boolean {
  // what a pattern escapes with a backslash is no root
  if (isAbsolute(path) && !/^\\[^\\]/.test(path)) return true;
  return path.includes('..') && normalizePath(path).split('/')[0] === '..';
}

/** The first of each template stands for all: a thousand equal complaints hide the others. */
function oneEachTemplate<J extends Planned>(
  jobs: readonly J[],
  manifest: Manifest,
  describe: (job: J) => string,
  remedy = 'must name another file.',
): PlanProblem[] {
  return [...groupBy(jobs, ({ rule, template }) => `${rule} ${template}`).values()].map(([first, ...others]) => {
    const more = others.length > 0 ? ` So would ${others.length} more of this rule.` : '';
    return outputError(first!, manifest, `${describe(first!)}${more} "output" ${remedy}`);
  });
}

function outputError({ rule, template }: Planned, manifest: Manifest, message: string): PlanProblem {
  return { severity: 'error', message, path: manifest.assets[rule]!.outputs[template]!.place };
}
