import { describe, expect, it } from 'vitest';
import { groupFrames, groupNumbered } from '../../../src/shared/frames';

describe('groupFrames', () => {
  it('finds the frames of one name in one folder, in the order of their numbers', () => {
    const names = [
      'walk_10.png',
      'walk_9.png',
      'run_001.png',
      'walk_11.png',
      'run_002.png',
      'idle.png',
      'deep/walk_10.png',
    ];
    expect(named(names)).toEqual([
      ['walk_9.png', 'walk_10.png', 'walk_11.png'],
      ['run_001.png', 'run_002.png'],
    ]);
  });

  it('goes by the last number of a name, but not by a scale', () => {
    const names = ['hero2_walk_01.png', 'hero2_walk_02.png', 'hero3_walk_01.png', 'hero3_walk_02.png'];
    expect(named(names)).toEqual([names.slice(0, 2), names.slice(2)]);
    const scaled = ['walk_1@2x.png', 'walk_2@2x.png', 'walk_1@3x.png', 'walk_2@3x.png'];
    expect(named(scaled)).toEqual([scaled.slice(0, 2), scaled.slice(2)]);
    expect(named(['walk@1x.png', 'walk@2x.png'])).toEqual([]);
  });

  it('keeps apart what differs in style, size or output', () => {
    const frames = [1, 2].flatMap((number) => [
      asset(`w_${number}.png`, { style: 'ink' }),
      asset(`w_${number}.png`, { style: 'gouache' }),
      asset(`w_${number}.png`, { output: `out/small/w_${number}.webp` }),
      asset(`w_${number}.png`, { width: 8 }),
    ]);
    expect(groupFrames(frames)).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 7],
    ]);
  });

  it('finds the number in an output of another name', () => {
    const frames = [1, 2, 3].map((number) => asset(`w_${number}.png`, { output: `out/w_${number}-64.webp` }));
    expect(groupFrames(frames)).toEqual([[0, 1, 2]]);
  });

  it('does not take sizes and dates for frames, but bears with missing ones', () => {
    expect(named(['icon_16.png', 'icon_32.png', 'icon_64.png'])).toEqual([]);
    expect(named(['photo_20260101.png', 'photo_20260102.png'])).toEqual([]);
    expect(named(['fx_05.png', 'fx_10.png', 'fx_15.png'])).toHaveLength(1);
    expect(named(['a_1.png', 'a_2.png', 'a_90.png', 'a_91.png'])).toEqual([
      ['a_1.png', 'a_2.png'],
      ['a_90.png', 'a_91.png'],
    ]);
  });
});

describe('groupNumbered', () => {
  it('goes by paths alone', () => {
    const paths = ['a/w_2.png', 'a/w_1.png', 'b/w_1.png', 'a/w_1.webp', 'a/w_3.png', 'a/w_20260101.png', 'a/x.png'];
    expect(groupNumbered(paths)).toEqual([[1, 0, 4]]);
  });
});

function named(names: string[]): string[][] {
  return groupFrames(names.map((name) => asset(name))).map((places) => places.map((place) => names[place]!));
}

function asset(source: string, rest: { style?: string; output?: string; width?: number } = {}) {
  return { source, output: `out/${source}`, style: 'ink', width: 64, height: 64, ...rest };
}
