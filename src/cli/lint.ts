import { resolve } from 'node:path';
import product from '../../package.json';
import { EngineFailure } from '../pipeline/failure';
import { type LintReport, type LintTarget, lintOutputs } from '../pipeline/lint';
import { type SurveyedAsset, surveyManifest, UnusableManifest } from '../pipeline/survey';
import { type Finding, findingText } from '../shared/lint';
import { describeProblem } from '../shared/protocol';
import { Console, count } from './console';
import { MODEL, STYLES } from './installation';
import { tellUnusable } from './run';
import { selection } from './selection';
import { type ManifestOptions, withEngine } from './session';

interface LintCommandOptions extends ManifestOptions {
  /** Patterns for sources, from the manifest's folder. */
  only?: string[];
  /** Findings fail it. */
  strict: boolean;
  provider: string;
  json: boolean;
}

/** `stylize lint`: checks results that are there. Exit code 0, 1 with --strict where something was found, 2 unusable manifest, 130 stopped. */
export async function lintCommand(manifestPath: string, options: LintCommandOptions): Promise<void> {
  const console = new Console(options.json);
  await withEngine(options.provider, console, async (client, signal) => {
    try {
      const { set, allowOutside, only } = options;
      const installation = { modelPath: MODEL, stylesFolder: STYLES, engineVersion: product.version };
      const { manifest, assets } = await surveyManifest({
        ...installation,
        manifestPath: resolve(manifestPath),
        set,
        allowOutside,
      });
      const isPicked = selection(only, undefined);
      const targets = assets.map(targetOf).filter((_, index) => isPicked?.(assets[index]!.decision.job) ?? true);
      if (only && targets.length === 0) console.note('warning: --only matches no picture that a rule takes');
      let begun = false;
      const told = (done: number, total: number): void => {
        if (!begun) console.start(total);
        begun = true;
        console.counted(done);
      };
      const report = await lintOutputs({ manifestPath, manifest, targets, client, signal, told });
      for (const finding of report.findings) console.line(findingLine(finding), finding);
      console.summary(lintSummary(report), { summary: true, ...totalsOf(report) });
      if (options.strict && report.findings.length > 0) process.exitCode = 1;
    } catch (error) {
      if (error instanceof UnusableManifest) tellUnusable(error, manifestPath, console);
      else if (error instanceof EngineFailure) {
        console.summary(describeProblem(error.problem), { summary: true, problem: error.problem });
        process.exitCode = 1;
      } else if (!signal.aborted) throw error;
    }
  });
}

/** What a survey knows of a result, for `lintOutputs`. */
export function targetOf({ decision: { job }, size }: Pick<SurveyedAsset, 'decision' | 'size'>): LintTarget {
  return { ...job, size };
}

/** "! out/fox.png: Its edges are 7.2 ΔE off … ", `i` for what may well be meant. */
export function findingLine(finding: Finding): string {
  return `${finding.severity === 'warning' ? '!' : 'i'} ${findingText(finding)}`;
}

export function lintSummary({ findings, checked, missing }: LintReport): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const remarks = findings.length - warnings;
  const unpainted = missing > 0 ? `, ${missing} not there yet` : '';
  const found = findings.length === 0 ? 'nothing found' : `${count(warnings, 'warning')}, ${count(remarks, 'remark')}`;
  return `${count(checked, 'result')} checked${unpainted}: ${found}`;
}

function totalsOf({ findings, checked, missing }: LintReport) {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return { checked, missing, warnings, remarks: findings.length - warnings };
}
