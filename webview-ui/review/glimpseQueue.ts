/** Small pictures of one asset. */
export interface Glimpse {
  before?: string | undefined;
  after?: string | undefined;
  difference?: number | undefined;
}

export interface GlimpseQueueOptions {
  ask(output: string, signal: AbortSignal): Promise<Glimpse>;
  told(output: string, glimpse: Glimpse): void;
  /** Requests on their way at a time. */
  most?: number;
}

/** Asks for what is in sight, the newest first; what has gone out of sight is cancelled. What is left of its time is for measuring. */
export interface GlimpseQueue {
  /** What has come so far. */
  known(output: string): Glimpse | undefined;
  /** It is in sight. */
  want(output: string): void;
  /** It is out of sight. */
  drop(output: string): void;
  /** What is to be looked at while nothing is in sight that is not there yet; takes the place of what was so before. */
  measure(outputs: readonly string[]): void;
  /** How many of these have not been looked at yet. */
  left(): number;
  /** It is another picture by now. */
  forget(output: string): void;
}

export function createGlimpseQueue({ ask, told, most = 3 }: GlimpseQueueOptions): GlimpseQueue {
  const known = new Map<string, Glimpse>();
  const asked = new Map<string, AbortController>();
  const inSight = new Set<string>();
  let waiting: string[] = [];
  /** The next one is at the end. */
  let rest: string[] = [];
  let background = new Set<string>();

  const isOpen = (output: string) => !known.has(output) && !asked.has(output);
  const pump = (): void => {
    while (asked.size < most) {
      let next = waiting.pop();
      while (next === undefined && rest.length > 0) {
        const candidate = rest.pop()!;
        if (isOpen(candidate)) next = candidate;
      }
      if (next === undefined) return;
      if (isOpen(next)) void perform(next);
    }
  };
  const perform = async (output: string): Promise<void> => {
    const controller = new AbortController();
    asked.set(output, controller);
    let glimpse: Glimpse | undefined;
    try {
      glimpse = await ask(output, controller.signal);
    } catch {
      // what can't be read has nothing to show; once it comes in sight again it is tried again
    }
    // forgotten or cancelled meanwhile: whoever wants it asks anew
    if (asked.get(output) === controller) {
      asked.delete(output);
      if (glimpse) known.set(output, glimpse);
      told(output, glimpse ?? {});
    }
    pump();
  };
  const cancel = (output: string): void => {
    const controller = asked.get(output);
    asked.delete(output);
    controller?.abort();
  };

  return {
    known: (output) => known.get(output),
    want(output) {
      inSight.add(output);
      if (!isOpen(output)) return;
      waiting = [...waiting.filter((other) => other !== output), output];
      pump();
    },
    drop(output) {
      inSight.delete(output);
      waiting = waiting.filter((other) => other !== output);
      if (asked.has(output) && !background.has(output)) cancel(output);
      pump();
    },
    measure(outputs) {
      background = new Set(outputs);
      rest = [...outputs].reverse();
      pump();
    },
    left: () => rest.filter(isOpen).length + [...asked.keys()].filter((output) => background.has(output)).length,
    forget(output) {
      known.delete(output);
      cancel(output);
      if (inSight.has(output)) waiting = [...waiting.filter((other) => other !== output), output];
      pump();
    },
  };
}
