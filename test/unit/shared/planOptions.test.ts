import { describe, expect, it } from 'vitest';
import type { ManifestInput } from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';
import { parametersOf, planJobs } from '../../../src/shared/plan';
import { useOf } from '../../../src/shared/variables';
import { resolved } from './resolved';

const RULE = { input: 'art/**/*.png', style: 'ink', output: 'out/{dir}/{name}.{ext}' };
const FILES = ['art/a.png', 'art/ui/b.png', 'art/ui/icons/c.png', 'ink.png'];
const manifestOf = (change: Partial<ManifestInput>): ManifestInput => {
  return { version: 1, styles: { ink: { reference: 'ink.png' } }, assets: [RULE], ...change };
};
const plan = (change: Partial<ManifestInput>, files = FILES, allowOutside = false) =>
  planJobs(resolved(manifestOf(change)), files, new Set(), allowOutside);
const problemsWith = (change: Partial<ManifestInput>) => parseManifest(JSON.stringify(manifestOf(change))).problems;
const outputs = (...args: Parameters<typeof plan>) => plan(...args).jobs.map(({ output }) => output);

describe('defaults', () => {
  it('hold for rules and styles that do not say it themselves', () => {
    const defaults = {
      output: 'd/{name}.{ext}',
      format: 'webp',
      quality: 50,
      strength: 0.5,
      preserveColor: true,
    } as const;
    const bare = { input: 'art/a.png', style: 'ink' };
    const [job] = plan({ defaults, assets: [bare] }).jobs;
    expect(job).toMatchObject({
      output: 'd/a.webp',
      format: 'webp',
      quality: 50,
      style: { strength: 0.5, preserveColor: true },
    });
    const said = {
      ...bare,
      output: 's/{name}.{ext}',
      format: 'avif',
      quality: 60,
      strength: 1,
      preserveColor: false,
    } as const;
    const [other] = plan({ defaults, assets: [said] }).jobs;
    expect(other).toMatchObject({
      output: 's/a.avif',
      format: 'avif',
      quality: 60,
      style: { strength: 1, preserveColor: false },
    });
    const styles = { ink: { reference: 'ink.png', strength: 0.2 } };
    expect(plan({ defaults, styles, assets: [bare] }).jobs[0]).toMatchObject({
      style: { strength: 0.2, preserveColor: true },
    });
  });

  it('say no format where the extension does', () => {
    expect(outputs({ defaults: { format: 'webp' }, assets: [{ ...RULE, output: 'out/{name}.png' }] })).toContain(
      'out/a.png',
    );
  });

  it('leave pictures out for rules that leave out none', () => {
    const defaults = { exclude: ['**/icons/**'] };
    expect(outputs({ defaults })).toEqual(['out/art/a.png', 'out/art/ui/b.png']);
    expect(outputs({ defaults, assets: [{ ...RULE, exclude: 'art/a.png' }] })).toEqual([
      'out/art/ui/b.png',
      'out/art/ui/icons/c.png',
    ]);
  });

  it('are missed where nobody says where results go', () => {
    const { output: _output, ...bare } = RULE;
    expect(problemsWith({ assets: [bare] })).toMatchObject([
      {
        message: expect.stringContaining('"output" is missing: it must be text in quotes, here or in "defaults"'),
        path: ['assets', 0, 'output'],
      },
    ]);
    expect(problemsWith({ assets: [bare], defaults: { output: 'out/{dir}/{nam}.{ext}' } })).toMatchObject([
      { path: ['defaults', 'output'], suggestion: 'out/{dir}/{name}.{ext}' },
    ]);
    expect(problemsWith({ assets: [bare], defaults: { output: 'out/{name}.png', format: 'webp' } })).toMatchObject([
      { path: ['defaults', 'output'], message: expect.stringContaining('"format" is webp') },
    ]);
    expect(problemsWith({ assets: [bare], defaults: { output: 'out/one.png' } })).toMatchObject([
      { path: ['assets', 0, 'output'], message: expect.stringContaining('overwrite each other') },
    ]);
  });
});

