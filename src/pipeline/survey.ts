import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { roleFinder } from '../shared/assetRole';
import { isBuiltin } from '../shared/builtinStyles';
import { groupBy } from '../shared/groupBy';
import { asList, type Manifest } from '../shared/manifest';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { isAbsolute } from '../shared/outputTemplate';
import { locateProblems, parseManifest } from '../shared/parseManifest';
import { isPicture } from '../shared/pictureFiles';
import {
  type Decision,
  decide,
  type Fingerprint,
  type Job,
  type Presence,
  parametersOf,
  planJobs,
} from '../shared/plan';
import { leadsOut, namedReferences, refuseLinksOut } from '../shared/planChecks';
import { byPlan } from '../shared/planOrder';
import type { Problem } from '../shared/protocol';
import { filesOfShot } from '../shared/shots';
import { companionsOf } from '../shared/treatment';
import { readBases } from './bases';
import { EngineFailure } from './failure';
import { filesBelow, IGNORED, isAmong, underAllNames } from './inputs';
import { mapAtOnce } from './mapAtOnce';
import { linkedOutside, realNames } from './outside';
import { referenceFile } from './referenceFile';
import { FILES_AT_ONCE, type PictureSize, WorkspaceState } from './state';

export interface SurveyOptions {
  manifestPath: string;
  /** The weights that the engine works with; their bytes are a part of every fingerprint. */
  modelPath: string;
  engineVersion: string;
  /** The pictures of the built-in styles: the installation's `media/styles`. */
  stylesFolder: string;
  /** Decides to paint everything again, also where a file lies that somebody else made or changed. */
  force?: boolean | undefined;
  /** Values of the manifest's variables, over its own. */
  set?: Readonly<Record<string, string>> | undefined;
  /** Whether inputs and outputs may lie outside the manifest's folder. */
  allowOutside?: boolean | undefined;
}

/** Whoever has something to do before the survey is done. */
export interface SurveyListener {
  /** The source that comes first where the survey takes long. */
  inFront?: (() => string | undefined) | undefined;
  /** Told of jobs as soon as it is likely that they are to run: of some once, of others several times. */
  onWork(job: Job, fingerprintOf: FingerprintOf): void;
  /** Where the survey takes long, told of all assets of a source as soon as they are decided. */
  onDecided(assets: SurveyedAsset[], known: Pick<Survey, 'state' | 'fingerprintOf'>): void;
}

type FingerprintOf = (job: Job) => Promise<Fingerprint>;

export interface Survey {
  manifest: Manifest;
  problems: ManifestProblem[];
  /** In the order of the plan. */
  assets: SurveyedAsset[];
  /** Outputs of former runs that nothing plans any more and that are as they were left. */
  orphans: string[];
  state: WorkspaceState;
  fingerprintOf: FingerprintOf;
}

export interface SurveyedAsset {
  decision: Decision;
  /** Of the output, where there is one. */
  size: PictureSize | undefined;
  /** Why the output must not be written. */
  obstacle: Problem | undefined;
}

/** The manifest can't be used; `problems` say where and why. */
export class UnusableManifest extends Error {
  constructor(
    readonly path: string,
    readonly problems: (ManifestProblem | PlanProblem)[],
    /** The manifests that it extends, as far as they are known: from its folder, or absolute. */
    readonly bases: readonly string[] = [],
  ) {
    super(`${path} can't be used`);
  }
}

/**
 * What is to be done to make the outputs true to a manifest, and why. Writes nothing.
 * @throws UnusableManifest, or EngineFailure when the model can't be read.
 */
export async function surveyManifest(options: SurveyOptions, listener?: SurveyListener): Promise<Survey> {
  const manifestPath = resolve(options.manifestPath);
  const folder = dirname(manifestPath);
  const { manifest, text, problems: parseProblems } = await readManifest(manifestPath, options.set);
  const { allowOutside = false } = options;
  const [files, state] = await Promise.all([filesOf(manifest, folder, allowOutside), WorkspaceState.load(folder)]);
  const model = await modelOf(options, state);
  const fingerprintOf = (job: Job) => fingerprint(job, model, (path) => state.hashOf(path));
  const tellOfNew = (jobs: readonly Job[]): void => {
    for (const job of jobs) if (!state.entryOf(job.output)) listener?.onWork(job, fingerprintOf);
  };
  if (listener) {
    // a few new ones are planned in no time, long before the rest
    const roleOf = roleFinder(files); // maps are told by what lies beside them
    const unknown = files.filter((file) => isPicture(file) && !state.knows(file) && !roleOf(file)).slice(0, FEW);
    const references = namedReferences(manifest).map(({ path }) => path);
    tellOfNew(withBuiltinFiles(planJobs(manifest, [...unknown, ...references]).jobs, options.stylesFolder));
  }
  const results = await state.results();
  const plan = planJobs(manifest, files, results, allowOutside);
  const withFiles = withBuiltinFiles(plan.jobs, options.stylesFolder);
  tellOfNew(withFiles);
  const checked = allowOutside ? { jobs: withFiles, problems: [] } : await withoutLinksOut(withFiles, manifest, folder);
  const { jobs } = checked;
  const problems = [...parseProblems, ...locateProblems(text, [...plan.problems, ...checked.problems])];
  if (jobs.length === 0 && problems.some(({ severity }) => severity === 'error'))
    throw new UnusableManifest(manifestPath, problems, manifest.bases);

  const assets = await surveyJobs(
    jobs,
    { manifestPath, manifest, state, model, fingerprintOf, force: options.force },
    listener,
  );
  const planned = new Set(jobs.map(({ output }) => output));
  const orphans = [...results].filter((path) => !planned.has(path));
  return { manifest, problems, assets, orphans, state, fingerprintOf };
}

