import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScheduler, type Scheduler } from '../../../../webview-ui/tune/scheduler';

interface Asked {
  settings: number;
  signal: AbortSignal;
  answer(): Promise<void>;
  fail(message: string): Promise<void>;
}

describe('a scheduler of previews', () => {
  let quick: Asked[];
  let full: Asked[];
  let shown: string[];
  let failures: string[];
  let scheduler: Scheduler<number>;
  beforeEach(() => {
    vi.useFakeTimers();
    [quick, full, shown, failures] = [[], [], [], []];
    const asking = (list: Asked[]) => (settings: number, signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        list.push({
          settings,
          signal,
          async answer() {
            resolve(`picture ${settings}`);
            await vi.advanceTimersByTimeAsync(0);
          },
          async fail(message) {
            reject(new Error(message));
            await vi.advanceTimersByTimeAsync(0);
          },
        });
      });
    scheduler = createScheduler({
      quick: asking(quick),
      full: asking(full),
      show: (result, kind, settings) => shown.push(`${kind} ${result} ${settings}`),
      failed: ({ message }) => failures.push(message),
      rest: 400,
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks at once, and for the whole picture once the control rests', async () => {
    scheduler.move(1);
    expect(quick).toHaveLength(1);
    await quick[0]!.answer();
    await vi.advanceTimersByTimeAsync(399);
    expect(full).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    await full[0]!.answer();
    expect(shown).toEqual(['quick picture 1 1', 'full picture 1 1']);
  });

  it('has one request in flight and the newest waiting, however fast it moves', async () => {
    for (let i = 1; i <= 50; i++) scheduler.move(i);
    expect(quick.map(({ settings }) => settings)).toEqual([1]);
    await quick[0]!.answer();
    expect(quick.map(({ settings }) => settings)).toEqual([1, 50]);
    await quick[1]!.answer();
    expect(shown).toEqual(['quick picture 1 1', 'quick picture 50 50']);
    expect(quick).toHaveLength(2);
  });

  it('shows no whole picture of older settings after a newer preview', async () => {
    scheduler.move(1);
    await quick[0]!.answer();
    await vi.advanceTimersByTimeAsync(400);
    scheduler.move(2);
    expect(full[0]!.signal.aborted).toBe(true);
    await full[0]!.answer();
    await quick[1]!.answer();
    expect(shown).toEqual(['quick picture 1 1', 'quick picture 2 2']);
    await vi.advanceTimersByTimeAsync(400);
    expect(full.map(({ settings }) => settings)).toEqual([1, 2]);
  });

  it('waits with the whole picture for a preview that takes longer than the rest', async () => {
    scheduler.move(1);
    scheduler.move(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(full).toHaveLength(0);
    await quick[0]!.answer();
    expect(full).toHaveLength(0);
    await quick[1]!.answer();
    expect(full.map(({ settings }) => settings)).toEqual([2]);
  });

  it('tells a failure once, and works again at the next move', async () => {
    scheduler.move(1);
    await quick[0]!.fail('the engine ended');
    expect(failures).toEqual(['the engine ended']);
    scheduler.move(2);
    await quick[1]!.answer();
    expect(shown).toEqual(['quick picture 2 2']);
  });

  it('is silent after it was stopped, and can begin anew at once', async () => {
    scheduler.move(1);
    scheduler.move(2);
    scheduler.stop();
    expect(quick[0]!.signal.aborted).toBe(true);
    scheduler.move(3);
    expect(quick.map(({ settings }) => settings)).toEqual([1, 3]);
    await quick[0]!.answer();
    await quick[1]!.answer();
    await vi.advanceTimersByTimeAsync(399);
    scheduler.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(shown).toEqual(['quick picture 3 3']);
    expect(failures).toEqual([]);
    expect(full).toHaveLength(0);
  });
});
