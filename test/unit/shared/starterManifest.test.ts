import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';
import { starterManifest } from '../../../src/shared/starterManifest';

function planned(files: string[]) {
  const { manifest, problems } = parseManifest(starterManifest(files));
  if (!manifest || problems.length > 0) throw new Error(JSON.stringify(problems));
  return { manifest, ...planJobs(manifest, files) };
}

describe('a first manifest', () => {
  it('takes all pictures, in the look of those in a folder of styles', () => {
    const files = ['art/fox.png', 'art/ui/bar.jpg', 'logo.svg', 'notes.txt', 'styles/ink.png', 'styles/oil.jpg'];
    const { manifest, jobs, problems } = planned(files);
    expect(problems).toEqual([]);
    expect(manifest.styles).toMatchObject({ ink: { reference: 'styles/ink.png', strength: 1, preserveColor: false } });
    expect(starterManifest(files)).toContain('// "oil": { "reference": "styles/oil.jpg" },');
    expect(jobs.map(({ source, output }) => [source, output])).toEqual([
      ['art/fox.png', 'out/art/fox.png'],
      ['art/ui/bar.jpg', 'out/art/ui/bar.jpg'],
      ['logo.svg', 'out/logo.png'],
    ]);
  });

  it('leaves out references that lie among the pictures, and what tools have made', () => {
    const { jobs } = planned(['art/fox.png', 'art/Styles/ink.png', 'out/fox.png', 'art/dist/fox.png', '.cache/a.png']);
    const sources = jobs.map(({ source }) => source);
    expect(sources).toContain('art/fox.png');
    expect(sources).not.toContain('art/Styles/ink.png');
    expect(sources.filter((source) => source.startsWith('out/') || source.startsWith('.cache'))).toEqual([]);
  });

  it('begins with a built-in style where there is no reference, and says how to take another', () => {
    expect(starterManifest(['art/fox.png'])).toContain('name one of yours in place of the built-in one');
    const { jobs, problems } = planned(['art/fox.png']);
    expect(problems).toEqual([]);
    expect(jobs.map(({ style }) => style.references)).toEqual([[{ path: 'builtin:gouache', weight: 1 }]]);
  });

  it('is a manifest also where there is nothing yet', () => {
    expect(planned([]).manifest.assets).toHaveLength(1);
  });

  it('copes with names that mean something in patterns or nothing in style names', () => {
    const files = ['[new] art/a.png', 'refs/(x)/#1 ink!.png', 'refs/y/-1 ink-.png'];
    const { manifest, jobs, problems } = planned(files);
    expect(problems).toEqual([]);
    expect(Object.keys(manifest.styles)).toEqual(['1 ink-']);
    expect(starterManifest(files)).toContain('"1 ink--2"');
    expect(jobs.map(({ source }) => source)).toEqual(['[new] art/a.png']);
  });
});
