import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManifestInput, WrittenRule } from '../../../src/shared/manifest';
import { decide, type Fingerprint, type Job, parametersOf, planJobs } from '../../../src/shared/plan';
import { resolved } from './resolved';

type Rule = Partial<WrittenRule>;
type Styles = NonNullable<ManifestInput['styles']>;

/** A plan for rules that need not say what does not matter to the test. */
function plan(files: string[], rules: Rule[], styles: Styles = { ink: { reference: '../ink.png' } }) {
  const assets = rules.map((rule) => ({ input: '**/*.png', style: 'ink', output: 'out/{dir}/{name}.{ext}', ...rule }));
  return planJobs(resolved({ version: 1, styles, assets }), files);
}

const outputs = ({ jobs }: { jobs: Job[] }) => jobs.map(({ source, output }) => `${source} → ${output}`);
const messages = ({ problems }: { problems: { message: string }[] }) =>
  problems.map(({ message }) => message).join('\n');

describe('planning', () => {
  it('gives one job for each picture that a rule matches, sorted', () => {
    const result = plan(['b.png', 'art/x/a.png', 'notes.txt'], [{}]);
    expect(outputs(result)).toEqual(['art/x/a.png → out/art/x/a.png', 'b.png → out/b.png']);
    expect(result.problems).toEqual([]);
    expect(result.jobs[1]).toEqual({
      source: 'b.png',
      output: 'out/b.png',
      rule: 0,
      template: 0,
      styleName: 'ink',
      style: { references: [{ path: '../ink.png', weight: 1 }], strength: 1, preserveColor: false, strokeScale: 1 },
      format: 'png',
    });
  });

  it('matches with regard to case, leaves hidden files alone, and obeys "exclude"', () => {
    const files = ['a.png', 'A.PNG', '.hidden.png', '.git/a.png', 'old/b.png', 'old/.b.png'];
    expect(outputs(plan(files, [{ exclude: 'old/**' }]))).toEqual(['a.png → out/a.png']);
    expect(outputs(plan(files, [{ input: './old/*.png' }]))).toEqual(['old/b.png → out/old/b.png']);
    expect(outputs(plan(['icon [1].png'], [{ input: 'icon [1].png' }]))).toEqual(['icon [1].png → out/icon [1].png']);
  });

  it.each([
    ['a.png', {}, 'out/a.png', 'png'],
    ['a.JPG', {}, 'out/a.jpg', 'jpeg'],
    ['a.jpeg', {}, 'out/a.jpg', 'jpeg'],
    ['a.svg', {}, 'out/a.png', 'png'],
    ['a.tif', {}, 'out/a.tiff', 'tiff'],
    ['a.b.png', {}, 'out/a.b.png', 'png'],
    ['a.png', { format: 'jpeg' }, 'out/a.jpg', 'jpeg'],
    ['a.png', { output: './out//{style}/{name}.tif' }, 'out/ink/a.tif', 'tiff'],
    ['a.png', { output: '{dir}/{name}-{style}.{ext}' }, 'a-ink.png', 'png'],
    ['x/a.png', { output: '{dir}/../{name}-1.{ext}' }, 'a-1.png', 'png'],
    ['{style}.png', {}, 'out/{style}.png', 'png'],
  ] satisfies [string, Rule, string, string][])('writes %s with %j to %s as %s', (source, rule, output, format) => {
    expect(plan([source], [{ input: '**', ...rule }]).jobs).toMatchObject([{ source, output, format }]);
  });

  it('takes nothing but pictures, however wide a pattern is', () => {
    expect(outputs(plan(['a.png', 'a.psd', 'noextension'], [{ input: '**' }]))).toEqual(['a.png → out/a.png']);
  });

  it('takes no former result for an input, but for a reference', () => {
    const styles = { ink: { reference: 'old/a.png' } };
    const manifest = resolved({
      version: 1,
      styles,
      assets: [{ input: '**', style: 'ink', output: 'new/{name}.png' }],
    });
    const result = planJobs(manifest, ['b.png', 'old/a.png'], new Set(['old/a.png']));
    expect(outputs(result)).toEqual(['b.png → new/b.png']);
    expect(result.problems).toEqual([]);
  });

  it("lets a rule replace its style's strength and colours, and keeps quality from formats without loss", () => {
    const styles = { ink: { reference: '../ink.png', strength: 0.5, preserveColor: true } };
    const rule = { strength: 0, preserveColor: false, strokeScale: 0.5, quality: 70 };
    expect(plan(['a.png'], [rule], styles).jobs[0]).toMatchObject({
      style: { strength: 0, preserveColor: false, strokeScale: 0.5 },
    });
    expect(plan(['a.png'], [rule], styles).jobs[0]).not.toHaveProperty('quality');
    expect(plan(['a.png'], [{ ...rule, format: 'webp' }], styles).jobs[0]).toMatchObject({ quality: 70 });
  });

  it('flattens blends to shares that sum to 1', () => {
    const styles: Styles = {
      ink: { reference: './s/ink.png', strength: 0.1 },
      oil: { reference: ['s/oil-1.png', 's/oil-2.png'] },
      mix: { blend: { ink: 1, oil: 3 } },
      top: { blend: { mix: 2, ink: 2 }, strength: 0.9 },
    };
    const files = ['a.png', 's/ink.png', 's/oil-1.png', 's/oil-2.png'];
    expect(plan(files, [{ input: 'a.png', style: 'top' }], styles).jobs[0]?.style).toEqual({
      references: [
        { path: 's/ink.png', weight: 0.625 },
        { path: 's/oil-1.png', weight: 0.1875 },
        { path: 's/oil-2.png', weight: 0.1875 },
      ],
      strength: 0.9,
      preserveColor: false,
      strokeScale: 1,
    });
  });
});