describe('folders', () => {
  const folders = {
    art: { strength: 0.9, quality: 90 },
    'art/ui/': { strength: 0.4, preserveColor: true, format: 'webp' },
    './art/ui/icons': { strength: 0.1 },
  } as const;

  it('say options of the pictures below them, each by the deepest that says it', () => {
    expect(plan({ folders }).jobs).toMatchObject([
      { source: 'art/a.png', format: 'png', style: { strength: 0.9, preserveColor: false } },
      { source: 'art/ui/b.png', format: 'webp', quality: 90, style: { strength: 0.4, preserveColor: true } },
      { source: 'art/ui/icons/c.png', format: 'webp', quality: 90, style: { strength: 0.1, preserveColor: true } },
    ]);
    expect(plan({ folders: { '.': { strength: 0 } } }).jobs.map(({ style }) => style.strength)).toEqual([0, 0, 0]);
  });

  it('say which pictures repeat, unless the rule does', () => {
    const seamless = (rule: object) =>
      plan({ folders: { 'art/ui': { seamless: 'x' } }, assets: [{ ...RULE, ...rule }] }).jobs.map(
        ({ treatment }) => treatment?.seamless,
      );
    expect(seamless({})).toEqual([undefined, 'x', 'x']);
    expect(seamless({ seamless: true })).toEqual([true, true, true]);
    expect(seamless({ seamless: false })).toEqual([undefined, undefined, undefined]);
  });

  it('name masks and palettes beside their pictures, which are no pictures to paint, unless the rule says none', () => {
    const files = [...FILES, 'art/a-mask.png', 'looks/moor.gpl'];
    const folders = { art: { mask: '{dir}/{name}-mask.png', palette: `${useOf('looks')}/moor.gpl` } };
    const planned = (rule: object) =>
      plan({ variables: { looks: 'looks' }, folders, assets: [{ ...RULE, input: 'art/a*.png', ...rule }] }, files);
    const { jobs, problems } = planned({});
    expect(problems).toEqual([]);
    expect(jobs.map(({ source, treatment }) => [source, treatment])).toEqual([
      ['art/a.png', { mask: 'art/a-mask.png', palette: 'looks/moor.gpl' }],
    ]);
    expect(
      planned({ mask: false, palette: false, maps: 'paint' }).jobs.map(({ source, treatment }) => [source, treatment]),
    ).toEqual([
      ['art/a-mask.png', undefined],
      ['art/a.png', undefined],
    ]);
  });

  it('are warned of palettes in a format that changes colours', () => {
    const palette = ['#000', '#fff'];
    const { jobs, problems } = plan({ assets: [{ ...RULE, palette, format: 'jpeg' }] });
    expect(jobs).toHaveLength(3);
    expect(problems).toEqual([
      {
        severity: 'warning',
        message:
          'JPEG changes the colours of the palette a little in out/art/a.jpg (and 2 more). PNG and WebP keep them.',
        path: ['assets', 0, 'palette'],
      },
    ]);
    expect(plan({ assets: [{ ...RULE, palette, format: 'avif' }] }).problems).toEqual([]);
    expect(plan({ folders: { art: { palette } }, assets: [{ ...RULE, format: 'jpeg' }] }).problems).toMatchObject([
      { path: ['assets', 0, 'input'] },
    ]);
  });

  it('are warned of brand colours in formats that change them', () => {
    const brandColors = ['#e30613'];
    const warnings = (rule: object) =>
      plan({ assets: [{ ...RULE, brandColors, ...rule }] }).problems.map(({ severity, message, path }) => {
        expect([severity, path]).toEqual(['warning', ['assets', 0, 'brandColors']]);
        return message.split(' changes')[0];
      });
    expect(warnings({ format: 'avif' })).toEqual(['AVIF']);
    expect(warnings({ format: 'webp', quality: 95 })).toEqual(['WebP with "quality": 95']);
    expect(warnings({ format: 'jpeg', quality: 89 })).toEqual(['JPEG with "quality": 89']);
    for (const kept of [{ format: 'png' }, { format: 'webp' }, { format: 'jpeg' }, { format: 'jpeg', quality: 90 }])
      expect(warnings(kept)).toEqual([]);
    expect(warnings({ format: 'avif', brandColors: [] })).toEqual([]);
    expect(warnings({ format: 'avif', palette: ['#000', '#fff'] })).toEqual([]);
  });

  it('win over styles and defaults, and yield to rules', () => {
    const styles = { ink: { reference: 'ink.png', strength: 0.7 } };
    const defaults = { strength: 0.6, quality: 10, format: 'avif' } as const;
    const jobs = plan({ folders, styles, defaults }).jobs;
    expect(jobs.map(({ style, format, quality }) => [style.strength, format, quality])).toEqual([
      [0.9, 'avif', 90],
      [0.4, 'webp', 90],
      [0.1, 'webp', 90],
    ]);
    const rule = { ...RULE, strength: 1, preserveColor: false, format: 'jpeg', quality: 5 } as const;
    for (const job of plan({ folders, styles, defaults, assets: [rule] }).jobs)
      expect(job).toMatchObject({ format: 'jpeg', quality: 5, style: { strength: 1, preserveColor: false } });
  });

  it('may be written with variables, also where two come down to one', () => {
    const named = { '${ui}': { strength: 0.4 }, 'art/ui': { preserveColor: true }, art: { strength: 0.9 } };
    const { jobs } = plan({ variables: { ui: 'art/ui' }, folders: named });
    expect(jobs.map(({ style }) => [style.strength, style.preserveColor])).toEqual([
      [0.9, false],
      [0.4, true],
      [0.4, true],
    ]);
  });

  it('that are not there are told, with what may be meant', () => {
    expect(plan({ folders: { 'art/iu': { strength: 0.4 } } }).problems).toEqual([
      {
        severity: 'warning',
        path: ['folders', 'art/iu'],
        onKey: true,
        message: 'There is no folder "art/iu" with pictures. Did you mean "art/ui"?',
        suggestion: 'art/ui',
      },
    ]);
  });
});

