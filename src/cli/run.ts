import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import product from '../../package.json';
import type { EngineClient } from '../pipeline/client';
import { EngineFailure } from '../pipeline/failure';
import { type LintTarget, lintOutputs } from '../pipeline/lint';
import type { PaintingEngine } from '../pipeline/painter';
import { type AssetOutcome, type RunSummary, runManifest } from '../pipeline/run';
import { UnusableManifest } from '../pipeline/survey';
import { duration } from '../shared/duration';
import type { Finding } from '../shared/lint';
import type { Manifest } from '../shared/manifest';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { describeProblem } from '../shared/protocol';
import { type Asset, assetData, assetText, forecastText, problemText } from './asset';
import { Console, count } from './console';
import { MODEL, STYLES } from './installation';
import type { ReportTarget } from './options';
import { writeReport } from './reports';
import { type Shard, selection } from './selection';
import { type CacheArguments, cacheOf, type ManifestOptions, withEngine } from './session';

interface RunCommandOptions extends CacheArguments, ManifestOptions {
  dryRun: boolean;
  /** As a dry run, but what is not up to date fails it. */
  check: boolean;
  /** Patterns for sources, from the manifest's folder. */
  only?: string[];
  shard?: Shard;
  /** Pictures that are done or up to date get no line. */
  quiet: boolean;
  force: boolean;
  report?: ReportTarget[];
  concurrency: number;
  provider: string;
  json: boolean;
}

/** `stylize run`: exit code 0 all done, 1 some assets failed, 2 unusable manifest, 130 stopped. */
export async function runCommand(manifestPath: string, options: RunCommandOptions): Promise<void> {
  const console = new Console(options.json);
  await withEngine(options.provider, console, async (client, signal, team) => {
    const ran = await run(manifestPath, options, console, team, signal);
    if (!ran) return;
    const { summary, manifest } = ran;
    const refused = summary.problems.filter(({ severity }) => severity === 'error').length;
    const { outcomes, ...totals } = { ...summary, failed: summary.failed + refused };
    console.summary(summaryLine({ outcomes, ...totals }), { summary: true, ...totals });
    if (summary.orphans.length > 0 && !options.quiet && !options.dryRun)
      console.note(`${count(summary.orphans.length, 'output')} of no rule any more: stylize clean removes them`);
    if (summary.unsaved) console.note(`warning: ${describeProblem(summary.unsaved)}`);
    for (const notice of summary.notices) console.note(`warning: ${notice}`);
    if (options.check && totals.planned > 0) process.exitCode = 1;
    const findings = await check(manifestPath, manifest, options, summary.outcomes, client, signal);
    for (const target of options.report ?? []) {
      if (target.form === 'html' && (options.dryRun || options.check)) continue; // nothing new to show
      await report(target, manifestPath, { ...summary, findings }, client, console, signal);
    }
    if (totals.failed > 0) process.exitCode = 1;
  });
}

/** Writes a report and says where it is. Of a run that was stopped, too: then it is stopped by a second Ctrl-C only. */
async function report(
  target: ReportTarget,
  manifestPath: string,
  summary: RunSummary & { findings: Finding[] | undefined },
  client: EngineClient,
  console: Console,
  signal: AbortSignal,
): Promise<void> {
  if (target.form === 'html') console.start(summary.outcomes.length);
  const told = (pictures: number): void => console.counted(Math.min(Math.floor(pictures / 2), summary.outcomes.length)); // before and after, and styles
  try {
    const pages = await writeReport(target, manifestPath, summary, client, {
      told,
      ...(!signal.aborted && { signal }),
    });
    console.end();
    const rest = pages.length > 1 ? `, the first of ${pages.length}, to ${basename(pages.at(-1)!)}` : '';
    console.note(`${REPORT_NAMES[target.form]}: ${target.path}${rest}`);
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    console.note(`${REPORT_NAMES[target.form]}: stopped, ${target.path} is as it was`);
  }
}

/** What a report says of the results themselves; undefined where there is no report, or nothing was painted for it. */
async function check(
  manifestPath: string,
  manifest: Manifest | undefined,
  { report = [], dryRun, check }: RunCommandOptions,
  outcomes: readonly AssetOutcome[],
  client: EngineClient,
  signal: AbortSignal,
): Promise<Finding[] | undefined> {
  if (!manifest || report.length === 0 || dryRun || check || signal.aborted) return undefined;
  const targets = outcomes.filter(({ problem }) => !problem).map(({ job, size }): LintTarget => ({ ...job, size }));
  return (await lintOutputs({ manifestPath, manifest, targets, client, signal })).findings;
}