describe('a plan does no harm', () => {
  it('takes no output for an input, of its own rule or another', () => {
    const files = ['a.png', 'out/a.png', 'out/out/a.png', 'a.webp'];
    const rules = [{}, { output: '{dir}/{name}.webp' }, { input: '*.webp', output: '{name}.avif' }];
    expect(outputs(plan(files, rules))).toEqual(['a.png → a.webp', 'a.png → out/a.png']);
  });

  it('refuses to overwrite a source', () => {
    const inPlace = plan(['a.png', 'b.png'], [{ output: '{dir}/{name}.{ext}' }]);
    expect(inPlace.jobs).toEqual([]);
    expect(messages(inPlace)).toBe(
      'The result for a.png would overwrite the picture itself. So would 1 more of this rule. "output" must name another file.',
    );
    const swap = [{ output: '{name}.jpg' }, { input: '*.jpg', output: '{name}.png' }];
    expect(messages(plan(['a.png', 'a.jpg'], swap))).toContain('would overwrite a.jpg, which is itself a source.');
    expect(messages(plan(['Art/a.png'], [{ output: 'art/{name}.png' }]))).toContain('would overwrite');
  });

  it('refuses to overwrite a reference', () => {
    const styles = { ink: { reference: 'out/ink.png' } };
    const result = plan(['ink.png', 'out/ink.png'], [{ exclude: 'out/**' }], styles);
    expect(result.jobs).toEqual([]);
    expect(messages(result)).toContain('would overwrite out/ink.png, the reference of the style "ink".');
  });

  it('refuses two jobs with one output and names both', () => {
    const result = plan(['x/a.png', 'y/a.png', 'b.png'], [{ output: 'out/{name}.png' }]);
    expect(outputs(result)).toEqual(['b.png → out/b.png']);
    expect(messages(result)).toBe(
      'out/a.png would be written for x/a.png and y/a.png. Each result needs a file of its own.',
    );
    expect(messages(plan(['a.png'], [{}, {}]))).toContain(
      'out/a.png would be written for a.png twice by rules 1 and 2',
    );
  });

  it.each(['../{name}.png', '/tmp/{name}.png', 'C:/{name}.png', 'out/../../{name}.png'])(
    'refuses to write to %s',
    (output) => {
      const result = plan(['a.png'], [{ output }]);
      expect(result.jobs).toEqual([]);
      expect(result.problems).toMatchObject([{ severity: 'error', path: ['assets', 0, 'output'] }]);
      expect(messages(result)).toContain('outside the folder');
    },
  );

  it('names a missing reference and its style, and the file that was probably meant', () => {
    const styles = { ink: { reference: ['styles/ikn.png', '/elsewhere/ink.png'] } };
    const result = plan(['a.png', 'styles/ink.png'], [{ input: 'a.png' }], styles);
    expect(result).toEqual({
      jobs: [],
      problems: [
        {
          severity: 'error',
          message: 'The reference styles/ikn.png of the style "ink" does not exist. Did you mean "styles/ink.png"?',
          suggestion: 'styles/ink.png',
          kind: 'missing-reference',
          path: ['styles', 'ink', 'reference', 0],
        },
      ],
    });
  });

  it('warns of a rule that matches nothing', () => {
    const warning = { severity: 'warning', path: ['assets', 0, 'input'], kind: 'no-match' };
    expect(plan(['a.jpg'], [{}]).problems).toMatchObject([warning]);
    expect(plan(['a.jpg'], [{ input: './' }]).problems).toMatchObject([warning]);
  });
});

