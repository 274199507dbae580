export interface CycleOptions {
  /** Milliseconds without further changes before a run. */
  settling: number;
  /** Milliseconds after which a run begins although changes go on; what is still changing then waits for the next. */
  patience: number;
  /** Whether a change of this file makes the run in flight worthless. */
  cancels(path: string): boolean;
  /** Performs a run because of these changes, none at the first. Must not reject. */
  run(changes: ReadonlySet<string>, signal: AbortSignal): Promise<void>;
}

/**
 * Turns changes of files into runs: one run once they have settled, however many there were; one at a time; what changes
 * during a run leads to one more after it. Knows nothing of files but their names.
 */
export class WatchCycle {
  /** What no run has begun with yet, and when it changed last. */
  private readonly pending = new Map<string, number>();
  private waitingSince: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: { controller: AbortController; ended: Promise<void> } | undefined;
  private stopped = false;

  constructor(private readonly options: CycleOptions) {}

  /** The first run, at once. */
  start(): void {
    this.launch(true);
  }

  /** A file came, changed or went. */
  changed(path: string): void {
    if (this.stopped) return;
    const { settling, patience } = this.options;
    const now = Date.now();
    this.waitingSince ??= now;
    this.pending.set(path, now);
    const left = this.waitingSince + patience - now;
    const quiet = left >= settling;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(quiet), quiet ? settling : Math.max(left, 0));
  }

  /** Whether it changed since the last run began, so that another run is going to look at it. */
  isPending(path: string): boolean {
    return this.pending.has(path);
  }

  /** Whether somebody may still be writing it. */
  isUnsettled(path: string): boolean {
    const last = this.pending.get(path);
    return last !== undefined && Date.now() - last < this.options.settling;
  }

  /** Cancels the run in flight; resolves once it has ended. No other begins. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.running?.controller.abort();
    await this.running?.ended;
  }

  /** @param quiet nothing has changed for the whole settling time */
  private settle(quiet: boolean): void {
    this.timer = undefined;
    this.waitingSince = undefined;
    if (!this.running) this.launch(quiet);
    else if ([...this.pending.keys()].some((path) => this.options.cancels(path))) this.running.controller.abort();
  }

  private launch(quiet: boolean): void {
    const changes = new Set<string>();
    for (const path of [...this.pending.keys()]) {
      changes.add(path);
      if (quiet || !this.isUnsettled(path)) this.pending.delete(path);
    }
    const unsettled = [...this.pending.keys()];
    for (const path of unsettled) this.changed(path);
    const controller = new AbortController();
    const ended = this.options.run(changes, controller.signal).then(() => {
      this.running = undefined;
      // with a timer running, that one launches
      if (!this.stopped && !this.timer && this.pending.size > 0) this.launch(true);
    });
    this.running = { controller, ended };
  }
}