describe('matching', () => {
  const assets = [
    { ...RULE, input: 'art/ui/**/*.png', output: 'ui/{name}.png' },
    { ...RULE, output: 'all/{name}.png' },
  ];

  it('gives a picture to all rules, or only to the first', () => {
    expect(outputs({ assets })).toEqual(['all/a.png', 'all/b.png', 'ui/b.png', 'all/c.png', 'ui/c.png']);
    expect(outputs({ assets, match: 'first' })).toEqual(['all/a.png', 'ui/b.png', 'ui/c.png']);
  });

  it('tells of a rule for which nothing is left', () => {
    const { problems } = plan({ assets: [...assets].reverse(), match: 'first' });
    expect(problems).toMatchObject([
      { path: ['assets', 1, 'input'], message: 'All pictures that "input" matches are taken by rules before.' },
    ]);
  });
});

describe('several outputs of a rule', () => {
  const { output: _output, ...bare } = RULE;
  const input = 'art/a.png';

  it('are jobs of their own, in sizes that count as parameters', () => {
    const outputsOf = [
      { output: 'out/{name}@2x.png' },
      { output: 'out/{name}-{scale}.{ext}', scale: 0.5, format: 'webp', quality: 40 } as const,
    ];
    const { jobs, problems } = plan({ assets: [{ ...bare, input, quality: 80, outputs: outputsOf }] });
    expect(problems).toEqual([]);
    expect(jobs).toMatchObject([
      { output: 'out/a-0.5.webp', size: { scale: 0.5 }, format: 'webp', quality: 40 },
      { output: 'out/a@2x.png', format: 'png' },
    ]);
    expect(jobs[1]).not.toHaveProperty('size');
    expect(new Set(jobs.map(parametersOf)).size).toBe(2);
    const alone = plan({ assets: [{ ...RULE, input }] }).jobs[0]!;
    expect(parametersOf(jobs[1]!)).toBe(parametersOf(alone)); // what was painted before several could be stays up to date
    const sized = (size: object) => parametersOf({ ...alone, size });
    expect(sized({ width: 5 })).not.toBe(sized({ height: 5 }));
    expect(sized({ width: 5 })).toBe(sized({ width: 5, fit: 'inside' }));
  });

  it('of one file are refused, each at its own place', () => {
    const same = [{ output: 'out/{name}.png' }, { output: 'out/{name}.png', scale: 0.5 }];
    const { jobs, problems } = plan({ assets: [{ ...bare, outputs: same }] });
    expect(jobs).toEqual([]);
    expect(problems[0]).toMatchObject({
      path: ['assets', 0, 'outputs', 1, 'output'],
      message: 'out/a.png would be written for art/a.png twice. Each result needs a file of its own.',
    });
  });

  it.each([
    [
      { output: 'out/{name}.{ext}', outputs: [{ output: 'x/{name}.{ext}' }] },
      'Rule 1 has both "output" and "outputs".',
      ['assets', 0, 'outputs'],
    ],
    [{ outputs: [] }, '"outputs" must not be empty.', ['assets', 0, 'outputs']],
    [
      { outputs: [{ output: '{name}.png', scale: 0.5, width: 5 }] },
      '"scale" does not go together with',
      ['assets', 0, 'outputs', 0, 'scale'],
    ],
    [
      { outputs: [{ output: '{name}.png', width: 5, fit: 'cover' }] },
      '"fit": "cover" needs both "width" and "height".',
      ['assets', 0, 'outputs', 0, 'fit'],
    ],
    [
      { outputs: [{ output: '{name}.png', fit: 'inside' }] },
      '"fit" needs "width" or "height".',
      ['assets', 0, 'outputs', 0, 'fit'],
    ],
    [
      { outputs: [{ output: '{name}-{width}.png' }] },
      '"output" has {width}, but no "width" is given beside it.',
      ['assets', 0, 'outputs', 0, 'output'],
    ],
    [{ output: '{name}-{width}.png' }, '"output" has {width}, but no "width"', ['assets', 0, 'output']],
    [
      { outputs: [{ output: '{name}.png', width: 0 }] },
      '"width" must be at least 1, but is 0.',
      ['assets', 0, 'outputs', 0, 'width'],
    ],
    [
      { outputs: [{ output: '{name}.png', scale: 9 }] },
      '"scale" must be at most 8, but is 9.',
      ['assets', 0, 'outputs', 0, 'scale'],
    ],
    [
      { outputs: [{ output: '{name}.png', widht: 9 }] },
      '"widht" is not a known key. Did you mean "width"?',
      ['assets', 0, 'outputs', 0, 'widht'],
    ],
    [
      { outputs: [{ output: '{name}.png', fit: 'covr' }] },
      'must be one of inside, cover, contain, but is "covr". Did you mean "cover"?',
      ['assets', 0, 'outputs', 0, 'fit'],
    ],
    [
      { outputs: [{ output: '{name}.png', width: 9, focus: 'center' }] },
      '"focus" needs "fit": "cover": otherwise nothing is cut off.',
      ['assets', 0, 'outputs', 0, 'focus'],
    ],
    [
      { outputs: [{ output: '{name}.png', width: 9, height: 9, fit: 'cover', focus: 'top' }] },
      '"focus" must be center, attention, entropy, or a point such as [0.5, 0.3], but is "top".',
      ['assets', 0, 'outputs', 0, 'focus'],
    ],
    [
      { outputs: [{ output: '{name}.png', width: 9, height: 9, fit: 'cover', focus: [0.5, 3] }] },
      'Entry 2 of "focus" must be at most 1, but is 3.',
      ['assets', 0, 'outputs', 0, 'focus', 1],
    ],
    [
      { outputs: ['{name}.png'] },
      'Entry 1 of "outputs" must be an object in braces, but is "{name}.png".',
      ['assets', 0, 'outputs', 0],
    ],
    [
      { outputs: [{ scale: 1 }] },
      '"output" is missing: it must be text in quotes.',
      ['assets', 0, 'outputs', 0, 'output'],
    ],
  ])('are checked: %j', (change, message, path) => {
    const problems = problemsWith({ assets: [{ ...bare, ...change } as never] });
    expect(problems).toContainEqual(expect.objectContaining({ path, message: expect.stringContaining(message) }));
  });
});

