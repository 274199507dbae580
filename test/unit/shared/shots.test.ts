import { describe, expect, it } from 'vitest';
import { filesOfShot, shotsOf, withShots } from '../../../src/shared/shots';

const names = (count: number) => Array.from({ length: count }, (_, i) => `art/walk_${i + 1}.png`);

describe('shotsOf', () => {
  it('shares the frames of a short shot among them', () => {
    const shot = shotsOf([...names(3).reverse(), 'art/idle.png']);
    expect(shot('art/walk_2.png', {})).toEqual({ studied: names(3) });
    expect(shot('art/idle.png', {})).toBeUndefined();
  });

  it('studies 16 frames of a long one, evenly spaced, the first and the last among them, for all the same', () => {
    const all = names(100);
    const shot = shotsOf(all);
    const studied = shot(all[7]!, {})!.studied;
    expect(studied).toHaveLength(16);
    expect([studied[0], studied.at(-1)]).toEqual([all[0], all[99]]);
    const steps = studied.map((path) => all.indexOf(path)).map((at, i, places) => at - (places[i - 1] ?? at - 7));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
    expect(shot(all[80]!, {})!.studied).toEqual(studied);
  });

  it('names the frames beside one that is smoothed, as far as they are there', () => {
    const shot = shotsOf(names(3));
    expect(shot('art/walk_1.png', { smooth: 0.5 })).toEqual({ studied: names(3), after: 'art/walk_2.png' });
    expect(filesOfShot(shot('art/walk_2.png', { smooth: 1 }))).toEqual([
      ...names(3),
      'art/walk_1.png',
      'art/walk_3.png',
    ]);
    expect(filesOfShot(undefined)).toEqual([]);
  });
});

describe('withShots', () => {
  it('goes by what is said of each picture; sheets are shots of their own', () => {
    const jobs = [
      { source: 'a_1.png', treatment: { sequence: true } },
      { source: 'a_2.png', treatment: { sequence: true } },
      { source: 'a_3.png', treatment: { sequence: true, sheet: { columns: 2, rows: 2 } } },
      { source: 'a_4.png' },
    ];
    const shots = withShots(jobs).map((job) => ('shot' in job ? job.shot : undefined));
    const shot = { studied: ['a_1.png', 'a_2.png'] };
    expect(shots).toEqual([shot, shot, undefined, undefined]);
  });
});
