import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { throttled } from '../../../src/extension/throttle';

const work = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  work.mockReset();
});
afterEach(() => void vi.useRealTimers());

it('works at once, then once for all that was asked in the time', () => {
  const call = throttled(work, 100);
  call();
  expect(work).toHaveBeenCalledTimes(1);
  for (let asked = 0; asked < 50; asked++) call();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(work).toHaveBeenCalledTimes(2);
});

it('keeps its pace while it is asked on and on', () => {
  const call = throttled(work, 100);
  for (let time = 0; time < 1000; time += 10) {
    call();
    vi.advanceTimersByTime(10);
  }
  expect(work).toHaveBeenCalledTimes(11);
});

it('works at once again after a rest', () => {
  const call = throttled(work, 100);
  call();
  vi.advanceTimersByTime(100);
  call();
  expect(work).toHaveBeenCalledTimes(2);
});

it('does nothing more once disposed', () => {
  const call = throttled(work, 100);
  call();
  call();
  call.dispose();
  vi.advanceTimersByTime(1000);
  expect(work).toHaveBeenCalledTimes(1);
});
