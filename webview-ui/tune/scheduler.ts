/** Pictures for what is moved, and moved again: never out of order, and with nothing queued up behind a moving control. */
export interface Scheduler<S> {
  /** The newest settings; whatever was asked for older ones is not waited for. */
  move(settings: S): void;
  /** Forgets what was asked and what waits. */
  stop(): void;
}

export interface SchedulerOptions<S, R> {
  /** A picture of little detail, soon. One at a time is asked for: while it is made, only the newest settings wait. */
  quick(settings: S, signal: AbortSignal): Promise<R>;
  /** The whole picture, once nothing has moved for `rest` milliseconds; aborted by the next move. */
  full(settings: S, signal: AbortSignal): Promise<R>;
  show(result: R, kind: 'quick' | 'full', settings: S): void;
  /** Called once for each request that failed by itself. */
  failed(error: Error): void;
  rest: number;
}

export function createScheduler<S, R>({ quick, full, show, failed, rest }: SchedulerOptions<S, R>): Scheduler<S> {
  let era = new AbortController();
  let fullWork = new AbortController();
  let waiting: { settings: S } | undefined;
  let newest: { settings: S } | undefined;
  let quickRuns = false;
  let rested = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (kind: 'quick' | 'full', settings: S, { signal }: AbortController): Promise<void> => {
    try {
      const result = await (kind === 'quick' ? quick : full)(settings, signal);
      if (!signal.aborted) show(result, kind, settings);
    } catch (error) {
      if (!signal.aborted) failed(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const runQuick = async (): Promise<void> => {
    const own = era;
    quickRuns = true;
    while (waiting && era === own) {
      const { settings } = waiting;
      waiting = undefined;
      await ask('quick', settings, own);
    }
    if (era !== own) return;
    quickRuns = false;
    runFull();
  };
  const runFull = () => {
    if (!rested || quickRuns || !newest) return;
    rested = false;
    fullWork = new AbortController();
    void ask('full', newest.settings, fullWork);
  };
  const still = () => {
    clearTimeout(timer);
    fullWork.abort();
    rested = false;
  };

  return {
    move(settings) {
      still();
      newest = { settings };
      waiting = newest;
      timer = setTimeout(() => {
        rested = true;
        runFull();
      }, rest);
      if (!quickRuns) void runQuick();
    },
    stop() {
      still();
      era.abort();
      era = new AbortController();
      waiting = undefined;
      newest = undefined;
      quickRuns = false;
    },
  };
}