describe('sheets, sequences and smoothing', () => {
  it.each([
    [
      { sheet: '32x32' },
      '"sheet" must be an object in braces such as { "cell": [32, 32] }, but is "32x32".',
      ['sheet'],
    ],
    [
      { sheet: {} },
      '"sheet" needs either "cell", their width and height, or "columns" and "rows", or "atlas"',
      ['sheet'],
    ],
    [{ sheet: { cell: [0, 8] } }, 'must be at least 1', ['sheet', 'cell', 0]],
    [{ sheet: { columns: 4 } }, '"rows" is missing', ['sheet', 'rows']],
    [
      { sheet: { cell: [8, 8], spacin: 1 } },
      '"spacin" is not a known key. Did you mean "spacing"?',
      ['sheet', 'spacin'],
    ],
    [{ sheet: { atls: 'x.json' } }, '"atls" is not a known key. Did you mean "atlas"?', ['sheet', 'atls']],
    [{ sheet: { cell: [8, 8], tones: 'share' } }, 'Did you mean "shared"?', ['sheet', 'tones']],
    [{ sequence: 'yes' }, '"sequence" must be true or false', ['sequence']],
    [{ smooth: 2 }, '"smooth" must be at most 1', ['smooth']],
  ])('are checked: %j', (change, message, path) => {
    const problems = problemsWith({
      assets: [{ input: 'a.png', style: 'ink', output: 'o/{name}.{ext}', ...change } as never],
    });
    expect(problems).toContainEqual(
      expect.objectContaining({ path: ['assets', 0, ...path], message: expect.stringContaining(message) }),
    );
  });
});

