import { describe, expect, it } from 'vitest';
import { createPlayback, framesAhead } from '../../../../webview-ui/comparer/playback';

const always = () => true;

describe('createPlayback', () => {
  it('shows each frame for its time, and begins anew after the last', () => {
    const playback = createPlayback(0, 3, 10, 1000);
    const shown = Array.from({ length: 9 }, (_, index) => playback.tick(1000 + index * 50, always));
    expect(shown).toEqual([undefined, undefined, 1, undefined, 2, undefined, 0, undefined, 1]);
  });

  it('drops the frames for which it was called too late, and stays at the pace', () => {
    const playback = createPlayback(0, 10, 10, 0);
    expect(playback.tick(350, always)).toBe(3);
    expect(playback.tick(399, always)).toBeUndefined();
    expect(playback.tick(400, always)).toBe(4);
    // as after a tab was hidden: many rounds later
    expect(playback.tick(400 + 100_300, always)).toBe(7);
  });

  it('shows the latest frame that is ready of those that are due', () => {
    const playback = createPlayback(0, 10, 10, 0);
    const isReady = (frame: number) => frame <= 2;
    expect(playback.tick(450, isReady)).toBe(2);
    expect(playback.tick(499, always)).toBeUndefined();
    expect(playback.tick(500, always)).toBe(3);
  });

  it('waits for frames that are not ready, and then goes on with the next one', () => {
    const playback = createPlayback(4, 10, 10, 0);
    for (let now = 100; now < 3000; now += 16) expect(playback.tick(now, () => false)).toBeUndefined();
    expect(playback.tick(3000, always)).toBe(5);
    expect(playback.tick(3050, always)).toBeUndefined();
  });

  it('keeps its pace with a rate that is no round number of milliseconds', () => {
    const playback = createPlayback(0, 1000, 24, 0);
    let last = 0;
    for (let now = 0; now <= 10_000; now += 1000 / 60) last = playback.tick(now, always) ?? last;
    expect(last).toBe(240);
  });
});

it('knows what comes next, once each', () => {
  expect(framesAhead(8, 10, 4)).toEqual([9, 0, 1, 2]);
  expect(framesAhead(1, 3, 8)).toEqual([2, 0]);
  expect(framesAhead(0, 1, 8)).toEqual([]);
});