describe('any plan', () => {
  const folder = fc.constantFrom('', 'a/', 'A/', 'out/', 'a/out/', 'out/a/');
  const file = fc
    .tuple(folder, fc.constantFrom('x', 'X', 'y', '.z'), fc.constantFrom('.png', '.jpg', '.webp', ''))
    .map((p) => p.join(''));
  const rule = fc.record({
    input: fc.constantFrom('**', '*.png', '**/*.{png,jpg}', 'a/**', 'out/**', ['*.jpg', 'a/*.png']),
    output: fc.constantFrom(
      '{dir}/{name}.{ext}',
      'out/{dir}/{name}.{ext}',
      '{name}.jpg',
      'a/{name}.png',
      '../{name}.png',
      'out/{name}.webp',
    ),
    style: fc.constantFrom('ink', 'mix'),
  });
  const sample = fc.record({ files: fc.uniqueArray(file, { maxLength: 20 }), rules: fc.array(rule, { maxLength: 4 }) });
  const styles = {
    ink: { reference: '../ink.png' },
    oil: { reference: 'out/x.png' },
    mix: { blend: { ink: 1, oil: 2 } },
  };

  it('is the same for the same files in any order', () => {
    const shuffled = sample.chain(({ files, rules }) =>
      fc.record({
        files: fc.constant(files),
        rules: fc.constant(rules),
        others: fc.shuffledSubarray(files, { minLength: files.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ files, others, rules }) => {
        expect(plan(others, rules, styles)).toEqual(plan(files, rules, styles));
      }),
    );
  });

  it('has unique outputs, inside the folder, and never writes to a source or a reference', () => {
    fc.assert(
      fc.property(sample, ({ files, rules }) => {
        const { jobs } = plan(files, rules, styles);
        const written = new Set(jobs.map(({ output }) => output.toLowerCase()));
        expect(written.size).toBe(jobs.length);
        for (const { source, output, style } of jobs) {
          expect(written).not.toContain(source.toLowerCase());
          expect(output).not.toMatch(/^\.\.|^\//);
          expect(style.references.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
        }
        expect(written).not.toContain('out/x.png');
      }),
      { numRuns: 500 },
    );
  });

  it('feeds on nothing that it wrote', () => {
    fc.assert(
      fc.property(sample, ({ files, rules }) => {
        const written = plan(files, rules, styles).jobs.map(({ output }) => output);
        const sources = plan([...files, ...written], rules, styles).jobs.map(({ source }) => source);
        expect(sources.filter((source) => written.includes(source))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('skips everything while fingerprints stay the same', () => {
    fc.assert(
      fc.property(sample, ({ files, rules }) => {
        for (const job of plan(files, rules, styles).jobs) {
          const print = { source: 's', style: 't', parameters: parametersOf(job), model: 'm' };
          expect(decide(job, { ...print }, print, 'present')).toEqual({ job, action: 'skip', reason: 'up to date' });
        }
      }),
    );
  });
});

describe('deciding', () => {
  const job = plan(['a.png'], [{ format: 'webp', quality: 80 }]).jobs[0]!;
  const before: Fingerprint = { source: 's', style: 't', parameters: 'p', model: 'm' };

  it.each([
    [{}, undefined, 'present', 'new'],
    [{ source: 'x', style: 'x' }, before, 'missing', 'source changed'],
    [{ style: 'x' }, before, 'present', 'style changed'],
    [{ parameters: 'x' }, before, 'present', 'parameters changed'],
    [{ model: 'x' }, before, 'present', 'model changed'],
    [{}, before, 'missing', 'output missing'],
  ] as const)('%j after %j with its output %s: %s', (change, earlier, output, reason) => {
    expect(decide(job, { ...before, ...change }, earlier, output)).toEqual({ job, action: 'run', reason });
  });

  it.each([
    ['changed', 'output changed', 'output changed'],
    ['foreign', 'output exists', 'new'],
    ['present', 'up to date', 'forced'],
  ] as const)('never replaces unasked what is %s, but when forced to', (output, reason, forced) => {
    const earlier = output === 'foreign' ? undefined : before;
    const action = output === 'present' ? 'skip' : 'refuse';
    expect(decide(job, before, earlier, output)).toEqual({ job, action, reason });
    expect(decide(job, { ...before, source: 'x' }, earlier, output).action).toBe(output === 'present' ? 'run' : action);
    expect(decide(job, before, earlier, output, true)).toEqual({ job, action: 'run', reason: forced });
  });

  it('tells all parameters apart, and not what is no parameter', () => {
    const variants: Partial<Job>[] = [
      { format: 'avif' },
      { quality: 81 },
      { style: { ...job.style, strength: 0.5 } },
      { style: { ...job.style, preserveColor: true } },
      { style: { ...job.style, strokeScale: 2 } },
      { treatment: { seamless: true } },
      { treatment: { seamless: 'x' } },
      {
        style: {
          ...job.style,
          references: [
            { path: 'a', weight: 0.5 },
            { path: 'b', weight: 0.5 },
          ],
        },
      },
    ];
    const all = [job, ...variants.map((variant) => ({ ...job, ...variant }))].map(parametersOf);
    expect(new Set(all).size).toBe(all.length);
    expect(parametersOf({ ...job, source: 'b.png', output: 'out/b.webp', rule: 3, styleName: 'other' })).toBe(
      parametersOf(job),
    );
  });
});
