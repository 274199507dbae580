import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { EngineClient } from '../../../src/pipeline/client';
import type { ReportOutcome, ReportRun } from '../../../src/pipeline/report';
import { writeReportPages } from '../../../src/pipeline/reportPages';
import type { ReportModel } from '../../../src/shared/report';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stylize-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** Makes every picture small to the same bytes. */
const engine = (asked: () => void = () => {}) =>
  ({
    async request(_method: string, { output }: { output: string }) {
      asked();
      writeFileSync(output, 'small');
      return { width: 4, height: 3 };
    },
  }) as unknown as EngineClient;

const write = (run: ReportRun, client: EngineClient, options = {}) =>
  writeReportPages(join(folder, 'page.html'), join(folder, 'stylize.json'), run, client, 'void 0', options);

const modelOf = (name: string): ReportModel =>
  JSON.parse(/id="model">(.*?)<\/script>/s.exec(readFileSync(join(folder, name), 'utf8'))![1]!);

it('shows each of many pictures on one page, what failed on the first, and says on each how the whole run went', async () => {
  const run = runOf(250, [17, 249]);
  const counts: number[] = [];
  const paths = await write(run, engine(), { told: (count: number) => counts.push(count) });
  const names = ['page.html', 'page-2.html', 'page-3.html'];
  expect(paths).toEqual(names.map((name) => join(folder, name)));
  expect(readdirSync(folder).sort()).toEqual(names.toSorted());
  const models = names.map(modelOf);
  for (const [at, { totals, series, assets }] of models.entries()) {
    expect(totals).toEqual({ done: 248, cached: 0, failed: 2, milliseconds: 5 });
    expect(series).toEqual({ files: names, at });
    expect(assets.length).toBeLessThanOrEqual(100);
  }
  const outputs = models.map(({ assets }) => assets.map(({ output }) => output));
  expect(outputs[0]!.slice(0, 3)).toEqual(['out/17.png', 'out/249.png', 'out/0.png']);
  expect(outputs.flat().sort()).toEqual(run.outcomes.map(({ job }) => job.output).sort());
  expect(models.map(({ findings }) => findings!.map(({ file }) => file))).toEqual([
    ['out/0.png', 'out/gone.png'],
    ['out/120.png'],
    [],
  ]);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

it('is one page without links for as many pictures as one holds, also for none', async () => {
  for (const count of [0, 100]) {
    expect(await write(runOf(count), engine())).toEqual([join(folder, 'page.html')]);
    expect(modelOf('page.html').series).toBeUndefined();
    expect(modelOf('page.html').assets).toHaveLength(count);
  }
});

it('replaces no page before all are made: stopped amid the second, the former ones stay', async () => {
  await write(runOf(3), engine());
  const before = readFileSync(join(folder, 'page.html'));
  const stop = new AbortController();
  let asked = 0;
  const client = engine(() => ++asked > 300 && stop.abort());
  await expect(write(runOf(250), client, { signal: stop.signal })).rejects.toThrow('aborted');
  expect(readdirSync(folder)).toEqual(['page.html']);
  expect(readFileSync(join(folder, 'page.html'))).toEqual(before);
});

function runOf(count: number, failing: number[] = []): ReportRun {
  const outcomes = Array.from({ length: count }, (_, i): ReportOutcome => {
    const style = { references: [{ path: 'ink.png', weight: 1 }] };
    const job = { source: `art/${i}.png`, output: `out/${i}.png`, styleName: 'ink', style };
    const problem = {
      kind: 'unreadable',
      file: job.source,
      cause: 'it is damaged',
      remedy: 'Export it again.',
    } as const;
    return failing.includes(i)
      ? { job, status: 'failed', problem }
      : { job, status: 'done', size: { width: 4, height: 3 } };
  });
  const findings = ['out/0.png', 'out/120.png', 'out/gone.png'].map((file) => ({ file, message: 'm', remedy: 'r' }));
  return { outcomes, milliseconds: 5, findings };
}
