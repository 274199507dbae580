import { availableParallelism, totalmem } from 'node:os';
import type { ApplyParams, ApplyResult, InitializeResult } from '../shared/protocol';
import type { EngineClient } from './client';
import { IdleTimer } from './idleTimer';
import type { PaintingEngine } from './painter';

type Engine = Pick<EngineClient, 'info' | 'request' | 'dispose'>;

export interface TeamOptions {
  /** The engine that does everything else, too. The team does not end it. */
  first: Pick<Engine, 'info' | 'request'>;
  /** Another engine on the CPU, not started yet, that works with so many threads. */
  another(threads: number): Engine;
  /** How many engines there may be, and threads of each; this machine's by default. */
  share?(): TeamShare;
  /** Milliseconds for which a batch has to go on before others join. */
  after?: number;
  /** Milliseconds without a picture after which the first is alone again. */
  patience?: number;
}

export interface TeamShare {
  engines: number;
  threads: number;
}

/**
 * Engines that paint a long batch side by side, each with its share of the processor: several pictures at once on a thread or two each
 * are done sooner than one after the other on all threads, and come out the same to the byte. A few pictures are left to the first
 * engine, whose threads all work on each of them. Only processors are shared: a GPU is one device.
 */
export class EngineTeam implements PaintingEngine {
  private readonly first: Member<TeamOptions['first']>;
  private helpers: Member<Engine>[] = [];
  /** All that were begun and not ended, those that still start among them. */
  private begun: Engine[] = [];
  /** Pictures asked for since the last pause, and when the first was. */
  private burst = 0;
  private since = 0;
  private gathering: Promise<void> | undefined;
  private readonly idle: IdleTimer;
  private disposed = false;

  constructor(private readonly options: TeamOptions) {
    this.first = { engine: options.first, pending: 0 };
    this.idle = new IdleTimer(
      () => options.patience ?? PATIENCE,
      () => void this.disband(),
    );
  }

  info(): Promise<InitializeResult> {
    return this.first.engine.info();
  }

  async request(method: 'apply', params: ApplyParams, signal?: AbortSignal): Promise<ApplyResult> {
    const end = this.idle.begin();
    if (this.burst++ === 0) this.since = performance.now();
    if (this.isLong) this.gathering ??= this.gather();
    // frames of a shot follow each other: what was found out of one is used for the next
    const members = params.shot ? [this.first] : [this.first, ...this.helpers];
    const member = members.reduce((a, b) => (b.pending < a.pending ? b : a));
    member.pending++;
    try {
      return await member.engine.request(method, params, signal);
    } finally {
      member.pending--;
      end();
    }
  }

  /** So long that it pays to start others, which takes each a second of a processor; and several at once. */
  private get isLong(): boolean {
    const { after = AFTER } = this.options;
    return this.burst >= LONG && this.first.pending >= 2 && performance.now() - this.since >= after;
  }

  /** Ends all but the first engine; what they are asked for rejects. */
  async dispose(): Promise<void> {
    this.disposed = true;
    this.idle.dispose();
    await this.leave();
    await this.gathering;
  }

  private async gather(): Promise<void> {
    const { another, share = shareOfMachine } = this.options;
    const { engines, threads } = share();
    if (engines < 2 || (await this.info()).provider !== 'cpu') return;
    if (this.disposed) return;
    this.begun = Array.from({ length: engines - 1 }, () => another(threads));
    await Promise.all(
      this.begun.map(async (engine) => {
        try {
          await engine.info();
          await engine.request('share', { threads, engines });
          this.helpers.push({ engine, pending: 0 });
        } catch {
          await engine.dispose(); // the others do without it
        }
      }),
    );
    if (this.helpers.length > 0) await this.shareFirst({ threads, engines });
  }

  private async disband(): Promise<void> {
    await this.gathering;
    if ([this.first, ...this.helpers].some(({ pending }) => pending > 0)) return; // there is more to do after all
    [this.burst, this.gathering] = [0, undefined];
    // asked for at once, before a batch that begins meanwhile shares it anew
    const alone = this.begun.length > 0 ? this.shareFirst({ threads: 0, engines: 1 }) : undefined;
    await Promise.all([alone, this.leave()]);
  }

  private async leave(): Promise<void> {
    const left = this.begun;
    [this.begun, this.helpers] = [[], []];
    await Promise.all(left.map((engine) => engine.dispose()));
  }

  /** It works on, if slower, where this fails. */
  private async shareFirst(share: TeamShare): Promise<void> {
    await this.first.engine.request('share', share).catch(() => {});
  }
}

interface Member<E> {
  engine: E;
  /** What it was asked for and has not answered. */
  pending: number;
}

/** Pictures. */
const LONG = 8;
const AFTER = 1_000;
const PATIENCE = 20_000;

const MOST_ENGINES = 4;

/** Pictures on their way at once: two for each engine, four at least, since reading and writing take time, too. */
export const CONCURRENCY = 2 * Math.max(2, Math.min(MOST_ENGINES, availableParallelism()));

/** An engine each four gigabytes of the machine, of which it takes up to a tenth. */
function shareOfMachine(): TeamShare {
  const processors = availableParallelism();
  const engines = Math.max(1, Math.min(MOST_ENGINES, processors, Math.round(totalmem() / 2 ** 32)));
  return { engines, threads: Math.max(1, Math.floor(processors / engines / (processors > 4 ? 2 : 1))) };
}
