import { dirname, resolve } from 'node:path';
import product from '../../package.json';
import { EngineFailure } from '../pipeline/failure';
import type { AssetOutcome } from '../pipeline/run';
import { UnusableManifest } from '../pipeline/survey';
import { type WatchEvent, watchManifest } from '../pipeline/watch';
import { duration } from '../shared/duration';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import { describeProblem } from '../shared/protocol';
import { assetData, assetText, problemText } from './asset';
import { Console, count } from './console';
import { MODEL, STYLES } from './installation';
import { assetOf, nameFrom, plainAsset, problemLine, refusalData, summaryLine } from './run';
import { type CacheArguments, cacheOf, type ManifestOptions, withEngine } from './session';

interface WatchCommandOptions extends CacheArguments, ManifestOptions {
  concurrency: number;
  poll: boolean;
  provider: string;
  json: boolean;
}

/** `stylize watch`: runs until Ctrl-C, exit code 130; 1 when nothing can be watched, 2 when there is no manifest. */
export async function watchCommand(manifestPath: string, options: WatchCommandOptions): Promise<void> {
  const { poll, set, allowOutside, provider, json, concurrency } = options;
  const console = new Console(json);
  const installation = { modelPath: MODEL, stylesFolder: STYLES, engineVersion: product.version };
  const teller = new Teller(manifestPath, console);
  const work: Parameters<typeof withEngine>[2] = async (_client, signal, client) => {
    try {
      const onEvent = (event: WatchEvent): void => teller.tell(event);
      const cache = cacheOf(options);
      const how = { client, cache, concurrency, poll, set, allowOutside };
      await watchManifest({ ...installation, manifestPath, ...how, signal, onEvent });
      teller.goodbye();
    } catch (error) {
      if (error instanceof UnusableManifest) {
        for (const problem of error.problems) console.note(problemLine(manifestPath, problem));
        process.exitCode = 2;
      } else if (error instanceof EngineFailure) {
        console.note(problemText(error.problem));
        process.exitCode = 1;
      } else throw error;
    }
  };
  await withEngine(provider, console, work, ENGINE_IDLE);
}

/** Milliseconds after which an engine that nobody needs frees its memory. */
const ENGINE_IDLE = 5 * 60_000;

/** Says what happens, in words that the problem matcher `stylize-watch` knows: "run begins: …", "run ended: …". */
class Teller {
  private readonly folder: string;
  private readonly started = performance.now();
  private painted = 0;
  /** Between the words that begin a run and those that end it. */
  private inRun = false;

  constructor(
    private readonly manifestPath: string,
    private readonly console: Console,
  ) {
    this.folder = dirname(resolve(manifestPath));
  }

  tell(event: WatchEvent): void {
    const { console, manifestPath } = this;
    if (event.type === 'watching') console.note(`Watching ${manifestPath} and its pictures. Ctrl-C stops.`);
    else if (event.type === 'begins') {
      this.begin(event.toPaint, event.problems);
      for (const failure of event.failures) this.asset(failure);
      console.start(event.toPaint);
    } else if (event.type === 'asset') {
      if (event.outcome.status === 'done') this.painted++;
      this.asset(event.outcome);
    } else if (event.type === 'ended') {
      const { outcomes: _, ...totals } = event.summary;
      this.end(summaryLine(event.summary), totals);
      if (totals.unsaved) console.note(`warning: ${describeProblem(totals.unsaved)}`);
      for (const notice of totals.notices) console.note(`warning: ${notice}`);
    } else if (event.type === 'unusable') {
      this.begin(0, event.problems);
      this.end(`${manifestPath} can't be used; the outputs stay as they are`, { ...NOTHING, unusable: true });
    } else if (event.type === 'broken') {
      const { problem } = event.failure;
      if (!this.inRun) this.begin(0, []);
      this.end(`nothing more was painted. ${problemText(problem)}`, { ...NOTHING, problem });
    } else {
      const what = event.path === this.folder ? `the folder of ${manifestPath}` : manifestPath;
      console.note(`${what} is not there any more. Once it is back, watching goes on.`);
      console.record({ gone: event.path });
    }
  }

  /** The last word, after Ctrl-C. */
  goodbye(): void {
    const milliseconds = performance.now() - this.started;
    const text = `stopped: ${count(this.painted, 'picture')} painted in ${duration(milliseconds)} of watching`;
    this.console.summary(text, { summary: true, stopped: true, done: this.painted, milliseconds });
  }

  private begin(toPaint: number, problems: (ManifestProblem | PlanProblem)[]): void {
    const { console, manifestPath } = this;
    this.inRun = true;
    console.line(`run begins: ${count(toPaint, 'picture')} to paint`, { run: 'begins', toPaint });
    for (const problem of problems) {
      console.note(problemLine(manifestPath, problem));
      if (problem.severity === 'error') console.record(refusalData(manifestPath, problem));
    }
  }

  private end(text: string, data: object): void {
    this.inRun = false;
    this.console.summary(`run ended: ${text}`, { summary: true, ...data });
  }

  private asset(outcome: AssetOutcome): void {
    this.console.asset(
      () => assetText(assetOf(outcome, this.folder)),
      () => assetData(plainAsset(outcome), nameFrom(this.folder)),
    );
  }
}

const NOTHING = { done: 0, cached: 0, planned: 0, cancelled: false };
