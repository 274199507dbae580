import { groupBy } from './groupBy';
import { type Finding, findingText } from './lint';
import type { Severity } from './manifestProblem';
import type { Problem } from './protocol';
import { xmlText } from './xmlText';

/**
 * A run as `--report json=…` writes it, and as the other forms are made from it. Paths start from the manifest's folder, with
 * forward slashes. `version` is raised whenever a field changes its meaning or goes.
 */
export interface RunReport {
  version: 1;
  manifest: string;
  /** ISO 8601, with the time: when the run had ended. */
  finished: string;
  /** `fromCache` are among those done; `upToDate` were not touched. */
  totals: { done: number; fromCache: number; upToDate: number; failed: number; planned: number; milliseconds: number };
  /** Whether it was stopped before its end. */
  cancelled: boolean;
  outputs: ReportedOutput[];
  /** What is wrong with the manifest. */
  problems: { severity: Severity; message: string; line?: number | undefined }[];
  /** Outputs of former runs that no rule plans any more. */
  orphans: string[];
  /** What the checks of results found; absent where nothing was painted, as with --check. */
  findings?: Finding[] | undefined;
}

export interface ReportedOutput {
  source: string;
  output: string;
  style: string;
  status: 'painted' | 'from the cache' | 'up to date' | 'failed' | 'planned';
  /** Why it had to be made, or did not have to. */
  reason: string;
  width?: number | undefined;
  height?: number | undefined;
  /** Of reading, painting and writing. */
  milliseconds?: { decode: number; network: number; encode: number } | undefined;
  notices: string[];
  problem?: Problem | undefined;
}

/**
 * A run as JUnit's XML, which build servers show: a test case for each output, failed with cause and remedy, skipped where it
 * was up to date or only planned. What is wrong with the manifest is a case of its own.
 */
export function junitReport(report: RunReport): string {
  const { manifest, finished, totals, outputs, problems, findings = [] } = report;
  const found = groupBy(findings, ({ file }) => file);
  const cases = [
    ...outputs.map((output) => outputCase(output, found.get(output.output) ?? [])),
    ...problems.flatMap((problem) => problemCase(manifest, problem)),
  ];
  const failures = outputs.filter(({ problem }) => problem).length + problems.filter(isError).length;
  const skipped = outputs.filter(isSkipped).length;
  const counts = { tests: cases.length, failures, errors: 0, skipped, time: seconds(totals.milliseconds) };
  const suite = element('testsuite', { name: manifest, ...counts, timestamp: finished }, cases);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'stylize', ...counts }, [suite])}\n`;
}

function outputCase(output: ReportedOutput, findings: readonly Finding[]): string {
  const { source, style, status, reason, milliseconds, problem, notices } = output;
  const time = milliseconds ? milliseconds.decode + milliseconds.network + milliseconds.encode : 0;
  const attributes = { classname: style, name: `${source} → ${output.output}`, time: seconds(time) };
  const children: string[] = [];
  if (problem) {
    const { kind, file, cause, remedy } = problem;
    children.push(element('failure', { type: kind, message: cause }, [xmlText(`${file}: ${cause}. ${remedy}`.trim())]));
  } else if (isSkipped(output)) children.push(element('skipped', { message: `${status}: ${reason}` }));
  const said = [...notices, ...findings.map((finding) => `${finding.severity}: ${findingText(finding)}`)];
  if (said.length > 0) children.push(element('system-out', {}, [xmlText(said.join('\n'))]));
  return element('testcase', attributes, children);
}

function problemCase(manifest: string, problem: RunReport['problems'][number]): string[] {
  if (!isError(problem)) return [];
  const place = problem.line === undefined ? manifest : `${manifest}:${problem.line}`;
  const failure = element('failure', { type: 'manifest', message: problem.message }, [
    xmlText(`${place}: ${problem.message}`),
  ]);
  return [element('testcase', { classname: 'manifest', name: place, time: seconds(0) }, [failure])];
}

function isSkipped({ status, problem }: ReportedOutput): boolean {
  return !problem && (status === 'up to date' || status === 'planned');
}

function isError({ severity }: RunReport['problems'][number]): boolean {
  return severity === 'error';
}

function element(name: string, attributes: Record<string, string | number>, children: string[] = []): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${xmlText(String(value))}"`)];
  return children.length > 0 ? `<${start.join(' ')}>${children.join('\n')}</${name}>` : `<${start.join(' ')}/>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