interface Surveyed {
  manifestPath: string;
  manifest: Manifest;
  state: WorkspaceState;
  model: string;
  fingerprintOf: FingerprintOf;
  force: boolean | undefined;
}

/** @returns assets in the order of the plan */
async function surveyJobs(
  jobs: Job[],
  { manifestPath, manifest, state, model, fingerprintOf, force }: Surveyed,
  listener: SurveyListener | undefined,
): Promise<SurveyedAsset[]> {
  const folder = dirname(manifestPath);
  const hashOf = once((path) => state.hashOf(path)); // thousands of jobs share a reference
  let precious: Promise<ReadonlySet<string>> | undefined;
  const preciousOnNeed = () => {
    precious ??= preciousFiles(manifestPath, manifest, jobs);
    return precious;
  };
  const survey = async (job: Job): Promise<SurveyedAsset> => {
    const { before, size, state: output } = await state.output(job.output);
    // what was never painted needs no reading of its source: a folder of ten thousand is surveyed in a moment
    const decision = decide(job, before && (await fingerprint(job, model, hashOf)), before, output, force);
    if (decision.action === 'run') listener?.onWork(job, fingerprintOf);
    return { decision, size, obstacle: await obstacleTo(decision, output, preciousOnNeed, folder) };
  };
  const isLong = jobs.length >= MANY;
  const surveySource = async (jobs: Job[]): Promise<SurveyedAsset[]> => {
    const assets: SurveyedAsset[] = [];
    for (const job of jobs) assets.push(await survey(job));
    if (isLong) listener?.onDecided(assets, { state, fingerprintOf });
    return assets;
  };
  const sources = [...groupBy(jobs, ({ source }) => source).values()];
  const surveyed: SurveyedAsset[][] = [];
  for (const group of isLong ? inHaste(sources, state, listener?.inFront?.()) : [sources])
    surveyed.push(...(await mapAtOnce(group, FILES_AT_ONCE, surveySource)));
  return surveyed.flat().sort((a, b) => byPlan(a.decision.job, b.decision.job));
}

/** What is in front, then what is new, which is likely to be painted, then the rest. @param sources the jobs of each */
function inHaste(sources: Job[][], state: WorkspaceState, front: string | undefined): Job[][][] {
  const ranked = groupBy(sources, ([first]) => {
    if (first!.source === front) return 0;
    return state.entryOf(first!.output) ? 2 : 1;
  });
  return ([0, 1, 2] as const).map((rank) => ranked.get(rank) ?? []);
}

const FEW = 100;
/** Jobs whose survey takes some hundred milliseconds. */
const MANY = 1000;

/** A manifest's text and meaning, with what it inherits. @throws UnusableManifest */
export async function readManifest(
  path: string,
  set?: SurveyOptions['set'],
): Promise<{ manifest: Manifest; text: string; problems: ManifestProblem[] }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = error.code === 'ENOENT' ? 'There is no such file.' : `It can't be read (${error.code}).`;
    throw new UnusableManifest(path, [{ severity: 'error', message, path: [] }]);
  });
  const bases = await readBases(text, dirname(path), set);
  const { manifest, problems } = parseManifest(text, { bases, set });
  if (!manifest) throw new UnusableManifest(path, problems, [...bases.keys()]);
  return { manifest, text, problems };
}

/** Those below the folder, and, where that is allowed, what inputs name elsewhere. */
async function filesOf({ assets }: Manifest, folder: string, allowOutside: boolean): Promise<string[]> {
  const options = { cwd: folder, dot: true, ignore: IGNORED };
  const inside = await filesBelow(folder);
  const elsewhere = allowOutside ? assets.flatMap(({ input }) => asList(input)).filter(leadsOut) : [];
  const [relative, absolute] = [elsewhere.filter((input) => !isAbsolute(input)), elsewhere.filter(isAbsolute)];
  const found = await Promise.all([
    relative.length > 0 ? glob(relative, { ...options, expandDirectories: false }) : [],
    absolute.length > 0 ? glob(absolute, { ...options, absolute: true, expandDirectories: false }) : [],
  ]);
  return [...inside, ...found.flat()];
}

