import { type ChildProcess, fork } from 'node:child_process';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  type EngineNotifications,
  type EngineRequests,
  type InitializeParams,
  type InitializeResult,
  PROTOCOL_VERSION,
  type Problem,
} from '../shared/protocol';
import { withToken } from './cancellation';
import { EngineFailure, type Fate, failureOf } from './failure';
import { IdleTimer } from './idleTimer';
import { removeTemporaries } from './temporaries';

export interface ClientOptions extends Omit<InitializeParams, 'protocolVersion'> {
  /** The engine's bundle, dist/engine.js. */
  enginePath: string;
  /** Added to the process's environment. */
  environment?: NodeJS.ProcessEnv;
  onLog?(message: EngineNotifications['log']): void;
  onProgress?(progress: EngineNotifications['progress']): void;
  onFirstAnswer?(answer: EngineNotifications['firstAnswer']): void;
  /** Restarts allowed within `restartWindow` milliseconds after crashes; rust-analyzer's numbers by default. */
  restarts?: number;
  restartWindow?: number;
  /** Milliseconds, for counting crashes; the system's clock by default. */
  now?(): number;
  /** Milliseconds without a request after which the process is ended, until the next one; 0, the default, stands for never. */
  idleAfter?(): number;
}

/**
 * The engine process, as seen by its user: started on first need, restarted after a crash (with a cap), ended when idle and
 * by `dispose`.
 * A crash rejects what was asked with the name of the file in flight, and leaves nothing half-written.
 */
export class EngineClient {
  private running: Promise<Running> | undefined;
  /** The newest process: an older one that is still ending must not be taken for it. */
  private child: ChildProcess | undefined;
  private readonly crashes: number[] = [];
  /** Those that were told to end: their end is no crash. */
  private readonly dismissed = new WeakSet<ChildProcess>();
  private readonly idle: IdleTimer;
  private disposed = false;

  constructor(private readonly options: ClientOptions) {
    this.idle = new IdleTimer(
      () => options.idleAfter?.() ?? 0,
      () => void this.stop(),
    );
  }

  /** What the engine said of itself; starts it if need be. @throws EngineFailure */
  async info(): Promise<InitializeResult> {
    return this.working(async () => (await this.start()).info);
  }

  /**
   * Asks the engine. An aborted signal cancels the request within one tile.
   * @throws EngineFailure with the engine's own word, or that it crashed, can't start, or keeps crashing.
   */
  async request<M extends Exclude<keyof EngineRequests, 'initialize'>>(
    method: M,
    params: EngineRequests[M]['params'],
    signal?: AbortSignal,
  ): Promise<EngineRequests[M]['result']> {
    return this.working(async () => {
      const running = await this.start();
      running.asked.pending.set(params, Date.now());
      try {
        return await ask(running.connection, method, params, signal);
      } catch (error) {
        throw failureOf(
          error,
          'source' in params ? params.source : 'engine',
          fateIn(running.asked, params, this.disposed),
        );
      } finally {
        running.asked.pending.delete(params);
      }
    });
  }

  /** The process's number, while it runs: for those who measure it. */
  async pid(): Promise<number | undefined> {
    await this.running;
    return this.running && this.child?.pid;
  }

  /** A new process, also after too many crashes; what is pending rejects. @throws EngineFailure */
  async restart(): Promise<InitializeResult> {
    await this.stop();
    this.crashes.length = 0;
    return this.info();
  }

  /** Ends the process for good; what is pending rejects. */
  async dispose(): Promise<void> {
    this.disposed = true;
    this.idle.dispose();
    await this.stop();
  }

  /** Ends the process, if there is one; the next request starts another. */
  private async stop(): Promise<void> {
    const { child } = this; // also one that is still starting, and may never come to answer
    this.running = undefined;
    if (child) this.dismissed.add(child);
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(timer);
  }

