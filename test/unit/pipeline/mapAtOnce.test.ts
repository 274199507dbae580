import { describe, expect, it } from 'vitest';
import { mapAtOnce } from '../../../src/pipeline/mapAtOnce';

describe('work for many, some at a time', () => {
  it('gives the results in order, and never does more at once than it may', async () => {
    let [now, most] = [0, 0];
    const results = await mapAtOnce([5, 1, 4, 2, 3], 2, async (turns) => {
      most = Math.max(most, ++now);
      for (let i = 0; i < turns; i++) await new Promise((go) => setImmediate(go));
      now--;
      return 10 * turns;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('of nothing is nothing, and a failure is told', async () => {
    expect(await mapAtOnce([], 4, async () => 1)).toEqual([]);
    await expect(mapAtOnce([1, 2], 4, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

it('leaves others their turns while the work waits for nothing', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const busy = async (): Promise<void> => {
    for (const until = performance.now() + 1; performance.now() < until; );
  };
  await mapAtOnce(Array.from({ length: 60 }), 4, busy);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});
