import PQueue from 'p-queue';

/** What a picture goes through, and how much at once. */
export interface Stages<R, P, T> {
  /** Bytes of memory that it takes until it is finished; rejects what can't be done at all. */
  measure(): Promise<number>;
  read(): Promise<R>;
  paint(read: R): Promise<P>;
  finish(painted: P): Promise<T>;
}

/**
 * The engine's one queue, in three lanes: while one picture is painted, which is done in the order of asking, the next are read
 * and those before are written. Never more than fit: what is on its way takes at most `memory` bytes, or is one picture alone.
 */
export class Lanes {
  private readonly entering = new PQueue({ concurrency: 1 });
  private readonly reading = new PQueue({ concurrency: READERS });
  private readonly painting = new PQueue({ concurrency: 1 });
  private readonly pressing = new PQueue({ concurrency: 1, autoStart: false });
  /** Ends once all that were asked for before are queued up to be painted, however long one of them takes to be read. */
  private turn = Promise.resolve();
  private taken = 0;
  private waiting: (() => void) | undefined;

  /** @param memory in bytes; a change holds for pictures that come */
  constructor(public memory: number) {}

  /** A picture through all lanes. */
  async pass<R, P, T>({ measure, read, paint, finish }: Stages<R, P, T>): Promise<T> {
    const bytes = await this.entering.add(async () => {
      const bytes = await measure();
      await this.room(bytes);
      this.taken += bytes;
      return bytes;
    });
    try {
      const reading = this.reading.add(read);
      const queued = this.turn.then(async () => {
        const picture = await reading;
        return { painting: this.painting.add(() => paint(picture)) };
      });
      this.turn = queued.then(nothing, nothing);
      await reading; // what can't be read is told at once
      return await finish(await (await queued).painting);
    } finally {
      this.leave(bytes);
    }
  }

  /** Work that needs the device for itself, in its turn. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.painting.add(work);
  }

  /** Work that needs the device before whatever else does, also before the rest of a picture: see `letFirst`. */
  first<T>(work: () => Promise<T>): Promise<T> {
    const done = this.pressing.add(work);
    void this.painting.add(() => this.letFirst(), { priority: 1 });
    return done;
  }

  /** To be awaited where painting can be interrupted. */
  async letFirst(): Promise<void> {
    if (this.pressing.size === 0) return;
    this.pressing.start();
    await this.pressing.onIdle();
    this.pressing.pause();
  }

  /** Only one waits at a time: the next to be read. */
  private async room(bytes: number): Promise<void> {
    while (this.taken > 0 && this.taken + bytes > this.memory)
      await new Promise<void>((go) => {
        this.waiting = go;
      });
  }

  private leave(bytes: number): void {
    this.taken -= bytes;
    this.waiting?.();
  }
}

/** Pictures read at once: reading takes many short steps, between which painting lets nobody in, and a small one is soon painted. */
const READERS = 2;

function nothing(): void {}
