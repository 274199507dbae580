import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { buildReport } from '../pipeline/report';
import { type AssetOutcome, type RunSummary, runManifest, UnusableManifest } from '../pipeline/run';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { describeProblem } from '../shared/protocol';
import { doneLine } from './apply';
import { Console, count, duration } from './console';
import { withEngine } from './session';

interface RunCommandOptions {
  dryRun: boolean;
  report?: string;
  provider: string;
  json: boolean;
}

/** `stylize run`: exit code 0 all done, 1 some assets failed, 2 unusable manifest, 130 stopped. */
export async function runCommand(manifestPath: string, options: RunCommandOptions): Promise<void> {
  const console = new Console(options.json);
  const report = reportPath(options.report);
  await withEngine(options.provider, console, async (client, signal) => {
    let summary: RunSummary;
    try {
      summary = await runManifest({
        manifestPath,
        client,
        dryRun: options.dryRun,
        signal,
        onEvent(event) {
          if (event.type === 'asset') console.asset(outcomeLine(event.outcome), outcomeData(event.outcome));
          else {
            for (const problem of event.problems) console.note(problemLine(manifestPath, problem));
            console.start(event.decisions.length);
          }
        },
      });
    } catch (error) {
      if (!(error instanceof UnusableManifest)) throw error;
      for (const problem of error.problems) console.note(problemLine(manifestPath, problem));
      console.summary(`${manifestPath} can't be used; nothing was done`, {
        summary: true,
        unusable: true,
        problems: error.problems,
      });
      process.exitCode = 2;
      return;
    }
    const { outcomes, ...totals } = summary;
    console.summary(summaryLine(summary), { summary: true, ...totals });
    if (summary.unsaved) console.note(`warning: ${describeProblem(summary.unsaved)}`);
    if (report && !options.dryRun) {
      const script = await readFile(join(__dirname, 'webview', 'compare.js'), 'utf8');
      await mkdir(dirname(report), { recursive: true });
      await writeFileAtomic(report, await buildReport(resolve(manifestPath), summary, client, script));
      console.note(`before/after page: ${report}`);
    }
    const refused = summary.problems.some(({ severity }) => severity === 'error');
    if (summary.failed > 0 || refused) process.exitCode = 1;
  });
}

function reportPath(option: string | undefined): string | undefined {
  if (option === undefined) return undefined;
  const [, path] = /^html=(.+)$/.exec(option) ?? [];
  if (!path) throw new Error(`--report ${option}: only html=<file> is known`);
  return resolve(path);
}

/** "stylize.json:4:12: error: …", lines and columns from 1, as editors and problem matchers read it. */
function problemLine(manifestPath: string, problem: ManifestProblem | PlanProblem): string {
  const place = 'start' in problem ? `:${problem.start.line + 1}:${problem.start.character + 1}` : '';
  return `${manifestPath}${place}: ${problem.severity}: ${problem.message}`;
}

function outcomeLine({ job, reason, status, result, problem }: AssetOutcome): string {
  if (status === 'done' && result) return doneLine(result);
  if (status === 'failed' && problem)
    return `✗ ${relative(process.cwd(), problem.file)}: ${problem.cause}. ${problem.remedy}`;
  if (status === 'planned') return `→ ${job.source} → ${job.output} in ${job.styleName}: ${reason}`;
  return `· ${job.source} → ${job.output}  up to date`;
}

function outcomeData({ job, reason, status, result, problem }: AssetOutcome): object {
  const { source, output, styleName: style } = job;
  const data = { source, output, style, status, reason, cached: status === 'cached' };
  return { ...data, milliseconds: result?.milliseconds, notices: result?.notices, problem };
}

function summaryLine({ done, cached, failed, planned, milliseconds, cancelled }: RunSummary): string {
  if (planned > 0) return `${count(planned, 'picture')} to paint, ${cached} up to date; nothing was done (--dry-run)`;
  const parts = [
    `${count(done, 'picture')} painted`,
    `${cached} up to date`,
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${cancelled ? 'stopped: ' : ''}${parts.join(', ')} in ${duration(milliseconds)}`;
}
