import { parentPort } from 'node:worker_threads';
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  PortMessageReader,
  PortMessageWriter,
} from 'vscode-jsonrpc/node';
import { isPart } from '../shared/runPart';
import { signalOf, withToken } from './cancellation';
import { failureOf } from './failure';
import { listLedger } from './ledger';
import type { PaintingEngine } from './painter';
import { listPictures } from './pictures';
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
} from './plannerProtocol';
import { refusalOf } from './refusal';
import { type RunEvent, type RunSummary, runManifest } from './run';
import { reportSurvey } from './surveyReport';
import { undoRun } from './undo';

/** Answers on a port what `Planner` asks, for as long as the port is open. */
function serve(connection: MessageConnection): void {
  connection.onRequest(SURVEY, reportSurvey);
  connection.onRequest(PICTURES, listPictures);
  connection.onRequest(LEDGER, (options) =>
    listLedger(options).catch((error) => {
      throw refusalOf(error);
    }),
  );
  connection.onRequest(UNDO, ({ manifestPath, output, dryRun }) =>
    undoRun({ manifestPath, dryRun, only: output === undefined ? undefined : (it) => it.output === output }),
  );
  connection.onRequest(RUN, (options, token) => run(options, token, connection));
  connection.listen();
}

async function run(
  options: PlannerRunOptions,
  token: CancellationToken,
  connection: MessageConnection,
): Promise<Omit<RunSummary, 'outcomes'>> {
  const { run, part } = options;
  let { inFront } = options;
  const { tell, flush } = gathered((events) => void connection.sendNotification(TOLD, { run, events }));
  try {
    const { outcomes: _told, ...summary } = await runManifest({
      ...options,
      client: engineOf(run, connection),
      only: part && ((job) => isPart(job, part)),
      ready: async () => {
        ({ inFront } = await connection.sendRequest(READY, { run }));
      },
      inFront: () => inFront,
      signal: signalOf(token),
      onEvent: (event) => tell(plain(event)),
    });
    return summary;
  } catch (error) {
    throw refusalOf(error);
  } finally {
    flush();
  }
}

/** What is up to date is told by the hundred: thousands of messages would keep whoever reads them from all else. */
function gathered(send: (events: PlannerRunEvent[]) => void) {
  let waiting: PlannerRunEvent[] = [];
  const flush = (): void => {
    if (waiting.length > 0) send(waiting);
    waiting = [];
  };
  const tell = (event: PlannerRunEvent): void => {
    waiting.push(event);
    if (event.type !== 'asset' || event.outcome.status !== 'cached' || waiting.length === MOST) flush();
  };
  return { tell, flush };
}

const MOST = 100;

function plain(event: RunEvent): PlannerRunEvent {
  if (event.type !== 'planned') return event;
  const toPaint = event.decisions.filter(({ action }) => action === 'run');
  return { type: 'planned', outputs: toPaint.map(({ job }) => job.output) };
}

/** The engine belongs to the other side. */
function engineOf(run: number, connection: MessageConnection): PaintingEngine {
  const asked = <T>(answer: Promise<T>, file: string): Promise<T> =>
    answer.catch((error) => {
      throw failureOf(error, file, 'in work');
    });
  return {
    info: () => asked(connection.sendRequest(START_ENGINE, { run }), 'engine'),
    request: (_apply, params, signal) =>
      asked(
        withToken(signal, (token) => connection.sendRequest(APPLY, { run, params }, token)),
        params.source,
      ),
  };
}

if (parentPort) serve(createMessageConnection(new PortMessageReader(parentPort), new PortMessageWriter(parentPort)));
