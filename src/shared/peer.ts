/**
 * Requests and notifications between a panel and its page, over whatever posts messages. What comes in is validated; a request
 * is answered, or it fails: with the other side's word, when time is up, when it is cancelled, and when the peer is closed.
 */

import * as z from 'zod/mini';

/** What one side may send. */
export interface Messages {
  requests: Record<string, { params: z.ZodMiniType; result: z.ZodMiniType }>;
  notifications: Record<string, z.ZodMiniType>;
}

/** Of a request that came in. An AbortSignal is one, too. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export type RequestHandlers<M extends Messages> = {
  [K in keyof M['requests']]: (
    params: z.output<M['requests'][K]['params']>,
    cancellation: Cancellation,
  ) => Promise<z.input<M['requests'][K]['result']>>;
};

export type NotificationHandlers<M extends Messages> = {
  [K in keyof M['notifications']]: (params: z.output<M['notifications'][K]>) => void;
};

export interface Peer<M extends Messages> {
  /** To be called with everything that the other side posts. */
  receive(message: unknown): void;
  /** @throws Error with words for a person; of the other side, where it told what went wrong */
  request<K extends keyof M['requests'] & string>(
    method: K,
    params: z.input<M['requests'][K]['params']>,
    cancellation?: Cancellation,
  ): Promise<z.output<M['requests'][K]['result']>>;
  notify<K extends keyof M['notifications'] & string>(method: K, params: z.input<M['notifications'][K]>): void;
  /** What was asked fails with these words, and what the other side asked is cancelled. */
  close(reason: string): void;
}

export interface PeerOptions<Out extends Messages, In extends Messages> {
  post(message: object): void;
  sends: Out;
  receives: In;
  requests: RequestHandlers<In>;
  notifications: NotificationHandlers<In>;
  /** Milliseconds after which an answer is given up; a quarter of an hour by default, for posters on slow machines. */
  patience?: number;
  /** The words for a request that was given up, and for one that was cancelled. */
  words: { late: string; cancelled: string };
}

export function createPeer<Out extends Messages, In extends Messages>(options: PeerOptions<Out, In>): Peer<Out> {
  const { post, sends, receives, requests, notifications, patience = 900_000, words } = options;
  const self = Math.random().toString(36).slice(2);
  const pending = new Map<number, (message: Answer) => void>();
  const working = new Set<{ id: number; cancel(): void }>();
  let other: string | undefined;
  let last = 0;
  let closed: string | undefined;

  const cancelAll = () => {
    for (const { cancel } of [...working]) cancel();
  };
  const answer = async ({ from, id, request, params }: Request): Promise<void> => {
    // a page that was loaded anew: nobody waits any more for what the one before asked
    if (from !== other) cancelAll();
    other = from;
    const listeners = new Set<() => void>();
    let aborted = false;
    const cancel = () => {
      aborted = true;
      for (const listener of [...listeners]) listener();
    };
    const work = { id, cancel };
    working.add(work);
    try {
      const known = Object.hasOwn(receives.requests, request) ? receives.requests[request] : undefined;
      if (!known) throw new Error(`There is no request "${request}".`);
      const result = await requests[request]!(check(known.params, params, request), {
        get aborted() {
          return aborted;
        },
        addEventListener: (_, listener) => void listeners.add(listener),
        removeEventListener: (_, listener) => void listeners.delete(listener),
      });
      if (closed === undefined) post({ to: from, answer: id, result });
    } catch (error) {
      if (closed === undefined)
        post({ to: from, answer: id, error: error instanceof Error ? error.message : String(error) });
    } finally {
      working.delete(work);
    }
  };

  return {
    receive(message) {
      if (closed !== undefined) return;
      const read = envelope.safeParse(message);
      if (!read.success) return; // not ours: VS Code posts messages of its own
      const { data } = read;
      if ('request' in data) void answer(data);
      else if ('answer' in data) {
        if (data.to === self) pending.get(data.answer)?.(data);
      } else if ('cancel' in data) {
        if (data.from === other) for (const { id, cancel } of [...working]) if (id === data.cancel) cancel();
      } else if (Object.hasOwn(receives.notifications, data.notify))
        notifications[data.notify]!(check(receives.notifications[data.notify]!, data.params, data.notify));
    },
    request(method, params, cancellation) {
      return new Promise((resolve, reject) => {
        if (closed !== undefined) return reject(new Error(closed));
        if (cancellation?.aborted) return reject(new Error(words.cancelled));
        const id = ++last;
        const settle = (act: () => void) => {
          clearTimeout(timer);
          cancellation?.removeEventListener('abort', cancel);
          pending.delete(id);
          act();
        };
        const giveUp = (reason: string) => {
          post({ from: self, cancel: id });
          settle(() => reject(new Error(reason)));
        };
        const cancel = () => giveUp(words.cancelled);
        const timer = setTimeout(() => giveUp(words.late), patience);
        cancellation?.addEventListener('abort', cancel);
        pending.set(id, ({ result, error }) =>
          settle(() => {
            if (error !== undefined) return reject(new Error(error));
            try {
              resolve(check(sends.requests[method]!.result, result, method) as never);
            } catch (unusable) {
              reject(unusable);
            }
          }),
        );
        post({ from: self, request: method, id, params });
      });
    },
    notify(method, params) {
      if (closed === undefined) post({ notify: method, params });
    },
    close(reason) {
      if (closed !== undefined) return;
      closed = reason;
      for (const give of [...pending.values()]) give({ to: self, answer: 0, error: reason });
      cancelAll();
    },
  };
}

/** `from` and `to` name the peer: a page that is loaded anew must not take an answer to the one before. */
const requestEnvelope = z.object({ from: z.string(), request: z.string(), id: z.number(), params: z.unknown() });
const answerEnvelope = z.object({
  to: z.string(),
  answer: z.number(),
  result: z.optional(z.unknown()),
  error: z.optional(z.string()),
});
const envelope = z.union([
  requestEnvelope,
  answerEnvelope,
  z.object({ from: z.string(), cancel: z.number() }),
  z.object({ notify: z.string(), params: z.unknown() }),
]);

type Request = z.output<typeof requestEnvelope>;
type Answer = z.output<typeof answerEnvelope>;

/** Of the global scope in Node and in browsers; this room's libraries have no types of them. */
declare function setTimeout(work: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;

function check(schema: z.ZodMiniType, value: unknown, name: string): never {
  const read = schema.safeParse(value);
  if (read.success) return read.data as never;
  const [first] = read.error.issues;
  throw new Error(`"${name}" was misunderstood: ${first?.path.join('.')} ${first?.message ?? ''}`.trim());
}
