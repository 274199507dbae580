import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleTimer } from '../../../src/pipeline/idleTimer';

const onIdle = vi.fn();
let after = 1000;

beforeEach(() => {
  vi.useFakeTimers();
  onIdle.mockReset();
  after = 1000;
});
afterEach(() => void vi.useRealTimers());

const open = () => new IdleTimer(() => after, onIdle);

it('tells once when nothing went on for the time', () => {
  open().begin()();
  vi.advanceTimersByTime(999);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onIdle).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(onIdle).toHaveBeenCalledOnce();
});

it('waits for the last of several, and begins anew with each', () => {
  const timer = open();
  const [endFirst, endSecond] = [timer.begin(), timer.begin()];
  endFirst();
  vi.advanceTimersByTime(5000);
  endSecond();
  vi.advanceTimersByTime(900);
  const endThird = timer.begin();
  vi.advanceTimersByTime(5000);
  expect(onIdle).not.toHaveBeenCalled();
  endThird();
  vi.advanceTimersByTime(1000);
  expect(onIdle).toHaveBeenCalledOnce();
});

it('counts an end once, however often it is told', () => {
  const timer = open();
  const end = timer.begin();
  timer.begin();
  end();
  end();
  vi.advanceTimersByTime(5000);
  expect(onIdle).not.toHaveBeenCalled();
});

it('never tells while the time is 0, and takes a new time from the next idleness on', () => {
  const timer = open();
  after = 0;
  timer.begin()();
  vi.advanceTimersByTime(100_000);
  expect(onIdle).not.toHaveBeenCalled();
  after = 50;
  timer.begin()();
  vi.advanceTimersByTime(50);
  expect(onIdle).toHaveBeenCalledOnce();
});

it('is silent once disposed, also when something ends after that', () => {
  const timer = open();
  const end = timer.begin();
  timer.dispose();
  end();
  vi.advanceTimersByTime(5000);
  expect(onIdle).not.toHaveBeenCalled();
});
