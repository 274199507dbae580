import { resolve } from 'node:path';
import PQueue from 'p-queue';
import sharp from 'sharp';
import { type CancellationToken, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import product from '../../package.json';
import type { FirstAnswer } from '../shared/explanation';
import {
  type EngineNotifications,
  type EngineRequests,
  PROBLEM_CODE,
  PROTOCOL_VERSION,
  type Problem,
} from '../shared/protocol';
import { Engine } from './engine';
import { Fault, fault } from './fault';
import { writeContactSheet } from './pictures/contactSheet';
import { writeGlimpse } from './pictures/glimpse';
import { measurePainted } from './pictures/lint';
import { writePreview } from './pictures/preview';
import { writeTiles } from './pictures/tiles';
import { writeVgg } from './vgg/writeVgg';

/** The base model, beside the bundle's folder. */
const MODEL = resolve(__dirname, '../models/base.safetensors');

/** Answers a client's requests over one device; the engine knows in which order. */
export function serve(connection: MessageConnection, modelPath = MODEL): void {
  const views = new PQueue({ concurrency: 1 }); // what somebody is waiting to see
  const cuts = new PQueue({ concurrency: 1 }); // of pictures so large that nothing else should wait for them
  const checks = new PQueue({ concurrency: 2 }); // of results, a thousand one after the other
  const training = { paused: false };
  let engine: Promise<Engine> | undefined;

  const answer = <M extends keyof EngineRequests>(
    method: M,
    handle: (params: EngineRequests[M]['params'], token: CancellationToken) => Promise<EngineRequests[M]['result']>,
  ): void => {
    connection.onRequest<object, Problem>(
      method,
      async (params: EngineRequests[M]['params'], token: CancellationToken) => {
        try {
          checkCancelled(token, params);
          return await handle(params, token);
        } catch (error) {
          throw asResponseError(error, params);
        }
      },
    );
  };
  /** Work for somebody's eyes, beside the painting. */
  const shown =
    <P extends object, R>(queue: PQueue, work: (params: P, check: () => void) => Promise<R>) =>
    (params: P, token: CancellationToken): Promise<R> =>
      queue.add(() => {
        checkCancelled(token, params);
        return work(params, () => checkCancelled(token, params));
      });
  const notify = <M extends keyof EngineNotifications>(method: M, params: EngineNotifications[M]): void =>
    void connection.sendNotification(method, params);
  const opened = (): Promise<Engine> => {
    if (!engine)
      throw fault('protocol', 'engine', 'it was asked to work before `initialize`', 'This is a fault in the client.');
    return engine;
  };

  answer('initialize', async (params) => {
    if (params.protocolVersion !== PROTOCOL_VERSION)
      throw fault(
        'protocol',
        'engine',
        `it speaks protocol version ${PROTOCOL_VERSION}, the client speaks ${params.protocolVersion}`,
        'Reinstall Stylize, so that both come from one version.',
      );
    engine = Engine.open(modelPath, params, (level, message) => notify('log', { level, message }));
    const { modelHash, provider } = await engine;
    return { protocolVersion: PROTOCOL_VERSION, engineVersion: product.version, modelHash, provider };
  });
  const hooksOf = (params: { source: string }, token: CancellationToken) => ({
    progress: (done: number, total: number) => notify('progress', { source: params.source, done, total }),
    pause: () => letIn(token, params),
  });
  answer('apply', async (params, token) => (await opened()).apply(params, hooksOf(params, token)));
  answer('explain', async (params, token) => {
    const { source } = params;
    const first = (found: FirstAnswer) => notify('firstAnswer', { source, ...found });
    return (await opened()).explain(params, { ...hooksOf(params, token), first });
  });
  answer('measureStrengths', async (params, token) =>
    (await opened()).measureStrengths(params, hooksOf(params, token)),
  );
  answer('solveStrength', async (params, token) => (await opened()).solveStrength(params, hooksOf(params, token)));
  answer('tune', async (params, token) => (await opened()).tune(params, () => letIn(token, params)));
  answer('encodeStyle', async ({ references }) => (await opened()).encodeStyle(references));
  answer('preview', shown(views, writePreview));
  answer('tiles', shown(cuts, writeTiles));
  answer('glimpse', shown(views, writeGlimpse));
  answer('lint', shown(checks, measurePainted));
  answer(
    'contactSheet',
    shown(cuts, (params, check) =>
      writeContactSheet(params, (done) => {
        check();
        notify('progress', { source: params.output, done, total: params.pictures.length });
      }),
    ),
  );
  answer('convertVgg', writeVgg);
  answer('train', async (params, token) => {
    const letMessagesIn = async () => {
      for (let turn = 0; turn < 2; turn++) await new Promise((go) => setImmediate(go));
    };
    return (await opened()).train(params, {
      progress: (share) => notify('progress', { source: params.output, done: Math.round(1000 * share), total: 1000 }),
      log: (level, message) => notify('log', { level, message }),
      async goesOn() {
        await letMessagesIn();
        while (training.paused && !token.isCancellationRequested) await new Promise((go) => setTimeout(go, 100));
        return !token.isCancellationRequested;
      },
    });
  });
  answer('exportPack', async (params) => (await opened()).exportPack(params));
  answer('pauseTraining', async ({ paused }) => {
    training.paused = paused;
    return null;
  });
  answer('share', async (params) => {
    await (await opened()).share(params);
    return null;
  });
  answer('devices', async () => (await opened()).devices(versions()));
  connection.listen();
}

/** Lets messages in: they are received in one turn of the event loop and handled in the next. Throws when one was a cancellation. */
async function letIn(token: CancellationToken, params: object): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((go) => setImmediate(go));
  checkCancelled(token, params);
}

function checkCancelled(token: CancellationToken, params: object): void {
  if (token.isCancellationRequested)
    throw fault('cancelled', 'source' in params ? String(params.source) : 'engine', 'it was cancelled', '');
}

function asResponseError(error: unknown, params: object): ResponseError<Problem> {
  if (error instanceof Fault) return new ResponseError(PROBLEM_CODE, error.message, error.problem);
  const file = 'source' in params ? String(params.source) : 'engine';
  const { problem } = fault(
    'engine',
    file,
    `the engine failed (${(error as Error).message})`,
    'Run `stylize doctor`; the log tells more.',
  );
  return new ResponseError(PROBLEM_CODE, String((error as Error).stack), problem);
}

function versions(): Record<string, string> {
  return {
    stylize: product.version,
    node: process.version,
    sharp: sharp.versions.sharp ?? 'unknown',
    libvips: sharp.versions.vips,
  };
}
