import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { treatmentOf, treatmentOptions, withoutCompanions } from '../../../src/cli/treatment';

/** What the options of a command line come down to for a picture; the paths as they are resolved here. */
function parsed(...words: string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr() {} });
  for (const option of treatmentOptions()) command.addOption(option);
  return command.parse(words, { from: 'user' }).opts();
}
const treated = (...words: string[]) => treatmentOf(parsed(...words), resolve('art/fox.png'));

describe('the options of how pictures are treated', () => {
  it('become what the engine is asked for, with the files of each picture', () => {
    expect(treated()).toEqual({});
    expect(treated('--seamless', '--alpha', 'threshold:0.3')).toEqual({ seamless: true, alpha: { threshold: 0.3 } });
    expect(treated('--alpha', 'premultiplied', '--dither', 'ordered')).toEqual({
      alpha: 'premultiplied',
      dither: 'ordered',
    });
    expect(treated('--mask', '{dir}/{name}-mask.png')).toEqual({ mask: resolve('art/fox-mask.png') });
    expect(treated('--palette', 'looks/moor.gpl')).toEqual({ palette: resolve('looks/moor.gpl') });
    expect(treated('--palette', '#000, ff8800')).toEqual({ palette: ['#000', '#ff8800'] });
    expect(treated('--brand-color', 'e30613', '--brand-color', '#00f:4.5')).toEqual({
      brandColors: ['#e30613', { color: '#00f', tolerance: 4.5 }],
    });
  });

  it.each([
    ['--alpha', 'hard'],
    ['--alpha', 'threshold:2'],
    ['--alpha', 'threshold:'],
    ['--dither', 'bayer'],
    ['--brand-color', 'red'],
    ['--brand-color', '#e30613:'],
    ['--brand-color', '#e30613:99'],
    ['--palette', Array.from({ length: 257 }, () => '#000').join()],
  ])('are refused when they make no sense: %s %s', (...words) => {
    expect(() => parsed(...words)).toThrow(CommanderError);
  });

  it('leave masks and palettes out of what is painted', () => {
    const jobs = ['fox.png', 'fox-mask.png', 'owl.png', 'owl-mask.png', 'moor.png'].map((name) => ({
      source: resolve('art', name),
    }));
    const options = parsed('--mask', '{dir}/{name}-mask.png', '--palette', 'art/moor.png');
    expect(withoutCompanions(jobs, options)).toEqual([jobs[0], jobs[2]]);
    expect(withoutCompanions(jobs, parsed())).toEqual(jobs);
  });
});