describe('other mistakes', () => {
  it.each([
    [{ match: 'frist' }, '"match" must be one of all, first, but is "frist". Did you mean "first"?'],
    [{ defaults: { outptu: 'x' } }, '"outptu" is not a known key. Did you mean "output"?'],
    [{ folders: { art: { strenght: 1 } } }, '"strenght" is not a known key. Did you mean "strength"?'],
    [{ folders: { art: { output: 'x' } } }, 'Known here: strength, preserveColor, strokeScale, seamless, '],
    [
      { styles: { ink: { extends: 'oli' }, oil: { reference: 'o.png' } } },
      'There is no style "oli". Did you mean "oil"?',
    ],
    [{ styles: { ink: { extends: 'a' }, a: { blend: { ink: 1 } } } }, 'A blend cannot contain itself: ink → a → ink.'],
    [{ styles: { ink: { extends: 'a' }, a: { extends: 'ink' } } }, 'A style cannot extend itself: ink → a → ink.'],
    [
      { styles: { ink: { extends: 'a', reference: 'x' }, a: { reference: 'x' } } },
      'has both "reference" and "extends".',
    ],
    [{ extends: 5 }, '"extends" must be text in quotes, or a list of such texts, but is 5.'],
  ])('are told plainly: %j', (change, message) => {
    const problems = problemsWith(change as never);
    expect(problems).toContainEqual(expect.objectContaining({ message: expect.stringContaining(message) }));
  });
});

describe('what lies outside the folder of the manifest', () => {
  it.each(['../art/*.png', '/art/*.png', 'C:/art/*.png', 'art/../../x.png'])('is refused as an input: %s', (input) => {
    const { jobs, problems } = plan({ assets: [{ ...RULE, input: [input, 'art/a.png'] }] }, ['../art/a.png', ...FILES]);
    expect(problems).toEqual([
      {
        severity: 'error',
        path: ['assets', 0, 'input', 0],
        message: expect.stringMatching(/lies outside the folder of the manifest\. To allow it, use `--allow-outside`/),
      },
    ]);
    expect(jobs).toMatchObject([{ source: 'art/a.png' }]);
  });

  it('is an input where that is allowed; its results stay inside', () => {
    const assets = [{ ...RULE, input: ['../art/*.png', '/abs/*.png'] }];
    expect(outputs({ assets }, ['../art/a.png', '/abs/b.png', 'ink.png'], true)).toEqual([
      'out/art/a.png',
      'out/abs/b.png',
    ]);
  });

  it.each([
    ['../out/{name}.{ext}', '../out/a.png'],
    ['/out/{name}.{ext}', '/out/a.png'],
    ['x/../../{name}.{ext}', '../a.png'],
  ])('takes results only where that is allowed: %s', (output, expected) => {
    const assets = [{ ...RULE, input: 'art/a.png', output }];
    const refused = plan({ assets });
    expect(refused.jobs).toEqual([]);
    expect(refused.problems).toMatchObject([
      { path: ['assets', 0, 'output'], message: expect.stringContaining('--allow-outside') },
    ]);
    expect(outputs({ assets }, FILES, true)).toEqual([expected]);
  });
});
