import { setImmediate } from 'node:timers/promises';

/**
 * Does work for each item, so many at a time; a queue of ten thousand promises would take longer than most of the work.
 * Rejects with the first failure. Where work waits for nothing, others still have their turns: answers of an engine, input, timers.
 * @returns the results in the order of the items
 */
export async function mapAtOnce<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  let since = performance.now();
  let pause: Promise<void> | undefined; // of all: if each had its own, the turns between them would add up
  const leaveTurn = async (): Promise<void> => {
    await setImmediate();
    since = performance.now();
    pause = undefined;
  };
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
      if (performance.now() - since > TURN) pause ??= leaveTurn();
      if (pause) await pause;
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

/** Milliseconds. */
const TURN = 2;