/** The run, told as it goes; undefined when it could not begin, which is told too. */
async function run(
  manifestPath: string,
  options: RunCommandOptions,
  console: Console,
  client: PaintingEngine,
  signal: AbortSignal,
): Promise<{ summary: RunSummary; manifest: Manifest | undefined } | undefined> {
  let manifest: Manifest | undefined;
  const { dryRun, check, only, shard, quiet, force, concurrency, set, allowOutside } = options;
  const folder = dirname(resolve(manifestPath));
  const name = nameFrom(folder);
  try {
    const summary = await runManifest({
      ...{
        manifestPath,
        client,
        modelPath: MODEL,
        stylesFolder: STYLES,
        engineVersion: product.version,
        dryRun: dryRun || check,
        only: selection(only, shard),
        force,
        cache: cacheOf(options),
        concurrency,
        set,
        allowOutside,
        signal,
      },
      onEvent(event) {
        if (event.type === 'asset') {
          console.asset(
            () => assetText(assetOf(event.outcome, folder)),
            () => assetData(plainAsset(event.outcome), name),
            quiet && !event.outcome.problem,
          );
          return;
        }
        if (event.type === 'painting') return;
        if (event.type === 'waiting') {
          console.note(`waiting until ${event.holder} has done with this folder`);
          return;
        }
        ({ manifest } = event);
        for (const problem of event.problems) {
          console.note(problemLine(manifestPath, problem));
          if (problem.severity === 'error') console.record(refusalData(manifestPath, problem));
        }
        if (only && event.decisions.length === 0) console.note('warning: --only matches no picture that a rule takes');
        console.start(event.decisions.length);
      },
    });
    if (dryRun && !quiet)
      for (const output of summary.orphans.sort())
        console.line(`- ${output}: orphaned, stylize clean removes it`, { output, status: 'orphaned' });
    return { summary, manifest };
  } catch (error) {
    if (error instanceof EngineFailure) {
      const { problem } = error;
      console.summary(`${problemText(problem)}\nnothing was painted`, { ...NOTHING, problem });
      process.exitCode = 1;
    } else if (error instanceof UnusableManifest) tellUnusable(error, manifestPath, console);
    else throw error;
    return undefined;
  }
}

/** What is wrong with a manifest, line by line, and exit code 2. */
export function tellUnusable({ problems }: UnusableManifest, manifestPath: string, console: Console): void {
  for (const problem of problems) console.note(problemLine(manifestPath, problem));
  console.summary(`${manifestPath} can't be used; nothing was done`, { ...NOTHING, unusable: true, problems });
  process.exitCode = 2;
}

const NOTHING = { summary: true, done: 0, cached: 0, failed: 0, planned: 0, cancelled: false };

/** "stylize.json:4:12: error: …", lines and columns from 1, as editors and problem matchers read it. */
export function problemLine(manifestPath: string, problem: ManifestProblem | PlanProblem): string {
  const place = 'start' in problem ? `:${problem.start.line + 1}:${problem.start.character + 1}` : '';
  return `${manifestPath}${place}: ${problem.severity}: ${problem.message}`;
}

/** What the planner refused, in the form of a picture's line. */
export function refusalData(manifestPath: string, { message }: PlanProblem): object {
  const problem = { kind: 'manifest', file: basename(manifestPath), cause: message, remedy: '' };
  return { status: 'failed', cached: false, problem };
}

/** An outcome with absolute paths, as a line for people is made of it. */
export function assetOf(outcome: AssetOutcome, folder: string): Asset {
  const { job, problem } = outcome;
  const { source, output } = job;
  const references = problem ? job.style.references.map(({ path }) => resolve(folder, path)) : [];
  return { ...plainAsset(outcome), source: resolve(folder, source), output: resolve(folder, output), references };
}

/** An outcome with the paths of its job, to be told by `nameFrom`: resolving those of ten thousand takes a while. */
export function plainAsset({ job, reason, status, size, result, fromCache, forecast, problem }: AssetOutcome): Asset {
  const { source, output, styleName: style, role } = job;
  return { source, output, style, role, references: [], reason, status, size, result, fromCache, forecast, problem };
}

/** Gives paths, of the folder's jobs or absolute, as they are from the folder, with forward slashes. */
export function nameFrom(folder: string): (path: string) => string {
  return (path) => (isAbsolute(path) ? relative(folder, path).replaceAll('\\', '/') : path);
}

/** "3 pictures painted, 2 from the cache, 5 up to date, 1 failed in 2 s". */
export function summaryLine(summary: RunSummary): string {
  const { done, fromCache, cached, failed, planned, forecast, milliseconds, cancelled } = summary;
  const rest = `${cached} up to date${failed > 0 ? `, ${failed} failed` : ''}`;
  if (planned > 0) return `${count(planned, 'picture')} to paint${expectation(forecast)}, ${rest}; nothing was done`;
  const kept = fromCache > 0 ? [`${fromCache} from the cache`] : [];
  const parts = [`${count(done - fromCache, 'picture')} painted`, ...kept, rest];
  return `${cancelled ? 'stopped: ' : ''}${parts.join(', ')} in ${duration(milliseconds)}`;
}

/** " (about 12 s and 4.1 MB, 3 of them unknown)". */
function expectation(forecast: RunSummary['forecast']): string {
  if (!forecast) return '';
  const { unknown, milliseconds } = forecast;
  if (milliseconds === 0) return ` (${forecastText(undefined)})`;
  return ` (${forecastText(forecast)}${unknown > 0 ? `, and ${unknown} of which it is unknown` : ''})`;
}

const REPORT_NAMES = { html: 'before/after page', junit: 'JUnit report', json: 'JSON report' };
