import { expect, it } from 'vitest';
import product from '../../package.json';
import { assetText } from '../../src/cli/asset';

const matcher = (name: string) => product.contributes.problemMatchers.find((one) => one.name === name)!;
const pattern = (name: string) => new RegExp(matcher(name).pattern!.regexp);

it('a task finds the problems of a manifest in what the command line says', () => {
  const line = 'art/stylize.json:4:12: error: There is no style "gouach". Did you mean "gouache"?';
  expect(pattern('stylize').exec(line)?.slice(1)).toEqual([
    'art/stylize.json',
    '4',
    '12',
    'error',
    'There is no style "gouach". Did you mean "gouache"?',
  ]);
  expect(pattern('stylize').exec('✓ fox.png → out/fox.png  512×512 in 180 ms')).toBeNull();
});

it('a task finds the pictures that failed in what the command line says', () => {
  const source = `${process.cwd()}/art/a fox.png`;
  const problem = { kind: 'unreadable', file: source, cause: 'it is no picture', remedy: 'Replace it.' } as const;
  const line = assetText({ source, references: [], status: 'failed', problem });
  expect(pattern('stylize-pictures').exec(line)?.slice(1)).toEqual(['art/a fox.png', 'it is no picture. Replace it.']);
  expect(pattern('stylize').exec(line)).toBeNull();
});

it.each(['', '-pictures'])(
  'a watching task knows where a run begins and ends, and its problems (stylize-watch%s)',
  (what) => {
    const { base, background } = matcher(`stylize-watch${what}`);
    expect(base).toBe(`$stylize${what}`);
    expect('run begins: 3 pictures to paint').toMatch(new RegExp(background!.beginsPattern));
    expect('run ended: 3 pictures painted, 0 up to date in 2 s').toMatch(new RegExp(background!.endsPattern));
    for (const line of [
      '✓ run begins.png → out/run ended.png  512×512 in 180 ms',
      'Watching stylize.json and its pictures.',
    ])
      expect(line).not.toMatch(new RegExp(`${background!.beginsPattern}|${background!.endsPattern}`));
  },
);