async function withoutLinksOut(jobs: Job[], manifest: Manifest, folder: string) {
  const paths = jobs.flatMap(({ source, output }) => [source, output]);
  return refuseLinksOut(jobs, manifest, await linkedOutside(folder, paths));
}

/** From here on a built-in style is a file like any other, named by its absolute path. */
function withBuiltinFiles(jobs: readonly Job[], stylesFolder: string): Job[] {
  const file = (path: string): string => (isBuiltin(path) ? referenceFile(path, '', stylesFolder) : path);
  const styles = new Map<Job['style'], Job['style']>(); // thousands of jobs share one
  for (const { style } of jobs)
    if (!styles.has(style)) {
      const references = style.references.map(({ path, weight }) => ({ path: file(path), weight }));
      styles.set(style, { ...style, references });
    }
  return jobs.map((job) => ({ ...job, style: styles.get(job.style)! }));
}

/** The manifest, the pictures and the references, by all their names: no output may be one of them. */
async function preciousFiles(manifestPath: string, manifest: Manifest, jobs: Job[]): Promise<ReadonlySet<string>> {
  const folder = dirname(manifestPath);
  const sources = jobs.map(({ source }) => resolve(folder, source));
  const companions = jobs.flatMap(({ treatment }) => companionsOf(treatment));
  const named = [...[...namedReferences(manifest), ...companions].map(({ path }) => path), ...manifest.bases];
  const others = await underAllNames([manifestPath, ...named.map((path) => resolve(folder, path))]);
  return new Set([...others, ...sources, ...(await realNames(sources))]);
}

async function obstacleTo(
  { job, action, reason }: Decision,
  presence: Presence,
  precious: () => Promise<ReadonlySet<string>>,
  folder: string,
): Promise<Problem | undefined> {
  if (action === 'skip') return undefined;
  const file = resolve(folder, job.output);
  const unwritable = (cause: string, remedy: string): Problem => ({ kind: 'unwritable', file, cause, remedy });
  // what is not there is no picture yet; looking for all names of ten thousand takes a while
  if (presence !== 'missing' && (await isAmong(await precious(), file)))
    return unwritable(
      'it is the manifest, a picture or a reference, perhaps by way of a link',
      '"output" must name another file.',
    );
  if (action !== 'refuse') return undefined;
  return unwritable(
    reason === 'output changed'
      ? 'it was changed by hand since Stylize wrote it'
      : 'it exists already and was not made by Stylize',
    'Move it away, or replace it with `stylize run --force`.',
  );
}

/** What computes, as fingerprints know it: the weights' hash and the engine's version. */
async function modelOf({ modelPath, engineVersion }: SurveyOptions, state: WorkspaceState): Promise<string> {
  const hash = await state.hashOf(modelPath);
  if (hash !== undefined) return `${hash} ${engineVersion}`;
  throw new EngineFailure({
    kind: 'engine',
    file: modelPath,
    cause: "the model can't be read",
    remedy: 'Reinstall Stylize.',
  });
}

type HashOf = (path: string) => Promise<string | undefined>;

async function fingerprint(job: Job, model: string, hash: HashOf): Promise<Fingerprint> {
  const references = [];
  for (const { path } of job.style.references) references.push((await hash(path)) ?? 'missing');
  const source = (await hash(job.source)) ?? 'missing';
  const others = [];
  const companions = companionsOf(job.treatment).map(({ path }) => path);
  for (const path of [...companions, ...filesOfShot(job.shot)]) others.push((await hash(path)) ?? 'missing');
  return {
    source: others.length > 0 ? hashOfSources([source, ...others].join()) : source,
    style: hashOfStyle(references.join()),
    parameters: hashOfParameters(parametersOf(job)),
    model,
  };
}

function once(hash: HashOf): HashOf {
  const known = new Map<string, Promise<string | undefined>>();
  return (path) => {
    const found = known.get(path) ?? hash(path);
    known.set(path, found);
    return found;
  };
}

/** Of the last text, too: those of one style and rule come one after the other. */
function textHasher(): (text: string) => string {
  let [last, lastHash] = ['', ''];
  return (text) => {
    if (text !== last || lastHash === '') [last, lastHash] = [text, createHash('sha256').update(text).digest('hex')];
    return lastHash;
  };
}

const hashOfSources = textHasher();
const hashOfStyle = textHasher();
const hashOfParameters = textHasher();
