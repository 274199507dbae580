import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WatchCycle } from '../../../src/pipeline/watchCycle';

const MANIFEST = 'stylize.json';

let runs: Run[];
let cycle: WatchCycle;
beforeEach(() => {
  vi.useFakeTimers();
  runs = [];
  cycle = new WatchCycle({
    settling: 100,
    patience: 1000,
    cancels: (path) => path === MANIFEST,
    run: (changes, signal) =>
      new Promise((end) => {
        runs.push({ changes: [...changes].sort(), signal, end });
      }),
  });
});
afterEach(() => vi.useRealTimers());

interface Run {
  changes: string[];
  signal: AbortSignal;
  end(): void;
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const changes = () => runs.map((run) => run.changes);
const endLast = async (): Promise<void> => {
  runs.at(-1)!.end();
  await pass(0);
};
/** A cycle whose first run is over. */
const begin = async (): Promise<void> => {
  cycle.start();
  await endLast();
  runs = [];
};

describe('a watch cycle', () => {
  it('runs at once when it starts, for no change in particular', () => {
    cycle.start();
    expect(changes()).toEqual([[]]);
  });

  it('runs once for all changes of a storm, when it has settled', async () => {
    await begin();
    for (let i = 0; i < 5000; i++) cycle.changed(`${i % 50}.png`);
    await pass(99);
    cycle.changed('last.png');
    await pass(99);
    expect(runs).toEqual([]);
    await pass(1);
    expect(changes()).toEqual([[...new Set(Array.from({ length: 50 }, (_, i) => `${i}.png`)), 'last.png'].sort()]);
    await endLast();
    await pass(10_000);
    expect(runs).toHaveLength(1);
  });

  it('runs after a run for what changed meanwhile, once, and lets the run in flight go on', async () => {
    cycle.start();
    cycle.changed('a.png');
    await pass(500);
    cycle.changed('b.png');
    await pass(500);
    expect(runs).toHaveLength(1);
    expect(runs[0]!.signal.aborted).toBe(false);
    await endLast();
    expect(changes()).toEqual([[], ['a.png', 'b.png']]);
  });

  it('waits after a run until what is still changing has settled', async () => {
    cycle.start();
    await pass(500);
    cycle.changed('a.png');
    await endLast();
    await pass(99);
    expect(runs).toHaveLength(1);
    await pass(1);
    expect(changes()).toEqual([[], ['a.png']]);
  });

  it('cancels the run in flight when the manifest has changed and settled, and runs again once it has ended', async () => {
    cycle.start();
    cycle.changed(MANIFEST);
    expect(runs[0]!.signal.aborted).toBe(false);
    await pass(100);
    expect(runs[0]!.signal.aborted).toBe(true);
    expect(runs).toHaveLength(1);
    await endLast();
    expect(changes()).toEqual([[], [MANIFEST]]);
    expect(runs[1]!.signal.aborted).toBe(false);
  });

  it('runs in spite of a file that never settles, which is left to the next run', async () => {
    await begin();
    cycle.changed('still.png');
    for (let i = 0; i < 20; i++) {
      cycle.changed('busy.png');
      await pass(50);
    }
    expect(changes()).toEqual([['busy.png', 'still.png']]);
    expect([cycle.isUnsettled('busy.png'), cycle.isUnsettled('still.png')]).toEqual([true, false]);
    await pass(100);
    await endLast();
    expect(changes()).toEqual([['busy.png', 'still.png'], ['busy.png']]);
    await endLast();
    await pass(10_000);
    expect(runs).toHaveLength(2);
  });

  it('knows what changed since the run began, and what may still be being written', async () => {
    cycle.start();
    expect([cycle.isPending('a.png'), cycle.isUnsettled('a.png')]).toEqual([false, false]);
    cycle.changed('a.png');
    expect([cycle.isPending('a.png'), cycle.isUnsettled('a.png')]).toEqual([true, true]);
    await pass(100);
    expect([cycle.isPending('a.png'), cycle.isUnsettled('a.png')]).toEqual([true, false]);
    await endLast();
    expect(cycle.isPending('a.png')).toBe(false);
  });

  it('when stopped, cancels the run in flight, waits for its end and begins no other', async () => {
    cycle.start();
    cycle.changed('a.png');
    let stopped = false;
    const stop = cycle.stop().then(() => {
      stopped = true;
    });
    await pass(1000);
    expect([runs[0]!.signal.aborted, stopped]).toEqual([true, false]);
    await endLast();
    await stop;
    cycle.changed('b.png');
    await pass(1000);
    expect(runs).toHaveLength(1);
  });
});
