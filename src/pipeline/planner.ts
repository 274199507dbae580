import { Worker } from 'node:worker_threads';
import {
  createMessageConnection,
  type MessageConnection,
  PortMessageReader,
  PortMessageWriter,
} from 'vscode-jsonrpc/node';
import type { LedgerEntry } from '../shared/ledger';
import { byPlan } from '../shared/planOrder';
import type { RunPart } from '../shared/runPart';
import { signalOf, withToken } from './cancellation';
import { EngineFailure } from './failure';
import type { PaintingEngine } from './painter';
import {
  APPLY,
  LEDGER,
  PICTURES,
  type PlannerRunEvent,
  type PlannerRunOptions,
  READY,
  RUN,
  START_ENGINE,
  SURVEY,
  TOLD,
  UNDO,
  type UndoRequest,
} from './plannerProtocol';
import { errorOf, refusalOf } from './refusal';
import type { AssetOutcome, RunOptions, RunSummary } from './run';
import type { SurveyOptions } from './survey';
import type { SurveyReport } from './surveyReport';
import type { Undone } from './undo';

export interface PlannedRun extends SurveyOptions, Pick<RunOptions, 'cache' | 'concurrency'> {
  client: PaintingEngine;
  /** What is not part of it is left out. */
  part?: RunPart | undefined;
  /** Awaited before each picture: lets a run pause. */
  ready(): Promise<void>;
  /** A source whose pictures come before all others; asked before each, for it may change. */
  inFront?(): string | undefined;
  /** Ends the run; the asset in flight is cancelled within one tile. */
  signal: AbortSignal;
  onEvent(event: PlannerRunEvent): void;
}

/** Surveys and runs manifests on a thread of its own: ten thousand assets take seconds that no editor can spare. */
export class Planner {
  private running: { worker: Worker; connection: MessageConnection } | undefined;
  private readonly runs = new Map<number, PlannedRun>();
  private last = 0;

  /** @param threadPath the thread's bundle, dist/planner.js */
  constructor(private readonly threadPath: string) {}

  /** @throws Error when the thread ended before it could answer, or `dispose` was called. */
  survey(options: SurveyOptions): Promise<SurveyReport> {
    return this.asked((connection) => connection.sendRequest(SURVEY, options));
  }

  /** See `listPictures`. @throws as `survey` */
  picturesIn(folder: string): Promise<string[]> {
    return this.asked((connection) => connection.sendRequest(PICTURES, folder));
  }

  /** See `listLedger`. @throws UnusableManifest, EngineFailure */
  async ledger(options: SurveyOptions): Promise<LedgerEntry[]> {
    try {
      return await this.asked((connection) => connection.sendRequest(LEDGER, options));
    } catch (error) {
      throw errorOf(error) ?? error;
    }
  }

  /** See `undoRun`. @throws Error where notes can't be written, and as `survey` */
  undo(request: UndoRequest): Promise<Undone[]> {
    return this.asked((connection) => connection.sendRequest(UNDO, request));
  }

  /** See `runManifest`. @throws UnusableManifest, EngineFailure; one also when the thread ended. */
  async run(planned: PlannedRun): Promise<RunSummary> {
    const run = ++this.last;
    const outcomes: AssetOutcome[] = [];
    const onEvent = (event: PlannerRunEvent): void => {
      if (event.type === 'asset') outcomes.push(event.outcome);
      planned.onEvent(event);
    };
    this.runs.set(run, { ...planned, onEvent });
    const { manifestPath, modelPath, engineVersion, stylesFolder, part, signal } = planned;
    const { force, set, allowOutside, cache, concurrency } = planned;
    const inFront = planned.inFront?.();
    const options: PlannerRunOptions = {
      ...{ run, manifestPath, modelPath, engineVersion, stylesFolder },
      ...{ force, set, allowOutside, cache, concurrency, part, inFront },
    };
    try {
      const summary = await withToken(signal, (token) =>
        this.asked((connection) => connection.sendRequest(RUN, options, token)),
      );
      return { ...summary, outcomes: outcomes.sort((a, b) => byPlan(a.job, b.job)) };
    } catch (error) {
      throw errorOf(error) ?? threadEnded(manifestPath, error as Error);
    } finally {
      this.runs.delete(run);
    }
  }

  dispose(): void {
    void this.running?.worker.terminate();
  }

  private async asked<T>(ask: (connection: MessageConnection) => Promise<T>): Promise<T> {
    this.running ??= this.start();
    const { connection } = this.running;
    try {
      return await ask(connection);
    } catch (error) {
      throw connection === this.running?.connection ? error : new Error('the planner was ended', { cause: error });
    }
  }

  private engineOf(run: number): PaintingEngine {
    const planned = this.runs.get(run);
    if (!planned) throw new Error(`there is no run ${run}`);
    return planned.client;
  }

  private start() {
    const worker = new Worker(this.threadPath);
    const connection = createMessageConnection(new PortMessageReader(worker), new PortMessageWriter(worker));
    connection.onNotification(TOLD, ({ run, events }) => {
      for (const event of events) this.runs.get(run)?.onEvent(event);
    });
    connection.onRequest(READY, async ({ run }) => {
      const planned = this.runs.get(run);
      await planned?.ready();
      return { inFront: planned?.inFront?.() };
    });
    connection.onRequest(START_ENGINE, ({ run }) => refusing(this.engineOf(run).info()));
    connection.onRequest(APPLY, ({ run, params }, token) =>
      refusing(this.engineOf(run).request('apply', params, signalOf(token))),
    );
    worker.on('error', () => {}); // told by the exit that follows it
    worker.on('exit', () => {
      if (this.running?.worker === worker) this.running = undefined;
      connection.dispose(); // without this, what is pending would never settle
    });
    connection.listen();
    worker.unref();
    return { worker, connection };
  }
}

function threadEnded(file: string, { message }: Error): EngineFailure {
  return new EngineFailure({ kind: 'engine', file, cause: `the run broke off (${message})`, remedy: 'Run it again.' });
}

async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusalOf(error);
  }
}