  /** While this goes on the process is not idle. */
  private async working<T>(work: () => Promise<T>): Promise<T> {
    const end = this.idle.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  private start(): Promise<Running> {
    if (this.disposed) throw new EngineFailure(engineProblem('it was shut down', ''));
    if (!this.running) {
      const running = this.launch();
      this.running = running;
      running.catch(() => {
        if (this.running === running) this.running = undefined;
      });
    }
    return this.running;
  }

  private async launch(): Promise<Running> {
    const { enginePath, restarts = 5, restartWindow = 180_000, now = Date.now } = this.options;
    const { provider, cacheFolder, runtimesFolder, threads } = this.options;
    const recent = this.crashes.filter((at) => now() - at < restartWindow);
    if (recent.length > restarts)
      throw new EngineFailure(
        engineProblem(
          `it crashed ${recent.length} times within ${Math.round(restartWindow / 60_000)} minutes and is not started again`,
          'Run `stylize doctor`; the log names the pictures it was working on.',
        ),
      );
    const child = fork(enginePath, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      // onnxruntime would otherwise write usage records to the temp folder, and may send them
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...this.options.environment },
    });
    this.child = child;
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    child.stderr?.on('data', (text: Buffer) =>
      this.options.onLog?.({ level: 'error', message: text.toString().trimEnd() }),
    );
    const asked: Asked = { pending: new Map(), inWork: undefined };
    const ended = new Promise<never>((_, reject) => {
      child.once('error', (error) =>
        reject(new EngineFailure(engineProblem(`it can't be started (${error.message})`, 'Reinstall Stylize.'))),
      );
      child.once('exit', (code, signal) => {
        if (this.child === child) this.running = undefined;
        if (!this.dismissed.has(child)) this.crashes.push(now());
        const cause = this.disposed ? 'it was shut down' : `it ended while starting (${signal ?? `exit code ${code}`})`;
        reject(new EngineFailure(engineProblem(cause, this.disposed ? '' : 'Its log says why; reinstall Stylize.')));
        [asked.inWork] = asked.pending.keys();
        for (const [job, since] of asked.pending) for (const output of outputsOf(job)) removeTemporaries(output, since);
        connection.dispose(); // without this, what is pending would never settle
      });
    });
    ended.catch(() => {}); // once started, it is told through the pending requests
    connection.onNotification('log', (message: EngineNotifications['log']) => this.options.onLog?.(message));
    connection.onNotification('progress', (progress: EngineNotifications['progress']) =>
      this.options.onProgress?.(progress),
    );
    connection.onNotification('firstAnswer', (answer: EngineNotifications['firstAnswer']) =>
      this.options.onFirstAnswer?.(answer),
    );
    connection.onError(() => {}); // a broken channel shows as the exit that follows it
    connection.listen();
    const params: InitializeParams = {
      protocolVersion: PROTOCOL_VERSION,
      provider,
      cacheFolder,
      runtimesFolder,
      threads,
    };
    try {
      const info = await Promise.race([ask(connection, 'initialize', params), ended]);
      return { connection, info, asked };
    } catch (error) {
      child.kill();
      throw failureOf(error, 'engine', this.disposed ? 'shut down' : 'in work');
    }
  }
}

type Params = EngineRequests[keyof EngineRequests]['params'];

function outputsOf(params: Params): string[] {
  if ('outputs' in params) return params.outputs.map(({ output }) => output);
  return 'output' in params ? [params.output] : [];
}

interface Running {
  connection: MessageConnection;
  info: InitializeResult;
  asked: Asked;
}

interface Asked {
  /** What has no answer yet, and when it was asked; in that order the engine works. */
  pending: Map<Params, number>;
  /** Known once the process has ended. */
  inWork: Params | undefined;
}

function fateIn({ inWork }: Asked, params: Params, disposed: boolean): Fate {
  if (disposed) return 'shut down';
  return inWork === undefined || inWork === params ? 'in work' : 'waiting';
}

function ask<M extends keyof EngineRequests>(
  connection: MessageConnection,
  method: M,
  params: EngineRequests[M]['params'],
  signal?: AbortSignal,
): Promise<EngineRequests[M]['result']> {
  return withToken(signal, (token) => connection.sendRequest(method, params, token));
}

function engineProblem(cause: string, remedy: string): Problem {
  return { kind: 'engine', file: 'engine', cause, remedy };
}
