import { resolve } from 'node:path';
import { env } from 'onnxruntime-node';
import PQueue from 'p-queue';
import sharp from 'sharp';
import { type CancellationToken, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import product from '../../package.json';
import {
  type EngineNotifications,
  type EngineRequests,
  PROBLEM_CODE,
  PROTOCOL_VERSION,
  type Problem,
} from '../shared/protocol';
import { Engine } from './engine';
import { Fault, fault } from './fault';
import { writePreview } from './pictures/preview';
import { writeTiles } from './pictures/tiles';

/** The base model, beside the bundle's folder. */
const MODEL = resolve(__dirname, '../models/base.safetensors');

/**
 * Answers a client's requests, one after the other: one queue over one device. Somebody watches what is tuned: that goes
 * first, also between two tiles of a picture.
 */
export function serve(connection: MessageConnection, modelPath = MODEL): void {
  const queue = new PQueue({ concurrency: 1 });
  const urgent = new PQueue({ concurrency: 1, autoStart: false });
  const goFirst = async (): Promise<void> => {
    if (urgent.size === 0) return;
    urgent.start();
    await urgent.onIdle();
    urgent.pause();
  };
  let engine: Engine | undefined;

  const answer = <M extends keyof EngineRequests>(
    method: M,
    handle: (params: EngineRequests[M]['params'], token: CancellationToken) => Promise<EngineRequests[M]['result']>,
    line = queue,
  ): void => {
    connection.onRequest<object, Problem>(method, (params: EngineRequests[M]['params'], token: CancellationToken) => {
      const answered = line.add(async () => {
        try {
          checkCancelled(token, params);
          return await handle(params, token);
        } catch (error) {
          throw asResponseError(error, params);
        }
      });
      if (line === urgent) void queue.add(goFirst, { priority: 1 });
      return answered;
    });
  };
  const notify = <M extends keyof EngineNotifications>(method: M, params: EngineNotifications[M]): void =>
    void connection.sendNotification(method, params);
  const opened = (): Engine => {
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
    engine = await Engine.open(modelPath, params, (level, message) => notify('log', { level, message }));
    const { modelHash, provider } = engine;
    return { protocolVersion: PROTOCOL_VERSION, engineVersion: product.version, modelHash, provider };
  });
  answer('apply', (params, token) =>
    opened().apply(params, {
      progress: (done, total) => notify('progress', { source: params.source, done, total }),
      async pause() {
        await new Promise((go) => setImmediate(go)); // a turn of the event loop, in which a cancellation is received
        checkCancelled(token, params);
        await goFirst();
      },
    }),
  );
  answer('tune', (params) => opened().tune(params), urgent);
  answer('encodeStyle', ({ references }) => opened().encodeStyle(references));
  answer('preview', writePreview);
  answer('tiles', writeTiles);
  answer('devices', async () => opened().devices(versions()));
  connection.listen();
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
    onnxruntime: env.versions.node ?? 'unknown',
  };
}
